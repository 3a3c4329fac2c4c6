// A host's broker beside a model of it: a map of pairs, each changed by the rules of pair.h, with
// who is still to be told of it. What contexts are charged for, what is pinned and what is in the
// table is not counted there but seen in the map.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "driver_core/tests/host_platform.h"

namespace vmcheck::core {

constexpr uint32_t kHost = 2;

enum class Asks { kAlloc, kSetPageStore, kUnmap, kMap, kDetach };

// A virtual machine as it is to be taken in.
struct Vm {
  uint32_t context;
  unsigned privileges;
  uint32_t version;
};

struct ModelPair {
  vmci_pair pair;
  std::map<uint32_t, unsigned> owed;  // by context: VMCI_BROKER_OWES_
  std::optional<uint32_t> store;      // that is pinned
  std::optional<uint32_t> claimed_by;
  std::optional<uint32_t> joining;  // who is about to become a party
};

class BrokerModel {
 public:
  using Handle = std::pair<uint32_t, uint32_t>;

  std::map<Handle, ModelPair> pairs;
  std::map<uint32_t, Vm> contexts = {{kHost, {kHost, 0, 0}}};
  std::map<uint32_t, Vm> leaving;

  struct Answer {
    int result;
    vmci_pair_outcome outcome;
  };

  // What somebody is to be answered, of a pair that nobody has claimed.
  Answer Ask(Asks what, vmci_pair_request request) const;

  // It has been answered that: the pair is claimed, at first for one who is to be a party.
  void Claim(Handle handle, uint32_t context, const vmci_pair_outcome& outcome);
  void Commit(Handle handle, uint32_t context, const vmci_pair_outcome& outcome, uint32_t store);
  void Undo(Handle handle);

  // A context has been told something, or will not be.
  void Settle(Handle handle, uint32_t context, unsigned event);

  // What a context is charged for.
  unsigned Pairs(uint32_t context) const;
  uint64_t Bytes(uint32_t context) const;
  unsigned Events(uint32_t context) const;

 private:
  void Forget(Handle handle);
};

// The broker and the model, side by side. Each call says what is wrong with what the broker did.
class BrokerRun {
 public:
  // An operation that is under way.
  struct Operation {
    Asks what = Asks::kAlloc;
    vmci_broker_operation of_broker = {};
    bool is_removal = false;
    vmci_context_removal removal = {};
    bool fails = false;             // its next call of the platform, if that can
    std::optional<unsigned> waits;  // since so many were woken
    bool done = false;
  };

  BrokerRun();

  HostPlatform platform;
  vmci_broker& broker() { return *broker_; }
  BrokerModel& model() { return model_; }

  int Add(const Vm& vm);
  // Of a page store that it needs it has memory from the platform.
  Operation Begin(Asks what, const vmci_pair_request& request, bool fails = false);
  Operation BeginRemoval(uint32_t context);
  std::string Step(Operation& operation);
  bool CanStep(const Operation& operation) const {
    return !operation.done && operation.waits != platform.wakes;
  }
  // Steps it alone until it is done.
  std::string Finish(Operation& operation);
  std::string FetchEvent(uint32_t context);

  // Everybody leaves: nothing stays behind.
  std::string End();

 private:
  std::string StepPair(Operation& operation);
  std::string StepRemoval(Operation& operation);
  std::string Claimed(Operation& operation, enum vmci_step made);
  std::string CarriedOut(vmci_broker_operation& operation, unsigned char before);
  std::string Wrong() const;
  std::string WrongPairs() const;
  std::string WrongContexts() const;

  std::unique_ptr<vmci_broker> broker_;
  BrokerModel model_;
};

}  // namespace vmcheck::core
