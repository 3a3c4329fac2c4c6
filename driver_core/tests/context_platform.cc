#include "driver_core/tests/context_platform.h"

#include <cstring>
#include <utility>

#include "driver_core/tests/host_platform.h"

namespace vmcheck::core {
namespace {

ContextPlatform* platform = nullptr;

}  // namespace

ContextPlatform::ContextPlatform() {
  platform = this;
}

ContextPlatform::~ContextPlatform() {
  platform = nullptr;
}

ContextPlatform& ContextPlatform::current() {
  return *platform;
}

// A copy that there is. Wrong, one all the same.
ContextPlatform::Copy& ContextPlatform::Find(unsigned kept) {
  HostPlatform::current().Expect(kept_.count(kept) != 0, "a copy is used that there is not");
  return kept_[kept];
}

int ContextPlatform::Keep(vmci_hal_host host, const void* datagram, uint64_t size, unsigned& kept) {
  HostPlatform::current().CheckUnlocked(host);
  if (std::exchange(fail_keep, false)) return 1;
  kept = ++last_;
  Copy& copy = kept_[kept];
  copy.words.resize((size + 7) / 8);
  std::memcpy(copy.words.data(), datagram, size);
  std::memset(&copy.link, 0xa5, sizeof copy.link);
  return 0;
}

vmci_kept_link* ContextPlatform::Link(unsigned kept) {
  return &Find(kept).link;
}

const void* ContextPlatform::Bytes(unsigned kept) {
  return Find(kept).words.data();
}

void ContextPlatform::Forget(vmci_hal_host host, unsigned kept) {
  HostPlatform::current().CheckUnlocked(host);
  Find(kept);
  kept_.erase(kept);
}

void ContextPlatform::Call(vmci_hal_host host, unsigned program, bool is_event, const void* bytes,
                           uint64_t size) {
  HostPlatform::current().CheckUnlocked(host);
  HostPlatform::current().Expect(program != 0, "nobody's callback is called");
  const auto* first = static_cast<const unsigned char*>(bytes);
  calls.push_back({program, is_event, {first, first + size}});
}

}  // namespace vmcheck::core

using vmcheck::core::ContextPlatform;

extern "C" {

int test_host_keep(vmci_hal_host host, const void* datagram, vmci_u64 size, unsigned int* kept) {
  return ContextPlatform::current().Keep(host, datagram, size, *kept);
}

vmci_kept_link* test_host_kept_link(unsigned int kept) {
  return ContextPlatform::current().Link(kept);
}

const void* test_host_kept_bytes(unsigned int kept) {
  return ContextPlatform::current().Bytes(kept);
}

void test_host_forget(vmci_hal_host host, unsigned int kept) {
  ContextPlatform::current().Forget(host, kept);
}

int test_host_datagram_arrived(vmci_hal_host host, unsigned int program, const void* datagram,
                               vmci_u64 size) {
  ContextPlatform::current().Call(host, program, false, datagram, size);
  return ContextPlatform::current().verdict;
}

void test_host_event_happened(vmci_hal_host host, unsigned int program, const void* payload,
                              vmci_u64 size) {
  ContextPlatform::current().Call(host, program, true, payload, size);
}
}
