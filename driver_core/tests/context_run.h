// A host's contexts and a model of what they send each other, side by side: the protocol's rules, a
// queue for each virtual machine and one for the host's deferred work.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "driver_core/tests/context_platform.h"
#include "driver_core/tests/dispatch_rule.h"
#include "driver_core/tests/host_platform.h"

namespace vmcheck::core {

using Bytes = std::vector<unsigned char>;

class ContextRun {
 public:
  // A datagram on its way. It stays where it is.
  struct Send {
    enum class Stage { begun, decided, kept, appended };
    vmci_host_send of_host = {};
    std::vector<uint64_t> words;
    Stage stage = Stage::begun;
    unsigned calls = 0;  // the program that is to be called
    bool done = false;
  };

  ContextRun();

  HostPlatform platform;
  ContextPlatform programs;
  vmci_host& host() { return *host_; }
  vmci_handle created = {};  // the last endpoint

  // For examples, which leave the model alone -----------------------------------------------------

  // A datagram that says that its payload is so long, in so many bytes, at least a header's.
  Send Begin(uint32_t sender, vmci_handle src, vmci_handle dst, uint64_t payload, uint64_t size);
  void StepAlone(Send& send) {
    send.done = vmci_host_send_step(host_.get(), &send.of_host) == VMCI_STEP_DONE;
  }
  int Create(uint32_t resource, unsigned flags, unsigned privileges, unsigned program);
  int Remove(uint32_t context);
  void Work();

  // What the platform has found wrong.
  std::string Wrong() const;

  // Beside the model ------------------------------------------------------------------------------

  // Makes the step that a number says. Returns what is wrong with it.
  std::string Next(uint32_t word);

  // Ends all that is under way and removes all that there is.
  std::string End();

 private:
  struct Vm {
    unsigned privileges = 0;
    uint64_t bytes = 0;
    std::deque<Bytes> mailbox;
  };
  struct Endpoint {
    unsigned privileges;
    bool delayed;
    unsigned program;
  };
  struct Deferred {
    unsigned program;
    Bytes bytes;
  };

  DispatchAnswer Expected(const Send& send) const;
  int Append(const Send& send, const DispatchAnswer& answer);
  std::string Step(Send& send);
  std::string Decided(Send& send);
  std::string Appended(Send& send);
  std::string BeginSend(uint32_t word);
  std::string Fetch(uint32_t context);
  std::string WorkStep();
  std::string StepRemoval();
  std::string StepDestroy();
  std::string ComesOrGoes(uint32_t word);
  std::string EndpointComesOrGoes(uint32_t word);
  std::string Check();

  std::unique_ptr<vmci_host> host_;
  std::map<uint32_t, Vm> vms_;
  std::map<uint32_t, Endpoint> endpoints_;
  std::deque<Deferred> deferred_;
  std::deque<std::unique_ptr<Send>> sends_;
  vmci_programs work_ = {};
  std::optional<Deferred> in_hand_;  // of the deferred work
  std::optional<vmci_host_removal> removal_;
  std::optional<vmci_program_destroy> destroy_;
  unsigned last_program_ = 0;
  unsigned char last_byte_ = 0;
};

}  // namespace vmcheck::core
