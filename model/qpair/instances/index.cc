// Functions of numbers, and how a pair begins.
#include "model/qpair/arithmetic.h"
#include "model/qpair/instances/answer.h"
#include "model/qpair/instances/properties.h"
#include "model/qpair/instances/topics.h"
#include "model/qpair/scenarios/begin.h"

namespace vmcheck::qpair {
namespace {

using run::Machine;
using simulated::Core;
using simulated::VMCI_SUCCESS;

const Answer kRefused{simulated::VMCI_ERROR_INVALID_SIZE};

// An instance whose program is one call. `ask` calls the core, `truth` is what it has to answer.
using Function = Answer (*)(const Core&, const Numbers&);

Instance call(const char* theorem, const char* fault, const run::Property& property,
              std::vector<Input> inputs, Function ask, Function truth) {
  return {theorem,
          fault,
          property.name,
          std::move(inputs),
          {property},
          [=](Machine& machine, const Core& core, const Numbers& numbers) {
            machine.task(
                "A", [=, &core] { demand(property, ask(core, numbers), truth(core, numbers)); });
          }};
}

Answer free_space(const Core& core, const Numbers& n, const std::string& ring) {
  Answer answer;
  answer.result =
      core.free_space(n.at(ring + "tail"), n.at(ring + "head"), n.at(ring + "size"), &answer.first);
  return answer;
}

Answer buf_ready(const Core& core, const Numbers& n, const std::string& ring) {
  Answer answer;
  answer.result =
      core.buf_ready(n.at(ring + "tail"), n.at(ring + "head"), n.at(ring + "size"), &answer.first);
  return answer;
}

Answer ready_in_fact(const Numbers& n, const std::string& ring) {
  const std::uint64_t size = n.at(ring + "size");
  const std::uint64_t head = n.at(ring + "head");
  const std::uint64_t tail = n.at(ring + "tail");
  if (tail >= size || head >= size) return kRefused;
  return {VMCI_SUCCESS, distance(head, tail, size)};
}

Answer free_in_fact(const Numbers& n, const std::string& ring) {
  const Answer ready = ready_in_fact(n, ring);
  if (ready == kRefused) return kRefused;
  return {VMCI_SUCCESS, n.at(ring + "size") - 1 - ready.first};
}

Answer sum(const Core& core, const Numbers& n) {
  const Answer free = free_space(core, n, "");
  const Answer ready = buf_ready(core, n, "");
  if (free == kRefused && ready == kRefused) return kRefused;
  const std::uint64_t size = n.at("size");
  const bool below = free.first < size && ready.first < size;
  return {free.result == ready.result && below ? VMCI_SUCCESS : -1, free.first + ready.first};
}

std::vector<Instance> arithmetic_instances() {
  const std::vector<Input> ring{{"ring: size"}, {"ring: head"}, {"ring: tail"}};
  const std::vector<Input> words{{"size"}, {"head"}, {"tail"}};
  return {
      call(
          "arithmetic/free-space", "free_space_off_by_one", property::kArithmetic, ring,
          [](const Core& core, const Numbers& n) { return free_space(core, n, "ring: "); },
          [](const Core&, const Numbers& n) { return free_in_fact(n, "ring: "); }),
      call(
          "arithmetic/buf-ready", "free_space_off_by_one", property::kArithmetic, ring,
          [](const Core& core, const Numbers& n) { return buf_ready(core, n, "ring: "); },
          [](const Core&, const Numbers& n) { return ready_in_fact(n, "ring: "); }),
      call("arithmetic/sum", "free_space_off_by_one", property::kArithmetic, words, sum,
           [](const Core&, const Numbers& n) -> Answer {
             if (free_in_fact(n, "") == kRefused) return kRefused;
             return {VMCI_SUCCESS, n.at("size") - 1};
           }),
      call(
          "arithmetic/range", "index_equal_to_size", property::kArithmetic, words,
          [](const Core& core, const Numbers& n) { return free_space(core, n, ""); },
          [](const Core&, const Numbers& n) { return free_in_fact(n, ""); }),
      call(
          "arithmetic/pointer-add", "pointer_add_off_by_one", property::kArithmetic,
          {{"size"}, {"at"}, {"n"}},
          [](const Core& core, const Numbers& n) -> Answer {
            return {VMCI_SUCCESS, core.pointer_add(n.at("at"), n.at("n"), n.at("size"))};
          },
          [](const Core& core, const Numbers& n) -> Answer {
            const std::uint64_t size = n.at("size");
            const bool asked = n.at("at") < size && n.at("n") <= size;
            if (!asked) return {VMCI_SUCCESS, core.pointer_add(n.at("at"), n.at("n"), size)};
            return {VMCI_SUCCESS, (n.at("at") + n.at("n")) % size};
          }),
  };
}

Answer head_judged(const Core& core, const Numbers& n) {
  Answer answer;
  answer.result = core.accept_head(n.at("our tail"), n.at("head accepted before"),
                                   n.at("the peer's head"), n.at("size"), &answer.first);
  return answer;
}

Answer tail_judged(const Core& core, const Numbers& n) {
  Answer answer;
  answer.result = core.accept_tail(n.at("tail accepted before"), n.at("the peer's tail"),
                                   n.at("our head"), n.at("size"), &answer.first);
  return answer;
}

Answer right_head(const Core&, const Numbers& n) {
  const std::uint64_t size = n.at("size");
  const std::uint64_t tail = n.at("our tail");
  const std::uint64_t before = n.at("head accepted before");
  const std::uint64_t head = n.at("the peer's head");
  if (tail >= size || before >= size || head >= size) return kRefused;
  const std::uint64_t used = distance(before, tail, size);
  const std::uint64_t moved = distance(before, head, size);
  if (moved > used) return kRefused;
  return {VMCI_SUCCESS, size - 1 - (used - moved)};
}

Answer right_tail(const Core&, const Numbers& n) {
  const std::uint64_t size = n.at("size");
  const std::uint64_t head = n.at("our head");
  const std::uint64_t before = n.at("tail accepted before");
  const std::uint64_t tail = n.at("the peer's tail");
  if (head >= size || before >= size || tail >= size) return kRefused;
  const std::uint64_t ready = distance(head, before, size) + distance(before, tail, size);
  if (ready >= size) return kRefused;
  return {VMCI_SUCCESS, ready};
}

Instance begin_instance() {
  return {"begin/resume",
          "resumed_at_size",
          property::kBegin.name,
          {{"produce size"},
           {"consume size"},
           {"produce pages"},
           {"consume pages"},
           {"produce tail"},
           {"produce head"},
           {"consume tail"},
           {"consume head"}},
          {property::kBegin},
          [](Machine& machine, const Core& core, const Numbers& n) {
            build_beginning(machine, core,
                            {n.at("produce size"),
                             n.at("consume size"),
                             n.at("produce pages"),
                             n.at("consume pages"),
                             {n.at("produce tail"), n.at("produce head"), n.at("consume tail"),
                              n.at("consume head")}});
          }};
}

}  // namespace

std::vector<Instance> index_instances() {
  std::vector<Instance> instances = arithmetic_instances();
  instances.push_back(call("acceptance/head", "backward_head_believed", property::kBelief,
                           {{"size"}, {"our tail"}, {"head accepted before"}, {"the peer's head"}},
                           head_judged, right_head));
  instances.push_back(call("acceptance/tail", "backward_tail_believed", property::kBelief,
                           {{"size"}, {"our head"}, {"tail accepted before"}, {"the peer's tail"}},
                           tail_judged, right_tail));
  instances.push_back(begin_instance());
  return instances;
}

}  // namespace vmcheck::qpair
