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

int ContextPlatform::PinByte(vmci_hal_host host, unsigned place) {
  HostPlatform::current().CheckUnlocked(host);
  if (std::exchange(fail_pin_byte, false)) return VMCI_ERROR_NO_MEM;
  HostPlatform::current().Expect(bytes.count(place) == 0, "a byte is pinned twice");
  bytes[place] = 2;
  return VMCI_SUCCESS;
}

void ContextPlatform::UnpinByte(vmci_hal_host host, unsigned byte) {
  HostPlatform::current().CheckUnlocked(host);
  HostPlatform::current().Expect(bytes.erase(byte) == 1, "a byte is unpinned that is not pinned");
}

void ContextPlatform::StoreByte(vmci_hal_host host, unsigned byte, unsigned value) {
  HostPlatform::current().Expect(host->lock.held != 0, "a byte is written without the lock");
  HostPlatform::current().Expect(bytes.count(byte) == 1, "a byte is written that is not pinned");
  bytes[byte] = value;
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

void test_host_doorbell_rung(vmci_hal_host host, unsigned int program) {
  ContextPlatform::current().Call(host, program, false, &program, 0);
}

int test_host_pin_byte(vmci_hal_host host, unsigned int place) {
  return ContextPlatform::current().PinByte(host, place);
}

void test_host_unpin_byte(vmci_hal_host host, unsigned int byte) {
  ContextPlatform::current().UnpinByte(host, byte);
}

void test_host_store_byte(vmci_hal_host host, unsigned int byte, unsigned int value) {
  ContextPlatform::current().StoreByte(host, byte, value);
}
}
