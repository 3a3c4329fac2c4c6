// Where connections, and the broker of their queue pairs, differ from a kernel's on purpose: facts,
// each with the kernel that it was seen in, and why.
#pragma once

#include <array>

namespace vmcheck::vsock {

struct KernelDifference {
  const char* name;
  const char* kernel;
  const char* kernels;  // what it does
  const char* ours;     // what the core does
  const char* reason;
};

inline constexpr KernelDifference kWroteAfterAll{
    "wrote-after-all", "Linux 6.1.0-56-amd64 (Debian 12)",
    "who has written tells the peer if exactly that is in the queue",
    "who has written tells the peer if no more than that is in the queue",
    "the peer reads at the same time; a packet too many does no harm"};

inline constexpr KernelDifference kPagesNotCounted{
    "pages-not-counted", "Linux 6.1.0-56-amd64 (Debian 12)",
    "the number of pages is its user's business",
    "a queue pair is created with just the pages that its sizes need",
    "who states another number means other sizes, or another layout of the two queues"};

inline constexpr std::array kKernelDifferences{kWroteAfterAll, kPagesNotCounted};

}  // namespace vmcheck::vsock
