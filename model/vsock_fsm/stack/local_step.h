// One step of the model of a machine whose sockets are connected with each other, or with its
// host's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>

#include "model/vsock_fsm/stack/local.h"
#include "model/vsock_fsm/stack/properties.h"
#include "sim/world/sockets.h"

namespace vmcheck::device::sockets {

// Where servers listen, and where nobody does.
inline constexpr std::uint16_t kServersPort = 1026;
inline constexpr std::uint16_t kClosedPort = 1025;

// The first byte that the client writes, and that the server does; and the host.
inline constexpr std::array<std::uint8_t, kUsers> kFirstByte{0x20, 0, 0x40};
inline constexpr std::uint8_t kHostsFirstByte = 0x60;

// The other end of a user's connection, as far as it is known to the model.
struct Other {
  bool there = false;
  bool waiting = false;
  std::uint8_t halves = 0;
  std::uint8_t written = 0;
  std::uint8_t read = 0;
  std::uint8_t first_byte = 0;
};

class LocalStep final : public ModelStep<LocalBounds, LocalState>,
                        public world::QueuePairs,
                        public world::Sockets,
                        public world::Host,
                        public world::Contexts {
 public:
  // `host`: the core's, if it is that.
  LocalStep(const StackCore& core, const LocalBounds& bounds, LocalState& state, CoreHost* host,
            run::Chooser& chooser, state::Observer& observer)
      : ModelStep(*core.core->driver, bounds, state, chooser, observer),
        sockets_(*core.sockets),
        core_(core),
        host_(host) {}

  // The sockets that are there from the beginning.
  void begin();

  // False if it is none.
  bool make();

  // What the driver and its platform meet.
  world::QueuePairs* queue_pairs() override { return this; }
  world::QueueMemory& memory() override { return state_.memory; }
  bool knows(world::Queue queue) const override;
  std::int32_t alloc(std::uint32_t, std::span<const std::uint8_t>, std::size_t) override;
  std::int32_t detach(std::uint32_t, std::uint32_t, std::uint32_t) override;
  void reset(std::uint32_t) override {}
  void peer_changed(std::uint32_t machine, std::uint32_t callback, std::uint32_t event) override;

  std::optional<std::int32_t> takes(std::uint32_t machine,
                                    std::span<const std::uint8_t> bytes) override;
  bool gives(std::span<std::uint8_t> bytes) override;
  void event_happened(std::uint32_t machine, std::uint32_t client,
                      std::span<const std::uint8_t> payload) override;
  void datagram_arrived(std::uint32_t machine, std::uint32_t client,
                        std::span<const std::uint8_t> bytes) override;

  // And what the sockets do.
  world::Sockets* sockets() override { return this; }
  world::Clock clock(std::uint32_t machine) override;
  void work(std::uint32_t machine) override;
  void wake(std::uint32_t) override;
  void wake_socket(std::uint32_t, std::uint32_t number) override;

  // And what the core's host meets.
  world::Host* host() override { return this; }
  world::Contexts* contexts() override { return this; }
  world::Faults& faults() override { return host_->faults; }
  void woken() override;
  void told(std::uint32_t context) override;
  world::ContextMemory& context_memory() override { return host_->copies; }
  int datagram_for_program(std::uint32_t program, std::span<const std::byte> datagram) override;
  void doorbell_of_program(std::uint32_t) override {}
  void event_for_program(std::uint32_t program, std::span<const std::uint8_t> payload) override;

 private:
  void open(std::uint32_t number);

  // Zeroes what copies of whole objects may have left behind their members.
  void clear_padding();

  // Runs a step of the core, for one of the machines.
  template <typename Run>
  auto run(std::uint32_t machine, const Run& run);

  // Makes steps of an operation: one, or all until it waits. True when it is done.
  template <typename Step>
  bool go_through(std::uint32_t machine, std::uint8_t& sleeping, const Step& step);

  // Makes all steps of one of the core's host. Who has claimed what it waits for makes his.
  template <typename Step>
  void finish_on_host(const Step& step);

  bool user(std::uint32_t number);
  bool stop_waiting(User& user);
  bool choose_as_client(User& client);
  bool choose_as_listener(User& listener);
  bool choose_as_connected(User& user);
  bool call(User& user, Doing what);
  bool move(User& user, Doing what);
  bool go_on(User& user);
  bool accept(User& listener);
  bool await(User& client);
  bool finish(User& user);
  void leave(User& user);
  bool finish_connect(User& user);
  bool finish_send(User& user);
  bool finish_receive(User& user);
  void finish_shutdown(User& user);
  void give_up(User& client, int error);
  bool wait(User& user, Doing wanted);
  void demand(bool good, const User& user, int result);
  std::uint32_t number_of(const User& user) const;
  std::uint32_t machine_of(const User& user) const;
  vmci_stack& stack_on(std::uint32_t machine);
  void forget_protocols();
  User& peer_of(const User& user);
  bool peer_has_left(const User& user);
  const vmci_connection& connection_of(const User& user) const;
  Other other_of(const User& user);

  // A packet comes to a machine: there may be no room for it.
  void find_room(std::uint32_t machine);

  // The host's.
  bool act_as_host();
  bool handler();
  std::uint32_t context() const;
  void receive(const HostPacket& packet);
  void negotiate(const HostPacket& packet);
  void reset(const HostPacket& packet);
  void begin_connection();
  bool choose_as_host();
  bool exchange(bool writes);
  bool leave();
  bool tell(world::Message::Kind kind);
  void post(const HostPacket& packet);
  void send(std::uint8_t type, std::uint16_t value, std::uint8_t context = 0);

  // The core's host's.
  void begin_host();
  bool go_on_on_host();
  bool fetch();
  bool gives_fetched(std::span<std::uint8_t> bytes);
  bool has_datagram();
  std::int32_t alloc_by_broker(std::span<const std::uint8_t> message, std::size_t number_bytes);
  std::int32_t detach_by_broker(std::uint32_t context, std::uint32_t resource);
  std::int32_t send_to_host(std::span<const std::uint8_t> bytes);
  bool run_programs();
  bool keep_machine();
  void kill();
  void suspend();
  void resume();

  bool is_stopped(std::uint32_t machine) const;
  bool is_killed() const { return host_ != nullptr && host_->killed != 0; }
  bool is_connecting() const;
  bool signal();
  bool work();
  bool work_of(std::uint32_t machine, vmci_stack_work& work, std::uint8_t& asked,
               std::uint8_t& working, std::uint8_t& sleeps);
  std::uint32_t servers_context() const;
  std::span<world::Timer> timers();
  bool pass();
  bool migrate();
  bool part();
  bool is_parting() const;
  bool expire();
  bool be_late();

  std::uint32_t choose(std::uint32_t options) {
    return chooser_.choose(run::ChoiceKind::value, options);
  }

  const device::Sockets& sockets_;
  const StackCore& core_;
  CoreHost* host_;
};

template <typename Run>
auto LocalStep::run(std::uint32_t machine, const Run& run) {
  const auto made = machine_.drive([&](vmci_guest& guest) {
    const vmci_node node = machine == kMachine ? vmci_node{&*state_.stack, &guest, nullptr}
                                               : vmci_node{&*host_->stack, nullptr, &*host_->host};
    return run(node);
  });
  if (bounds_.older) forget_protocols();
  clear_padding();
  return made;
}

template <typename Step>
void LocalStep::finish_on_host(const Step& step) {
  vmci_step made = VMCI_STEP_AGAIN;
  while (made != VMCI_STEP_DONE) {
    made = run(kHostMachine, step);
    if (made == VMCI_STEP_WAIT && !go_on_on_host()) return;
  }
}

}  // namespace vmcheck::device::sockets
