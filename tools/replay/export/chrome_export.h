// Connection traces as Chrome trace events, which Perfetto shows.
#pragma once

#include <array>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include "tools/replay/export/exporter.h"

namespace vmcheck::replay {

// A process for each machine, with a row for its calls and one for its packets; event number n is a
// slice at 10 n us, whatever its time, so that each can be seen. An arrow leads from a packet's
// sender to its receiver; what is in each ring is a counter. All that the trace says of an event
// stands in its arguments.
class ChromeExport final : public Exporter {
 public:
  // The stream must outlive the exporter.
  explicit ChromeExport(std::ostream& out) : out_(out) {}

  void begin(const ConnectionHeader& header) override;
  void add(const ConnectionEvent& event) override;
  void finish() override;

 private:
  void name_process(int process, const std::string& name);
  void add_slice(int process, int thread, const std::string& name, const ConnectionEvent& event);
  void add_packet(const ConnectionEvent& event, const WirePacket& packet, bool from_machine);
  void add_counter(std::string_view name, std::uint64_t bytes);
  // One element of the array of events.
  void write(const std::string& element);

  std::ostream& out_;
  std::uint64_t number_ = 0;     // of the event
  std::uint64_t ring_size_ = 0;  // of both rings, once there is a pair
  bool is_first_ = true;
};

}  // namespace vmcheck::replay
