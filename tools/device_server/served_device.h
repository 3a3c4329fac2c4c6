// The simulated device before a real guest: its registers, and datagrams through its ports or
// through the guest's memory.
//
// What the device does, and what the hypervisor behind it answers, is sim/world's, with as many
// doorbells and datagrams at a time as there are in that world. What it has no more room for it
// refuses. Queue pairs are in the guest's memory, and so this server's own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/run/path.h"
#include "sim/state/observer.h"
#include "sim/world/hardware.h"
#include "sim/world/hypervisor.h"
#include "tools/device_server/guest_memory.h"
#include "tools/device_server/host.h"
#include "tools/device_server/notify_page.h"
#include "tools/device_server/pair_broker.h"

namespace vmcheck::device_server {

class ServedDevice {
 public:
  // The ids that a machine may have: those of the world, and no reserved ones.
  static constexpr std::uint32_t kLeastContext = 16;
  static constexpr std::uint32_t kGreatestContext = 254;

  // A device that offers these capabilities, of the machine with this context id. It writes what it
  // is asked to the standard output, a line each.
  ServedDevice(std::uint32_t context, std::uint8_t capabilities, const GuestMemory& memory);
  ServedDevice(const ServedDevice&) = delete;
  ServedDevice& operator=(const ServedDevice&) = delete;

  // Registers, and the bytes of the data ports.
  std::uint32_t read_register(std::uint32_t offset);
  void write_register(std::uint32_t offset, std::uint32_t value);
  std::uint8_t read_data_in();
  void write_data_out(std::uint8_t byte);

  // As power comes on.
  void reset();

  // Whether it may access the guest's memory, and so interrupt by messages.
  void let_access_memory(bool may) { may_access_memory_ = may; }

  // How it interrupts: whether each cause has a vector of its own.
  void set_vectors(world::Vectors vectors) { device_.vectors = vectors; }

  // The vectors that have become due since this was last asked, a bit for each.
  std::uint32_t take_interrupts();

  // Whether it has to hold an interrupt line.
  bool line_level() const;

  // How often the driver has broken a rule of the protocol.
  unsigned breaches() const { return breaches_; }

 private:
  void send(std::span<const std::uint8_t> datagram);
  std::span<std::uint8_t> header_at(std::uint64_t address, std::uint64_t length) const;
  void take_buffer(std::uint64_t address);
  void fill_buffer(std::uint64_t address);
  void breach(const std::string& what);

  const GuestMemory& memory_;
  std::array<world::Hardware, 1> machine_{};
  world::Hardware& hardware_{machine_[0]};
  world::Device& device_{hardware_.device};
  PairBroker pairs_{hardware_, memory_};
  world::Hypervisor hypervisor_{world::Machines(std::span<world::Hardware>(machine_)), &pairs_};
  Host host_{hardware_, hypervisor_, pairs_};
  NotifyPage notify_page_{hardware_, memory_};
  run::Replay chooser_{{}};
  state::Observer observer_;
  unsigned breaches_ = 0;
  bool may_access_memory_ = false;
  std::uint32_t out_high_ = 0;
  std::uint32_t in_high_ = 0;
  std::vector<std::uint8_t> out_;  // of a datagram that is being written to the port
  std::vector<std::uint8_t> in_;   // of what the port gives, from `given_` on
  std::size_t given_ = 0;
};

}  // namespace vmcheck::device_server
