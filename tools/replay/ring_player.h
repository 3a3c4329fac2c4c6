// Plays the events of a ring trace, each by its pair.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "model/qpair/native/core.h"
#include "tools/replay/bad_input.h"
#include "tools/replay/pair_replay.h"
#include "tools/replay/replay.h"
#include "tools/replay/ring_event.h"
#include "tools/replay/stream_bytes.h"

namespace vmcheck::replay {

class RingPlayer {
 public:
  // Against the options' core, or the production core.
  explicit RingPlayer(const Options& options);

  // Plays an event, which is no gap. False: the core did something else, and the outcome says so.
  bool play(const RingEvent& event, const Place& place, Outcome& outcome);

  // The trace is over, and so are the pairs that are open. The same.
  bool end(const Place& place, Outcome& outcome) const;

 private:
  using Pairs = std::map<std::string, std::unique_ptr<PairReplay>>;

  const native::Core& core_;
  StreamBytes streams_;
  Pairs pairs_;
  Pairs::iterator recent_ = pairs_.end();  // that of the last event, if it is still there
  Findings findings_;
};

}  // namespace vmcheck::replay
