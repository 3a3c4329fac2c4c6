#include "tools/kernel_peer/connections.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#include "tools/kernel_peer/failure.h"
#include "tools/kernel_peer/host_socket.h"
#include "tools/kernel_peer/machine.h"

namespace vmcheck::kernel_peer {
namespace {

constexpr std::uint32_t kHost = 2;
constexpr std::uint32_t kWished = 40;
constexpr std::uint32_t kHostPort = 5000;
constexpr std::uint32_t kMachinePort = 6000;
constexpr std::uint32_t kNobodysPort = 7000;
constexpr std::size_t kChunk = 3000;

void demand_result(const char* what, int result, int expected) {
  demand(result == expected, fmt::format("{}: {}, expected {}", what, result, expected));
}

// What is in a stream at a place: other bytes each way, and no page like another.
std::uint8_t byte_at(std::uint64_t place, std::uint8_t way) {
  return static_cast<std::uint8_t>(place * 31 + (place >> 12) * 7 + way);
}

// One way of a connection: so many bytes, as fast as they go.
class Flow {
 public:
  Flow(std::uint64_t bytes, std::uint8_t way) : bytes_(bytes), way_(way) {}

  bool is_done() const { return received_ == bytes_; }

  template <typename Send, typename Receive>
  bool advance(const Send& send, const Receive& receive) {
    const bool sent = sent_ < bytes_ && push(send);
    return (received_ < bytes_ && pull(receive)) || sent;
  }

 private:
  template <typename Send>
  bool push(const Send& send) {
    std::vector<std::uint8_t> chunk(std::min<std::uint64_t>(kChunk, bytes_ - sent_));
    for (std::size_t i = 0; i < chunk.size(); ++i) chunk[i] = byte_at(sent_ + i, way_);
    const int count = send(std::span<const std::uint8_t>(chunk));
    if (count == -EAGAIN) return false;
    demand(count > 0, fmt::format("bytes are sent behind {}: {}", sent_, count));
    sent_ += static_cast<std::uint64_t>(count);
    return true;
  }

  template <typename Receive>
  bool pull(const Receive& receive) {
    std::vector<std::uint8_t> chunk(kChunk - 1);
    const int count = receive(std::span<std::uint8_t>(chunk));
    if (count == -EAGAIN) return false;
    demand(count > 0, fmt::format("bytes are received behind {}: {}", received_, count));
    for (int i = 0; i < count; ++i, ++received_) {
      if (chunk[static_cast<std::size_t>(i)] == byte_at(received_, way_)) continue;
      throw Failure(fmt::format("byte {} is not as it was sent", received_));
    }
    return true;
  }

  std::uint64_t bytes_;
  std::uint8_t way_;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
};

// A machine and the host, connected.
struct Connection {
  Machine machine{kWished};
  unsigned int slot = 0;
  HostSocket host;

  Connection() { host.close(); }

  int send(std::span<const std::uint8_t> bytes) { return machine.send(slot, bytes); }
  int receive(std::span<std::uint8_t> bytes) { return machine.receive(slot, bytes); }

