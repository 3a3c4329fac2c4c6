#include "model/qpair/proofs/stream_endpoint.h"

#include <fmt/core.h>

namespace vmcheck::qpair::proofs {

using smt::all;
using smt::Execution;
using smt::Memory;
using smt::Number;
using smt::SharedWord;
using smt::Word64;

Pieces::Pieces(Execution& run, const std::string& name, std::size_t count,
               const Memory::Bytes& bytes)
    : begins_{0} {
  for (std::size_t i = 0; i < count; ++i) {
    const std::string piece = count == 1 ? name : fmt::format("{} {}", name, i + 1);
    lengths_.push_back(run.word<64>(piece + ": length"));
    pieces_.emplace_back(piece, lengths_.back(), [bytes, begin = begins_.back()](const Number& at) {
      return bytes(begin + at);
    });
    begins_.push_back(begins_.back() + lengths_.back());
  }
}

Memory::Bytes Pieces::bytes() const {
  return [this](const Number& at) {
    Number byte = pieces_.back().at(at - begins_[pieces_.size() - 1]);
    for (std::size_t i = pieces_.size() - 1; i-- > 0;) {
      byte = either(at < begins_[i + 1], pieces_[i].at(at - begins_[i]), byte);
    }
    return byte;
  };
}

void Pieces::let_fail() {
  for (Memory& piece : pieces_) piece.let_fail();
}

std::vector<symbolic::vmci_source> Pieces::sources() {
  std::vector<symbolic::vmci_source> sources;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    sources.push_back({pieces_[i].address(0), lengths_[i]});
  }
  return sources;
}

std::vector<symbolic::vmci_target> Pieces::targets() {
  std::vector<symbolic::vmci_target> targets;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    targets.push_back({pieces_[i].address(0), lengths_[i]});
  }
  return targets;
}

StreamEndpoint::StreamEndpoint(Execution& run)
    : produce(run, "produce ring"), consume(run, "consume ring") {
  produce_header.producer_tail = SharedWord::written_by(
      produce.tail, [this](const Word64& tail) { produce.publish_tail(tail); });
  produce_header.consumer_head = SharedWord::written_by(
      consume.head, [this](const Word64& head) { consume.publish_head(head, target_); });
  consume_header.producer_tail = SharedWord::read_by([this] { return consume.acquire_tail(); });
  consume_header.consumer_head = SharedWord::read_by([this] { return produce.acquire_head(); });
  const auto bytes = [](StreamRing& ring) -> symbolic::vmci_queue_bytes {
    return {PageList(ring.pages), ring.pages.count, ring.size};
  };
  pair.produce = {&produce_header, bytes(produce), produce.tail, consume.head};
  pair.consume = {&consume_header, bytes(consume), consume.tail, produce.head};
}

void StreamEndpoint::claim_consistent(Execution& run) const {
  run.claim("the endpoint's own indices are the published ones",
            all({pair.produce.tail == produce.tail, pair.produce.head == consume.head}));
  run.claim("the peer's indices are remembered as they were acquired",
            all({pair.consume.tail == consume.tail, pair.consume.head == produce.head}));
}

}  // namespace vmcheck::qpair::proofs
