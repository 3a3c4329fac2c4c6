// What passes over a connection: two ends that write, read and wait, and the packets by which they
// tell each other, take turns in any order.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/vsock_fsm/stream/bounds.h"
#include "model/vsock_fsm/stream/shell.h"
#include "model/vsock_fsm/stream/stream.h"
#include "sim/state/model.h"
#include "sim/state/scenario.h"

namespace vmcheck::vsock::stream {

class StreamsModel final : public state::Model<Stream> {
 public:
  StreamsModel(Functions core, Bounds bounds) : core_(core), bounds_(std::move(bounds)) {}

  std::vector<run::Property> properties() const override;
  void begin(Stream& stream, run::Chooser& chooser) const override;
  bool step(Stream& stream, run::Chooser& chooser, state::Observer& observer) const override;
  void check(const Stream& stream, state::Observer& observer) const override;
  bool may_end(const Stream& stream) const override;
  std::string text(const Stream& stream) const override;
  std::vector<std::string> fault_classes() const override;

  // That nobody sleeps who need not.
  std::vector<run::Property> goals() const override;
  bool is_met(std::size_t goal, const Stream& stream) const override;
  std::vector<state::Process> processes() const override;

 private:
  Functions core_;
  Bounds bounds_;
};

// The scenarios over a variant of the core.
std::vector<state::Scenario> scenarios(const Functions& core);

}  // namespace vmcheck::vsock::stream
