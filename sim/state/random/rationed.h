// A model in which only so many faults strike, and only one property counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/state/model.h"
#include "sim/state/observer.h"
#include "sim/state/random/trials.h"
#include "sim/state/random/walk.h"

namespace vmcheck::state::random {

// Breadth first, its shortest violation is the model's shortest of that property with no more
// faults. Where another property breaks, nothing comes behind. For one thread.
class Rationed final : public System {
 public:
  // The model and what is wanted must live as long.
  Rationed(const System& model, const Wanted& wanted, std::uint32_t faults);

  std::vector<run::Property> properties() const override;
  std::size_t state_bytes() const override;
  void begin(std::byte* state, run::Chooser& chooser) const override;
  bool step(std::byte* state, run::Chooser& chooser, Observer& observer) const override;
  void check(const std::byte* state, Observer& observer) const override;
  bool may_end(const std::byte* state) const override;
  std::string text(const std::byte* state) const override { return model_.text(state); }

 private:
  // Behind the model's own state.
  struct Ration {
    std::uint32_t faults;  // that may still strike
    std::uint32_t end;     // nothing comes behind this state, an End
  };

  Ration ration(const std::byte* state) const;
  void arrive(const std::byte* parent, std::byte* state, std::uint32_t faults,
              const run::Path& step) const;

  const System& model_;
  const Wanted& wanted_;
  std::uint32_t faults_;
  std::size_t bytes_;  // of the model's state
  mutable Walk walk_;  // behind the faults
  mutable Observer observer_;
  mutable std::vector<std::byte> parent_;
};

}  // namespace vmcheck::state::random
