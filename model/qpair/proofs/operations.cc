#include "model/qpair/proofs/operations.h"

#include <fmt/core.h>

#include "model/qpair/proofs/topics.h"

namespace vmcheck::qpair::proofs {

using smt::Execution;
using smt::Function;
using smt::Number;
using symbolic::Core;

std::size_t pieces_of(Form form) {
  return form == kPlain ? 1 : form;
}

Outcome nothing_yet(Execution& run) {
  const smt::Word64 unset = run.word<64>("what the result held before");
  return {0, unset, unset};
}

namespace {

void show(const Outcome& outcome) {
  Execution& run = Execution::current();
  run.show("result", result_name(outcome.result));
  if (outcome.result == symbolic::VMCI_SUCCESS) run.show("bytes copied", outcome.copied);
}

}  // namespace

void enqueue(const Core& core, symbolic::vmci_ring_pair& pair, Pieces& source, Form form,
             Outcome& outcome) {
  const auto sources = source.sources();
  outcome.result = form == kPlain
                       ? core.enqueue(&pair, sources[0].base, sources[0].length, &outcome.copied)
                       : core.enqueuev(&pair, sources.data(), sources.size(), &outcome.copied);
  show(outcome);
}

void take(const Core& core, symbolic::vmci_ring_pair& pair, Pieces& target, Form form, bool peek,
          Outcome& outcome) {
  const auto targets = target.targets();
  if (form == kPlain) {
    const auto call = peek ? core.peek : core.dequeue;
    outcome.result = call(&pair, targets[0].base, targets[0].length, &outcome.copied);
  } else {
    const auto call = peek ? core.peekv : core.dequeuev;
    outcome.result = call(&pair, targets.data(), targets.size(), &outcome.copied);
  }
  show(outcome);
}

std::string function_name(const std::string& plain, Form form) {
  return form == kPlain ? plain : fmt::format("{}v, with up to {} pieces,", plain, form);
}

Number least(const Number& a, const Number& b) {
  return either(a < b, a, b);
}

void claim_outcome(Execution& run, const Outcome& outcome, const Number& wanted,
                   const Number& possible, int none) {
  if (possible == 0) {
    run.claim("with nothing to move the result is " + result_name(none), outcome.result == none);
    run.claim("on an error the result is left alone", outcome.copied == outcome.unset);
  } else {
    run.claim("it succeeds", outcome.result == symbolic::VMCI_SUCCESS);
    run.claim("it moves what was asked for, or all there is",
              outcome.copied == least(wanted, possible));
  }
}

Enqueue::Enqueue(Execution& run, Form form)
    : end(run),
      sent(end.produce.sent),
      tail(end.produce.tail),
      source(
          run, "source", pieces_of(form),
          [stream = end.produce.stream, sent = sent](const Number& i) { return stream(sent + i); }),
      outcome(nothing_yet(run)),
      form_(form) {}

void Enqueue::operator()(const Core& core) {
  enqueue(core, end.pair, source, form_, outcome);
}

Number Enqueue::free() const {
  return Number(end.produce.size) - 1 - (sent - end.produce.received);
}

Take::Take(Execution& run, Form form, bool peek)
    : end(run),
      received(end.consume.received),
      head(end.consume.head),
      target(run, "target", pieces_of(form), Function("what the target held before")),
      outcome(nothing_yet(run)),
      form_(form),
      peek_(peek) {
  end.read_to(target.bytes());
}

void Take::operator()(const Core& core) {
  take(core, end.pair, target, form_, peek_, outcome);
}

}  // namespace vmcheck::qpair::proofs
