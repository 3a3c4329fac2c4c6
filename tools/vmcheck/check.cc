#include "tools/vmcheck/check.h"

#include <fmt/format.h>

#include <iterator>
#include <stdexcept>

#include "model/device/seeded_faults.h"
#include "model/qpair/seeded_faults.h"
#include "sim/memory/models.h"
#include "tools/vmcheck/check_graphs.h"
#include "tools/vmcheck/check_states.h"

namespace vmcheck {

std::vector<Job> check_jobs(const CheckOptions& options) {
  // A fault is in one of the cores: the scenarios of the other have nothing to do with it.
  const simulated::Core* ring = qpair::find_core(options.fault);
  const device::Core* device = device::find_core(options.fault);
  if (ring == nullptr && device == nullptr) {
    throw std::invalid_argument(fmt::format(
        "--fault: there is no seeded fault \"{}\"; `vmcheck list` names them", options.fault));
  }
  if (!options.model.empty() && memory::find_model(options.model) == nullptr) {
    throw std::invalid_argument(
        fmt::format("--model: expected sc, tso, rc11 or lkmm, got \"{}\"", options.model));
  }
  const bool only_graphs = !options.model.empty() || !options.resume.empty();
  if (ring == nullptr && only_graphs) {
    throw std::invalid_argument(fmt::format(
        "--fault: the scenarios of \"{}\" have no memory model, and their searches are not saved: "
        "leave out --model and --resume",
        options.fault));
  }
  std::vector<Job> jobs;
  if (ring != nullptr) jobs = graph_jobs(*ring, options);
  if (device != nullptr && !only_graphs) {
    std::vector<Job> more = state_jobs(*device, options);
    std::move(more.begin(), more.end(), std::back_inserter(jobs));
  }
  return jobs;
}

}  // namespace vmcheck
