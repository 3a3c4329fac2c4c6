// One step of the model of a machine's sockets for datagrams.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/vsock_fsm/stack/datagrams.h"
#include "model/vsock_fsm/stack/socket_step.h"

namespace vmcheck::device::datagrams {

// The programs' ports, if they ask for these, and the one that may be another client's.
inline constexpr std::uint16_t kPort = 1025;

class Step final : public sockets::SocketStep<Bounds, State> {
 public:
  using SocketStep::SocketStep;
  using SocketStep::work;

  void begin();

  // False if it is none.
  bool make();

  void event_happened(std::uint32_t machine, std::uint32_t client,
                      std::span<const std::uint8_t> payload) override;
  void datagram_arrived(std::uint32_t machine, std::uint32_t client,
                        std::span<const std::uint8_t> bytes) override;
  void wake(std::uint32_t) override;
  void wake_socket(std::uint32_t, std::uint32_t number) override;

 private:
  // How many datagrams there are to be received, and were lost for want of room.
  struct Kept {
    std::uint32_t received;
    std::uint32_t dropped;
  };
  Kept kept() const;
  void demand_kept(const Program& program, const Kept& before);

  bool program(std::uint32_t number);
  bool open(Program& program);
  bool choose_call(Program& program);
  bool bind(Program& program);
  bool connect(Program& program);
  bool send(Program& program);
  bool begin_receive(Program& program);
  bool shut_down(Program& program);
  bool call(Program& program, Doing what, unsigned int kind);
  bool go_on(Program& program);
  bool go_on_receiving(Program& program);
  bool finish(Program& program);
  bool is_good_bind(const Program& program, int result) const;
  bool is_good_send(const Program& program, int result) const;
  void finish_send(Program& program);
  void finish_receive(Program& program);
  void look_at(const Program& program, std::span<const std::uint8_t> payload);
  void demand(bool good, const Program& program, int result);
  std::uint32_t number_of(const Program& program) const;

  bool handler();
  bool work();
  bool arrive();
  bool migrate();
  bool part();
  void attach();
};

}  // namespace vmcheck::device::datagrams
