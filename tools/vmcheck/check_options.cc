#include "tools/vmcheck/check_options.h"

#include <algorithm>
#include <thread>

namespace vmcheck {

std::string fault_name(const CheckOptions& options) {
  return options.fault.empty() ? "none" : options.fault;
}

std::uint32_t worker_count(const CheckOptions& options) {
  const std::uint32_t cores = std::max(std::thread::hardware_concurrency(), 1U);  // 0: not known
  return options.workers > 0 ? options.workers : cores;
}

}  // namespace vmcheck
