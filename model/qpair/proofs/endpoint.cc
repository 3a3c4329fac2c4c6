#include "model/qpair/proofs/endpoint.h"

namespace vmcheck::qpair::proofs {

using smt::all;
using smt::any;
using smt::Bool;
using smt::Execution;
using smt::Number;
using smt::SharedWord;
using smt::Word64;

Ring::Ring(Execution& run, const std::string& name)
    : size(run.word<64>(name + ": size")),
      used(run.natural(name + ": bytes in it")),
      head(run.word<64>(name + ": head")),
      tail(run.word<64>(name + ": tail")) {
  run.assume(used < size);
  run.assume(head < size);
  run.assume(tail < size);
  run.assume(any({tail == head + used, tail == head + used - size}));
}

Number distance(const Word64& from, const Word64& to, const Word64& size) {
  const Number ahead = Number(to) - from;
  return either(ahead >= 0, ahead, ahead + size);
}

Endpoint::Endpoint(Execution& run) : produce(run, "produce ring"), consume(run, "consume ring") {
  const Word64 accepted_head = run.word<64>("produce ring: head accepted before");
  run.assume(accepted_head < produce.size);
  run.assume(distance(accepted_head, produce.tail, produce.size) >= produce.used);
  const Word64 accepted_tail = run.word<64>("consume ring: tail accepted before");
  run.assume(accepted_tail < consume.size);
  run.assume(distance(consume.head, accepted_tail, consume.size) <= consume.used);

  produce_header.producer_tail = SharedWord(produce.tail);
  produce_header.consumer_head = SharedWord(consume.head);
  consume_header.producer_tail = SharedWord(consume.tail);
  consume_header.consumer_head = SharedWord(produce.head);
  pair.produce = {&produce_header, {nullptr, 0, produce.size}, produce.tail, consume.head};
  pair.consume = {&consume_header, {nullptr, 0, consume.size}, accepted_tail, accepted_head};
}

void Endpoint::prefer_unlike_rings(Execution& run) const {
  run.prefer(all({produce.used >= 1, consume.used >= 1}));
  run.prefer(produce.size != consume.size);
  run.prefer(produce.used != consume.used);
  run.prefer(all({produce.head != consume.head, produce.tail != consume.tail}));
}

namespace {

// An index that a ring can have: 0 if its size is 0.
Word64 any_index(Execution& run, const std::string& name, const Word64& size) {
  const Word64 index = run.word<64>(name);
  run.assume(any({index < size, all({index == 0, size == 0})}));
  return index;
}

}  // namespace

BesiegedEndpoint::BesiegedEndpoint(Execution& run) {
  const Word64 produce_size = run.word<64>("produce ring: size");
  const Word64 produce_tail = any_index(run, "produce ring: tail", produce_size);
  const Word64 produce_head = any_index(run, "produce ring: head accepted before", produce_size);
  const Word64 consume_size = run.word<64>("consume ring: size");
  const Word64 consume_head = any_index(run, "consume ring: head", consume_size);
  const Word64 consume_tail = any_index(run, "consume ring: tail accepted before", consume_size);

  produce_header.producer_tail = SharedWord::hostile("our tail, read back");
  produce_header.consumer_head = SharedWord::hostile("our head, read back");
  consume_header.producer_tail = SharedWord::hostile("the peer's tail");
  consume_header.consumer_head = SharedWord::hostile("the peer's head");
  produce_pages_.emplace("produce ring", produce_size, smt::Function("bytes of the produce ring"));
  consume_pages_.emplace("consume ring", consume_size, smt::Function("bytes of the consume ring"));
  const auto bytes = [](QueuePages& pages) -> symbolic::vmci_queue_bytes {
    return {PageList(pages), pages.count, pages.size};
  };
  pair.produce = {&produce_header, bytes(*produce_pages_), produce_tail, consume_head};
  pair.consume = {&consume_header, bytes(*consume_pages_), consume_tail, produce_head};
}

void BesiegedEndpoint::relent(Execution& run) {
  consume_header.consumer_head = SharedWord::read_by([this, &run] {
    const Word64& size = pair.produce.bytes.size;
    const Word64 head = run.word<64>("the peer's believable head");
    const auto used = [&](const Word64& from) { return distance(from, pair.produce.tail, size); };
    run.assume(all({head < size, used(head) <= used(pair.consume.head)}));
    return head;
  });
  consume_header.producer_tail = SharedWord::read_by([this, &run] {
    const Word64& size = pair.consume.bytes.size;
    const Word64 tail = run.word<64>("the peer's believable tail");
    const auto ready = [&](const Word64& to) { return distance(pair.produce.head, to, size); };
    run.assume(all({tail < size, ready(tail) >= ready(pair.consume.tail)}));
    return tail;
  });
}

}  // namespace vmcheck::qpair::proofs
