#include "driver_core/tests/context_run.h"

#include <cstring>

namespace vmcheck::core {
namespace {

constexpr uint32_t kHost = 2;
constexpr uint32_t kVm = 16;

Bytes BytesOf(const ContextRun::Send& send) {
  const auto* first = reinterpret_cast<const unsigned char*>(send.words.data());
  return {first, first + send.of_host.size};
}

// A number below `n` out of a word, which it shortens.
unsigned Take(uint32_t& word, unsigned n) {
  const unsigned taken = word % n;
  word /= n;
  return taken;
}

}  // namespace

ContextRun::ContextRun() : host_(std::make_unique<vmci_host>()) {
  vmci_host_begin(host_.get(), &host_->broker);
}

ContextRun::Send ContextRun::Begin(uint32_t sender, vmci_handle src, vmci_handle dst,
                                   uint64_t payload, uint64_t size) {
  Send send;
  send.words.resize((size + 7) / 8);
  std::memset(send.words.data(), ++last_byte_, send.words.size() * 8);
  auto* datagram = reinterpret_cast<vmci_datagram*>(send.words.data());
  *datagram = {dst, src, payload};
  send.of_host.datagram = datagram;
  send.of_host.size = size;
  send.of_host.sender = sender;
  return send;
}

int ContextRun::Create(uint32_t resource, unsigned flags, unsigned privileges, unsigned program) {
  return vmci_program_endpoint_create(host_.get(), resource, flags, privileges, program, &created);
}

int ContextRun::Remove(uint32_t context) {
  vmci_host_removal removal = {};
  removal.pairs.context = context;
  while (vmci_host_remove_context_step(host_.get(), &removal) != VMCI_STEP_DONE) {
  }
  return removal.pairs.result;
}

void ContextRun::Work() {
  vmci_programs work = {};
  while (vmci_programs_step(host_.get(), &work) != VMCI_STEP_DONE) {
  }
}

std::string ContextRun::Wrong() const {
  return platform.wrong.empty() ? "" : platform.wrong.front();
}

// What the rules say of a datagram as things are.
DispatchAnswer ContextRun::Expected(const Send& send) const {
  const vmci_datagram& datagram = *send.of_host.datagram;
  const auto vm = vms_.find(send.of_host.sender);
  if (IsVm(send.of_host.sender) && vm == vms_.end()) return {VMCI_ERROR_INVALID_ARGS};
  const auto source = endpoints_.find(datagram.src.resource);
  const auto target = endpoints_.find(datagram.dst.resource);
  const auto to = vms_.find(datagram.dst.context);
  DispatchQuestion question = {};
  question.src_context = datagram.src.context;
  question.dst_context = datagram.dst.context;
  question.dst_resource = datagram.dst.resource;
  question.payload_size = datagram.payload_size;
  question.size = send.of_host.size;
  question.sender = send.of_host.sender;
  question.dst_exists = to != vms_.end() || datagram.dst.context == kHost;
  question.has_source = send.of_host.sender == kHost && source != endpoints_.end();
  question.has_target = datagram.dst.context == kHost && target != endpoints_.end();
  question.target_delayed = question.has_target && target->second.delayed;
  if (question.has_source) question.source_privileges = source->second.privileges;
  if (question.has_target) question.target_privileges = target->second.privileges;
  if (to != vms_.end()) question.target_privileges = to->second.privileges;
  if (vm != vms_.end()) question.sender_privileges = vm->second.privileges;
  return Dispatched(question);
}

// What comes of putting it into a queue.
int ContextRun::Append(const Send& send, const DispatchAnswer& answer) {
  if (answer.result < 0) return answer.result;
  const vmci_datagram& datagram = *send.of_host.datagram;
  if (datagram.dst.context == kHost) {
    if (deferred_.size() == VMCI_DELAYED_MAX) return VMCI_ERROR_NO_RESOURCES;
    deferred_.push_back({endpoints_.at(datagram.dst.resource).program, BytesOf(send)});
    return VMCI_SUCCESS;
  }
  Vm& vm = vms_.at(datagram.dst.context);
  const uint64_t then = vm.bytes + send.of_host.size;
  const bool event = answer.source == 0 && datagram.src.resource == 0;
  if (then >= 139264 && (!event || then >= 188416)) return VMCI_ERROR_NO_RESOURCES;
  vm.bytes = then;
  vm.mailbox.push_back(BytesOf(send));
  return VMCI_SUCCESS;
}

std::string ContextRun::Decided(Send& send) {
  const DispatchAnswer answer = Expected(send);
  StepAlone(send);
  if (answer.result < 0)
    return send.done && send.of_host.result == answer.result ? "" : "a datagram is not refused";
  if (send.done) return "a datagram is refused";
  if (send.of_host.datagram->src.context != answer.source) return "it has another source";
  send.stage = answer.way == DispatchWay::kCall ? Send::Stage::appended : Send::Stage::decided;
  if (answer.way == DispatchWay::kCall)
    send.calls = endpoints_.at(send.of_host.datagram->dst.resource).program;
  return "";
}

std::string ContextRun::Appended(Send& send) {
  const int result = Append(send, Expected(send));
  StepAlone(send);
  send.stage = Send::Stage::appended;
  if (send.done) return "a copy is neither told of nor forgotten";
  if (result < 0) return send.of_host.result == result ? "" : "a datagram is not refused late";
  return send.of_host.result == static_cast<int>(send.of_host.size) ? "" : "it is refused late";
}

std::string ContextRun::Step(Send& send) {
  const size_t kept = programs.kept();
  const size_t calls = programs.calls.size();
  platform.told.clear();
  switch (send.stage) {
    case Send::Stage::begun:
      return Decided(send);
    case Send::Stage::kept:
      return Appended(send);
    default:
      StepAlone(send);
  }
  if (send.stage == Send::Stage::decided && programs.kept() > kept) {
    send.stage = Send::Stage::kept;
    return send.done ? "a copy is forgotten" : "";
  }
  if (send.stage == Send::Stage::decided)
    return send.done && send.of_host.result == VMCI_ERROR_NO_MEM ? "" : "no copy is made";
  const bool sent = send.of_host.result >= 0;
  if (programs.calls.size() > calls) {
    const ProgramCall expected{send.calls, false, BytesOf(send)};
    send.calls = 0;
    return programs.calls.back() == expected ? ""
                                             : "another program is called, or with other bytes";
  }
  if (send.done && send.calls != 0) return "the program is not called";
  if (send.done && sent && send.of_host.callback == 0 &&
      platform.told.count(send.of_host.datagram->dst.context) != 1)
    return "the destination is not told";
  return "";
}

std::string ContextRun::BeginSend(uint32_t word) {
  constexpr uint32_t kSenders[] = {kHost, kHost, kVm, kVm, kVm + 1, 0};
  constexpr uint32_t kTo[] = {kHost, kHost, kVm, kVm, kVm + 1};
  constexpr uint64_t kSizes[] = {24, 32, 32, 40, 49152, 69632};
  if (sends_.size() == 4) return "";
  const uint32_t sender = kSenders[Take(word, 6)];
  const vmci_handle dst = {kTo[Take(word, 5)], 1 + Take(word, 2)};
  const uint64_t size = kSizes[Take(word, 6)];
  vmci_handle src = {sender, sender == 0 ? Take(word, 2) : 1 + Take(word, 2)};
  if (Take(word, 6) == 0) src.context = Take(word, 2) == 0 ? kVm : VMCI_ID_INVALID;
  sends_.push_back(std::make_unique<Send>(Begin(sender, src, dst, size - 24, size)));
  return "";
}

std::string ContextRun::Fetch(uint32_t context) {
  vmci_fetch fetch = {};
  fetch.context = context;
  fetch.room = 69632;
  const auto vm = vms_.find(context);
  const int result = vmci_host_fetch(host_.get(), &fetch);
  if (vm == vms_.end()) return result == VMCI_ERROR_INVALID_ARGS ? "" : "something for nobody";
  auto& mailbox = vm->second.mailbox;
  if (mailbox.empty())
    return result == VMCI_ERROR_NO_MORE_DATAGRAMS ? "" : "something that was not sent";
  if (result < 0 || fetch.is_event) return "nothing, though something was sent";
  const Bytes expected = mailbox.front();
  mailbox.pop_front();
  vm->second.bytes -= expected.size();
  const auto* bytes = static_cast<const unsigned char*>(programs.Bytes(fetch.kept));
  const bool same = fetch.size == expected.size() &&
                    std::memcmp(bytes, expected.data(), expected.size()) == 0 &&
                    fetch.next == (mailbox.empty() ? 0 : mailbox.front().size());
  programs.Forget(host_->broker.host, fetch.kept);
  return same ? "" : "another datagram than the oldest";
}

std::string ContextRun::WorkStep() {
  const size_t calls = programs.calls.size();
  const unsigned before = host_->contexts[VMCI_HOST_SLOT].mailbox.count;
  if (vmci_programs_step(host_.get(), &work_) == VMCI_STEP_DONE) {
    work_ = {};
    return "";  // what has come meanwhile was told of, and has it begun again
  }
  if (host_->contexts[VMCI_HOST_SLOT].mailbox.count < before) {
    if (deferred_.empty() || in_hand_) return "a datagram is taken that there is not";
    in_hand_ = deferred_.front();
    deferred_.pop_front();
  }
  if (programs.calls.size() == calls) return "";
  if (!in_hand_) return "a program is called with nothing";
  const ProgramCall expected{in_hand_->program, false, in_hand_->bytes};
  in_hand_.reset();
  return programs.calls.back() == expected ? "" : "a program is called with something else";
}

std::string ContextRun::StepRemoval() {
  const bool begins = vms_.erase(removal_->pairs.context) != 0;
  if (vmci_host_remove_context_step(host_.get(), &*removal_) != VMCI_STEP_DONE) return "";
  const int result = removal_->pairs.result;
  removal_.reset();
  return result == VMCI_SUCCESS && !begins ? "" : "a virtual machine is not removed";
}

std::string ContextRun::StepDestroy() {
  endpoints_.erase(destroy_->handle.resource);
  if (vmci_program_endpoint_destroy_step(host_.get(), &*destroy_) != VMCI_STEP_DONE) return "";
  const int result = destroy_->result;
  destroy_.reset();
  return result == VMCI_SUCCESS ? "" : "an endpoint is not destroyed";
}

std::string ContextRun::ComesOrGoes(uint32_t word) {
  if (removal_) return StepRemoval();
  const uint32_t context = kVm + Take(word, 2);
  if (vms_.count(context) != 0) {
    removal_.emplace();
    removal_->pairs.context = context;
    return "";
  }
  uint32_t id = 0;
  const auto privileges = static_cast<unsigned char>(Take(word, 4));
  const vmci_context_request request = {context, 0, 0xb0000, privileges};
  if (vmci_host_add_context(host_.get(), &request, &id) != VMCI_SUCCESS || id != context)
    return "a virtual machine is not taken in under the id that it wishes for";
  vms_[context].privileges = privileges;
  return "";
}

std::string ContextRun::EndpointComesOrGoes(uint32_t word) {
  if (destroy_) return StepDestroy();
  const uint32_t resource = 1 + Take(word, 2);
  if (endpoints_.count(resource) != 0) {
    destroy_.emplace();
    destroy_->handle = {kHost, resource};
    return "";
  }
  const unsigned privileges = Take(word, 4);
  const bool delayed = Take(word, 2) == 0;
  const unsigned flags = delayed ? VMCI_ENDPOINT_FLAG_DELAYED : 0;
  if (Create(resource, flags, privileges, ++last_program_) != VMCI_SUCCESS)
    return "an endpoint is not created";
  endpoints_[resource] = {privileges, delayed, last_program_};
  return "";
}

std::string ContextRun::Check() {
  if (!platform.wrong.empty()) return platform.wrong.front();
  size_t copies = deferred_.size();
  for (const auto& [context, vm] : vms_) copies += vm.mailbox.size();
  return programs.kept() < copies ? "a copy is lost" : "";
}

std::string ContextRun::Next(uint32_t word) {
  std::string wrong;
  const unsigned what = Take(word, 16);
  if (what < 3) {
    wrong = BeginSend(word);
  } else if (what < 9) {
    if (sends_.empty()) return "";
    const size_t i = Take(word, static_cast<unsigned>(sends_.size()));
    programs.fail_keep = Take(word, 16) == 0;
    wrong = Step(*sends_[i]);
    programs.fail_keep = false;
    if (sends_[i]->done) sends_.erase(sends_.begin() + static_cast<std::ptrdiff_t>(i));
  } else if (what < 11) {
    wrong = Fetch(kVm + Take(word, 2));
  } else if (what < 13) {
    wrong = WorkStep();
  } else if (what < 15) {
    wrong = ComesOrGoes(word);
  } else {
    wrong = EndpointComesOrGoes(word);
  }
  return wrong.empty() ? Check() : wrong;
}

std::string ContextRun::End() {
  std::string wrong;
  for (; !sends_.empty() && wrong.empty(); sends_.pop_front()) {
    while (!sends_.front()->done && wrong.empty()) wrong = Step(*sends_.front());
  }
  for (int i = 0; i < 20 && wrong.empty(); ++i) wrong = WorkStep();
  if (wrong.empty() && (!deferred_.empty() || in_hand_)) wrong = "the deferred work is not done";
  while (wrong.empty() && removal_) wrong = StepRemoval();
  for (int i = 0; i < 3 && wrong.empty() && destroy_; ++i) wrong = StepDestroy();
  if (wrong.empty() && destroy_) wrong = "the end of an endpoint waits for nobody";
  while (wrong.empty() && !vms_.empty()) {
    if (!removal_) removal_.emplace().pairs.context = vms_.begin()->first;
    while (wrong.empty() && removal_) wrong = StepRemoval();
  }
  if (wrong.empty() && programs.kept() != 0) wrong = "a copy is left behind";
  return wrong.empty() ? Check() : wrong;
}

}  // namespace vmcheck::core
