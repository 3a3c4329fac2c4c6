#include "tools/kernel_peer/datagram_calls.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

extern "C" {
#include <driver_core/host/dispatch.h>
}

#include "tools/kernel_peer/agreement.h"
#include "tools/kernel_peer/context.h"
#include "tools/kernel_peer/draw.h"

namespace vmcheck::kernel_peer {
namespace {

constexpr std::uint32_t kMachines = 2;

using Datagram = std::vector<std::uint8_t>;

const vmci_datagram& header_of(const Datagram& datagram) {
  return *reinterpret_cast<const vmci_datagram*>(datagram.data());
}

std::string describe(std::uint32_t sender, const Datagram& datagram) {
  const vmci_datagram& header = header_of(datagram);
  return fmt::format("{} bytes by {} from {:#x}:{:#x} to {:#x}:{:#x}, which say {}",
                     datagram.size(), sender, header.src.context, header.src.resource,
                     header.dst.context, header.dst.resource, header.payload_size);
}

// What waits for a machine by the core's rules.
class Mailbox {
 public:
  std::uint64_t used() const { return used_; }

  void add(Datagram datagram, std::uint64_t used) {
    waiting_.push_back(std::move(datagram));
    used_ = used;
  }

  // Takes out one that the kernel gives, in whatever order. False: it was not let in.
  bool take(const Datagram& datagram) {
    const auto found = std::find(waiting_.begin(), waiting_.end(), datagram);
    if (found == waiting_.end()) return false;
    used_ -= datagram.size();
    waiting_.erase(found);
    return true;
  }

  bool is_empty() const { return waiting_.empty(); }

 private:
  std::vector<Datagram> waiting_;
  std::uint64_t used_ = 0;
};

class Datagrams {
 public:
  Datagrams(std::uint64_t seed, std::uint64_t most) : draw_(seed), agreement_(most) {}

  // One call.
  void make() {
    const std::uint32_t machine = draw_.below(kMachines);
    if (draw_.below(4) == 0) {
      receive(machine);
    } else {
      send(machine);
    }
  }

  bool end() const { return agreement_.end(); }

 private:
  static constexpr std::array<std::uint64_t, 8> kPayloads{
      0, 1, 32, 4096, 30000, 60000, VMCI_DATAGRAM_PAYLOAD_MAX, VMCI_DATAGRAM_PAYLOAD_MAX + 1};

  Datagram draw_datagram(std::uint32_t machine) {
    const std::uint32_t own = machines_[machine].id();
    const std::uint32_t other = machines_[1 - machine].id();
    const std::uint64_t payload = draw_.one_of(kPayloads);
    vmci_datagram header{};
    header.src = {draw_.one_of(std::array{own, own, own, own, other, 0u, 2u, ~0u, 99u}),
                  draw_.below(3)};
    header.dst = {draw_.one_of(std::array{own, own, own, own, other, 0u, 2u, ~0u, 99u}),
                  draw_.below(3)};
    header.payload_size = payload + (draw_.below(16) == 0 ? 1 : 0);
    Datagram datagram(sizeof(header) + payload, static_cast<std::uint8_t>(draw_.below(256)));
    std::memcpy(datagram.data(), &header, sizeof(header));
    return datagram;
  }

  // No program of the host has an endpoint.
  int decide(std::uint32_t machine, const Datagram& datagram) {
    const vmci_datagram& header = header_of(datagram);
    const std::uint32_t own = machines_[machine].id();
    vmci_dispatch dispatch{};
    dispatch.src = header.src;
    dispatch.dst = header.dst;
    dispatch.payload_size = header.payload_size;
    dispatch.size = datagram.size();
    dispatch.sender = own;
    dispatch.dst_exists = header.dst.context == 2 || header.dst.context == machines_[0].id() ||
                          header.dst.context == machines_[1].id();
    vmci_u32 source = 0;
    vmci_dispatch_way way{};
    const int result = vmci_dispatch_decide(&dispatch, &source, &way);
    if (result < VMCI_SUCCESS) return result;
    Mailbox& mailbox = mailboxes_[header.dst.context == own ? machine : 1 - machine];
    vmci_u64 used = 0;
    const int added = vmci_datagram_queue_add(mailbox.used(), datagram.size(), header.src.context,
                                              header.src.resource, &used);
    if (added < VMCI_SUCCESS) return added;
    mailbox.add(datagram, used);
    return static_cast<int>(datagram.size());
  }

  void send(std::uint32_t machine) {
    const Datagram datagram = draw_datagram(machine);
    const int core = decide(machine, datagram);
    const int kernel = vmci_dev_send(machines_[machine].file(), datagram.data(), datagram.size());
    agreement_.count(kernel == core, [&] {
      return fmt::format("{}: the kernel {}, the core {}",
                         describe(machines_[machine].id(), datagram), kernel, core);
    });
  }

  void receive(std::uint32_t machine) {
    const std::optional<Datagram> came = machines_[machine].receive();
    Mailbox& mailbox = mailboxes_[machine];
    const bool agree = came ? mailbox.take(*came) : mailbox.is_empty();
    agreement_.count(agree, [&] {
      return came ? "the kernel gives " + describe(machines_[machine].id(), *came)
                  : std::string("the kernel gives nothing, and something waits");
    });
  }

  Draw draw_;
  Agreement agreement_;
  std::array<Context, kMachines> machines_{Context(40), Context(41)};
  std::array<Mailbox, kMachines> mailboxes_;
};

}  // namespace

bool datagram_calls_agree(std::uint64_t seed, std::uint64_t calls, std::uint64_t most) {
  Datagrams datagrams(seed, most);
  for (std::uint64_t number = 0; number < calls; ++number) datagrams.make();
  return datagrams.end();
}

}  // namespace vmcheck::kernel_peer