  // The next bytes, or the end, or an error: whatever comes but nothing.
  int await_received() {
    int result = -EAGAIN;
    std::uint8_t byte = 0;
    machine.await("something comes", [&] {
      result = receive({&byte, 1});
      return result != -EAGAIN;
    });
    return result;
  }
  int await_host_received() {
    int result = -EAGAIN;
    std::uint8_t byte = 0;
    machine.await("something comes to the host", [&] {
      result = host.receive({&byte, 1});
      return result != -EAGAIN;
    });
    return result;
  }
};

void connect_machine(Connection& connection, std::uint64_t size) {
  Machine& machine = connection.machine;
  HostSocket listener;
  demand_result("the host listens", listener.listen(kHostPort, 1), 0);
  connection.slot = machine.open();
  demand_result("sizes are set", machine.set_buffer_size(connection.slot, size), 0);
  demand_result("the machine connects", machine.connect(connection.slot, kHost, kHostPort),
                -EINPROGRESS);
  demand_result("the machine is connected", machine.await_connected(connection.slot), 0);
  machine.await("the host accepts", [&] {
    connection.host = listener.accept();
    return connection.host.is_open();
  });
}

void connect_host(Connection& connection, std::uint64_t size) {
  Machine& machine = connection.machine;
  const unsigned int listener = machine.open();
  demand_result("sizes are set", machine.set_buffer_size(listener, size), 0);
  demand_result("the machine listens", machine.listen(listener, kMachinePort, 1), 0);
  connection.host = HostSocket();
  demand_result("the host's sizes are set", connection.host.set_buffer_size(size), 0);
  demand_result("the host connects", connection.host.connect(machine.context(), kMachinePort),
                -EINPROGRESS);
  machine.await("the machine accepts",
                [&] { return machine.accept(listener, connection.slot) == VMCI_SUCCESS; });
  machine.await("the host is connected", [&] { return connection.host.is_writable(); });
  demand_result("the host is connected", connection.host.error(), 0);
  machine.close(listener);
}

// So many bytes each way, at the same time.
void exchange(Connection& connection, std::uint64_t bytes) {
  Flow up(bytes, 1);
  Flow down(bytes, 2);
  connection.machine.await("all bytes have come", [&] {
    bool moves = true;
    for (int i = 0; i < 1000 && moves; ++i) {
      moves = up.advance([&](auto some) { return connection.send(some); },
                         [&](auto some) { return connection.host.receive(some); });
      moves |= down.advance([&](auto some) { return connection.host.send(some); },
                            [&](auto some) { return connection.receive(some); });
      vmci_user_serve(&connection.machine.device(), 0);
    }
    return up.is_done() && down.is_done();
  });
}

// The machine says that it sends no more; then the host closes.
void close_orderly(Connection& connection) {
  demand_result("half of it is shut down",
                connection.machine.shut_down(connection.slot, VMCI_SHUTDOWN_SEND), 0);
  demand_result("the host reads the end", connection.await_host_received(), 0);
  connection.host.close();
  demand_result("the machine reads the end", connection.await_received(), 0);
  connection.machine.close(connection.slot);
  connection.machine.demand_empty();
}

void machine_connects() {
  for (const std::uint64_t size : {262144, 16384, 5000, 129}) {
    Connection connection;
    connect_machine(connection, size);
    exchange(connection, 20 * size + 77);
    close_orderly(connection);
  }
}

void host_connects() {
  for (const std::uint64_t size : {262144, 16384, 5000, 129}) {
    Connection connection;
    connect_host(connection, size);
    exchange(connection, 20 * size + 77);
    close_orderly(connection);
  }
}

void many_bytes() {
  Connection connection;
  connect_machine(connection, 65536);
  exchange(connection, 16 << 20);
  close_orderly(connection);
}

void nobody_listens() {
  Machine machine(kWished);
  const unsigned int slot = machine.open();
  demand_result("the machine connects", machine.connect(slot, kHost, kNobodysPort), -EINPROGRESS);
  demand_result("the machine is refused", machine.await_connected(slot), -ECONNRESET);
  machine.close(slot);

  HostSocket host;
  demand_result("the host connects", host.connect(machine.context(), kNobodysPort), -EINPROGRESS);
  machine.await("that is over", [&] { return host.is_writable(); });
  demand_result("the host is refused", host.error(), -ECONNRESET);
  machine.demand_empty();
}

// What was sent can be read behind the end, from whichever side it comes.
void half_closed() {
  Connection connection;
  connect_host(connection, 4096);
  const std::vector<std::uint8_t> bytes(100, 7);
  std::vector<std::uint8_t> all(200);
  demand_result("the host sends", connection.host.send(bytes), 100);
  demand_result("the host sends no more", connection.host.shut_down(SHUT_WR), 0);
  connection.machine.await("it comes", [&] { return connection.receive(all) == 100; });
  demand_result("the machine reads the end", connection.await_received(), 0);
  demand_result("the machine sends", connection.send(bytes), 100);
  connection.machine.await("it comes to the host",
                           [&] { return connection.host.receive(all) == 100; });
  demand_result("the machine shuts down",
                connection.machine.shut_down(connection.slot, VMCI_SHUTDOWN_BOTH), 0);
  connection.machine.await("the host cannot send",
                           [&] { return connection.host.send(bytes) == -EPIPE; });
  connection.host.close();
  connection.machine.close(connection.slot);
  connection.machine.demand_empty();
}

// Who leaves at once ends it for the other.
void machine_leaves() {
  Connection connection;
  connect_machine(connection, 4096);
  connection.machine.close(connection.slot);
  demand_result("the host reads the end", connection.await_host_received(), 0);
  connection.machine.demand_empty();
}

void host_leaves() {
  Connection connection;
  connect_host(connection, 4096);
  const std::vector<std::uint8_t> bytes(100, 7);
  demand_result("the host sends", connection.host.send(bytes), 100);
  connection.host.close();
  std::vector<std::uint8_t> all(200);
  connection.machine.await("what it sent comes", [&] { return connection.receive(all) == 100; });
  demand_result("the machine reads the end", connection.await_received(), 0);
  demand_result("the machine cannot send", connection.send(bytes), -EPIPE);
  connection.machine.close(connection.slot);
  connection.machine.demand_empty();
}

// The machine's memory is taken away and given back, at other addresses.
void machine_is_suspended() {
  Connection connection;
  connect_machine(connection, 16384);
  exchange(connection, 50000);
  demand_result("memory is taken", vmci_user_device_quiesce(&connection.machine.device()), 0);
  demand_result("and given back", vmci_user_device_resume(&connection.machine.device()), 0);
  exchange(connection, 50000);
  close_orderly(connection);
}

void two_machines() {
  Machine first(kWished);
  Machine second(kWished);
  demand(first.context() != second.context(), "each machine has a context of its own");
  HostSocket listener;
  demand_result("the host listens", listener.listen(kHostPort, 8), 0);
  for (int round = 0; round < 4; ++round) {
    for (Machine* machine : {&first, &second}) {
      const unsigned int slot = machine->open();
      demand_result("a machine connects", machine->connect(slot, kHost, kHostPort), -EINPROGRESS);
      demand_result("it is connected", machine->await_connected(slot), 0);
      const HostSocket accepted = listener.accept();
      demand(accepted.is_open(), "the host accepts");
      machine->close(slot);
      machine->demand_empty();
    }
  }
}

}  // namespace

const std::vector<ConnectionScenario>& connection_scenarios() {
  static const std::vector<ConnectionScenario> all{
      {"machine-connects", machine_connects},
      {"host-connects", host_connects},
      {"many-bytes", many_bytes},
      {"nobody-listens", nobody_listens},
      {"half-closed", half_closed},
      {"machine-leaves", machine_leaves},
      {"host-leaves", host_leaves},
      {"machine-is-suspended", machine_is_suspended},
      {"two-machines", two_machines},
  };
  return all;
}

bool connections_agree(bool first) {
  bool agree = true;
  for (const ConnectionScenario& scenario : connection_scenarios()) {
    try {
      scenario.run();
      fmt::print("{}: as it must be\n", scenario.name);
    } catch (const Failure& failure) {
      fmt::print("{}: not so: {}\n", scenario.name, failure.what());
      agree = false;
    }
    std::fflush(stdout);
    if (first && !agree) break;
  }
  return agree;
}

}  // namespace vmcheck::kernel_peer
