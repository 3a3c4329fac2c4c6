// One step of what passes over a connection: whose turn it is, and what he does.
#pragma once

#include <cstdint>

#include "model/vsock_fsm/stream/bounds.h"
#include "model/vsock_fsm/stream/shell.h"
#include "model/vsock_fsm/stream/stream.h"
#include "sim/run/path.h"
#include "sim/state/observer.h"

namespace vmcheck::vsock::stream {

// Whose steps a fair run does not forget: of each of these one at either end.
enum Actor : std::uint32_t {
  kDelivery,
  kWriter,
  kReader,
  kRetry,
  kCloser,
  kFairActors,
  kOwner = kFairActors,
  kMachine,
  kActors
};

class Turn {
 public:
  Turn(const Functions& core, const Bounds& bounds, Stream& stream, run::Chooser& chooser,
       state::Observer& observer)
      : bounds_(bounds),
        stream_(stream),
        chooser_(chooser),
        observer_(observer),
        shell_(core, bounds, stream, chooser, observer) {}

  // False if it is none.
  bool make();

 private:
  bool deliver(std::uint32_t end);
  void receive(std::uint32_t end, const Letter& letter);
  bool write(std::uint32_t end);
  void end_writing(std::uint32_t end);
  bool read(std::uint32_t end);
  void end_reading(std::uint32_t end);
  bool retry(std::uint32_t end);
  bool close_when_done(std::uint32_t end);
  bool call(std::uint32_t end);
  bool change(std::uint32_t end);
  void shut_down(std::uint32_t end, std::uint32_t mode);
  bool is_connected(std::uint32_t end) const;
  void made_by(Actor actor, std::uint32_t end) { observer_.made_by(actor * kEnds + end); }

  std::uint32_t choose(std::uint32_t options) {
    return options == 1 ? 0 : chooser_.choose(run::ChoiceKind::value, options);
  }

  const Bounds& bounds_;
  Stream& stream_;
  run::Chooser& chooser_;
  state::Observer& observer_;
  Shell shell_;
};

}  // namespace vmcheck::vsock::stream
