// What a host's contexts meet on the platform that the tests make up: copies of datagrams, and
// programs that are called. One at a time, beside a HostPlatform.
#pragma once

extern "C" {
#include "driver_core/datagram.h"
#include "driver_core/host/fetch.h"
#include "driver_core/host/program.h"
}

#include <cstdint>
#include <map>
#include <vector>

namespace vmcheck::core {

// A program's call: with a datagram, or with the payload of an event.
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

  // What the HAL calls.
  int Keep(vmci_hal_host host, const void* datagram, uint64_t size, unsigned& kept);
  vmci_kept_link* Link(unsigned kept);
  const void* Bytes(unsigned kept);
  void Forget(vmci_hal_host host, unsigned kept);
  void Call(vmci_hal_host host, unsigned program, bool is_event, const void* bytes, uint64_t size);

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
