// What a host's contexts meet on the platform that the tests make up: copies of datagrams, and
// programs that are called. One at a time, beside a HostPlatform.
#pragma once

extern "C" {
#include "driver_core/datagram.h"
#include "driver_core/host/bell.h"
#include "driver_core/host/fetch.h"
#include "driver_core/host/notify.h"
#include "driver_core/host/program.h"
}

#include <cstdint>
#include <map>
#include <vector>

namespace vmcheck::core {

// A program's call: with a datagram, with the payload of an event, or for a doorbell with nothing.
struct ProgramCall {
  unsigned program;
  bool is_event;
  std::vector<unsigned char> bytes;

  bool operator==(const ProgramCall&) const = default;
};

class ContextPlatform {
 public:
  ContextPlatform();
  ~ContextPlatform();
  ContextPlatform(const ContextPlatform&) = delete;
  ContextPlatform& operator=(const ContextPlatform&) = delete;

  static ContextPlatform& current();

  bool fail_keep = false;          // the next copy cannot be made
  int verdict = 0;                 // what programs say of datagrams
  std::vector<ProgramCall> calls;  // of programs, so far

  // Copies that there are.
  size_t kept() const { return kept_.size(); }

  bool fail_pin_byte = false;          // the next byte cannot be pinned
  std::map<unsigned, unsigned> bytes;  // notify bytes that are pinned, and what they say

  // What the HAL calls.
  int Keep(vmci_hal_host host, const void* datagram, uint64_t size, unsigned& kept);
  vmci_kept_link* Link(unsigned kept);
  const void* Bytes(unsigned kept);
  void Forget(vmci_hal_host host, unsigned kept);
  void Call(vmci_hal_host host, unsigned program, bool is_event, const void* bytes, uint64_t size);
  int PinByte(vmci_hal_host host, unsigned place);
  void UnpinByte(vmci_hal_host host, unsigned byte);
  void StoreByte(vmci_hal_host host, unsigned byte, unsigned value);

 private:
  struct Copy {
    std::vector<uint64_t> words;
    vmci_kept_link link;
  };

  Copy& Find(unsigned kept);

  std::map<unsigned, Copy> kept_;
  unsigned last_ = 0;
};

}  // namespace vmcheck::core
