#include "model/qpair/proofs/agreement/exploration.h"

#include <fmt/core.h>

#include <stdexcept>
#include <utility>

#include "model/qpair/seeded_faults.h"
#include "sim/explore/graphs.h"
#include "sim/memory/models.h"

namespace vmcheck::qpair::proofs {

const simulated::Core& simulated_core(const std::string& fault) {
  const simulated::Core* core = find_core(fault);
  if (core == nullptr) throw std::invalid_argument("no seeded fault " + fault);
  return *core;
}

std::string explore(std::function<void(run::Machine&)> build) {
  const run::Scenario scenario{"agreement", "two ends of one ring", "", {}, std::move(build)};
  for (const memory::Model* model : {&memory::sequential_consistency(), &memory::rc11()}) {
    const explore::Result result = explore::explore_graphs(scenario, *model);
    if (result.violation) {
      return fmt::format("{}: {}: {}", model->name(), result.violation->property.name,
                         result.violation->message);
    }
    if (result.verdict != explore::Verdict::holds) return "the search is incomplete";
  }
  return {};
}

std::uint64_t send(const simulated::Core& core, simulated::vmci_ring_pair& pair,
                   std::uint32_t length) {
  const CallersBytes source{};
  std::uint64_t copied = 0;
  core.enqueue(&pair, source.data(), length, &copied);
  return copied;
}

std::uint64_t receive(simulated::vmci_ring_pair& pair, std::uint32_t length) {
  CallersBytes target{};
  std::uint64_t copied = 0;
  simulated::sound_core.dequeue(&pair, target.data(), length, &copied);
  return copied;
}

}  // namespace vmcheck::qpair::proofs
