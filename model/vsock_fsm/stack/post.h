// Datagrams between a program of a host and one of its virtual machine, who write to each other,
// and to a second one of the host's, who reads. Both machines are the core's. What they send
// carries a number, by which its receiver knows it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "model/vsock_fsm/stack/levels.h"
#include "sim/run/property.h"
#include "sim/state/model.h"

namespace vmcheck::device::sockets {

// The host's, the virtual machine's, and the second one of the host's, who does not write.
inline constexpr std::size_t kWriters = 3;
inline constexpr std::size_t kReader = 2;
inline constexpr std::array<std::uint8_t, kWriters> kLevelOf{0, 1, 0};

// A program that has a socket for datagrams, or none.
struct Writer {
  enum class Life : std::uint8_t { idle, binding, open, sending, closing, done };
  alignas(std::uint64_t) std::array<std::uint8_t, 32> datagram;  // that is sent, with its header
  state::Padded<vmci_datagram_call> call;
  Life life;
  std::uint8_t slot;      // of its socket
  std::uint8_t sleeping;  // until the call's step can be made
  std::uint8_t waiting;   // for a datagram, until its socket is woken
  std::uint8_t waited;
  std::uint8_t to;  // whom it writes to
  std::uint8_t sent;
  std::uint8_t due;                         // datagrams that are to come, or have
  std::uint8_t got;                         // that have been received
  std::array<std::uint8_t, kWriters> last;  // of each, received: its number
  std::array<std::uint8_t, 4> unused;
};

struct PostState {
  LevelsState levels;
  std::array<Writer, kWriters> writers;
  std::uint8_t partings;  // of the host's sockets and the host, left
  std::uint8_t parting;
  std::uint8_t parted;
  std::uint8_t part_sleeps;
  std::array<std::uint8_t, 4> unused;
};

struct PostBounds {
  std::uint8_t writers = kWriters;
  bool in_steps = false;   // each step of a call by itself; else from one wait to the next
  std::uint8_t sends = 1;  // of each
  std::uint8_t partings = 0;
  std::vector<const run::Property*> reached;  // what some run must reach
};

class Post final : public state::Model<PostState> {
 public:
  Post(const StackCore& core, PostBounds bounds) : core_(core), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(PostState& state, run::Chooser& chooser) const override;
  bool step(PostState& state, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const PostState& state, state::Observer& observer) const override;
  bool may_end(const PostState& state) const override;
  std::string text(const PostState& state) const override;

 private:
  const StackCore& core_;
  PostBounds bounds_;
};

}  // namespace vmcheck::device::sockets
