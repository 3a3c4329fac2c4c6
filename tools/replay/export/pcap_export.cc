#include "tools/replay/export/pcap_export.h"

#include <variant>

namespace vmcheck::replay {

void PcapExport::begin(const ConnectionHeader& header) {
  machine_ = {header.context, 0};
  peer_ = {header.peer_context, 0};
}

void PcapExport::add(const ConnectionEvent& event) {
  if (const auto* sends = std::get_if<Sends>(&event.action)) {
    machine_[1] = sends->packet.src[2];
    peer_[1] = sends->packet.dst[2];
    writer_.write_packet(event.t_us, sends->packet);
  } else if (const auto* receives = std::get_if<Receives>(&event.action)) {
    machine_[1] = receives->packet.dst[2];
    peer_[1] = receives->packet.src[2];
    writer_.write_packet(event.t_us, receives->packet);
  } else if (const auto* moved = std::get_if<Moved>(&event.action)) {
    writer_.write_payload(event.t_us, moved->fills ? machine_ : peer_,
                          moved->fills ? peer_ : machine_, moved->bytes);
  }
}

}  // namespace vmcheck::replay
