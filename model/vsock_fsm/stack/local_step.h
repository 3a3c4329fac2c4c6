// One step of the model of a machine whose sockets are connected with each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include "model/vsock_fsm/stack/local.h"
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
  bool there;
  bool waiting;
  std::uint8_t halves;
  std::uint8_t written;
  std::uint8_t read;
  std::uint8_t first_byte;
};

class LocalStep final : public ModelStep<LocalBounds, LocalState>,
                        public world::QueuePairs,
                        public world::Sockets {
 public:
  LocalStep(const StackCore& core, const LocalBounds& bounds, LocalState& state,
            run::Chooser& chooser, state::Observer& observer)
      : ModelStep(*core.core->driver, bounds, state, chooser, observer), sockets_(*core.sockets) {}

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
  world::Clock clock(std::uint32_t) override { return world::Clock(state_.timers); }
  void work(std::uint32_t) override { state_.work_asked = 1; }
  void wake(std::uint32_t) override;
  void wake_socket(std::uint32_t, std::uint32_t number) override;

 private:
  void open(std::uint32_t number);

  // Runs a step of the core.
  template <typename Run>
  auto run(const Run& run);

  // Makes steps of an operation: one, or all until it waits. True when it is done.
  template <typename Step>
  bool go_through(std::uint8_t& sleeping, const Step& step);

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
  bool finish_connect(User& user);
  bool finish_send(User& user);
  bool finish_receive(User& user);
  void finish_shutdown(User& user);
  void give_up(User& client, int error);
  bool wait(User& user, Doing wanted);
  void demand(bool good, const User& user, int result);
  std::uint32_t number_of(const User& user) const;
  User& peer_of(const User& user);
  Other other_of(const User& user);

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

  bool is_connecting() const;
  bool signal();
  bool work();
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
};

}  // namespace vmcheck::device::sockets
