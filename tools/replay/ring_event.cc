#include "tools/replay/ring_event.h"

#include <fmt/core.h>

namespace vmcheck::replay {
namespace {

std::string_view to_string(TransferKind kind) {
  switch (kind) {
    case TransferKind::enqueue:
      return "enqueue";
    case TransferKind::dequeue:
      return "dequeue";
    case TransferKind::peek:
      return "peek";
  }
  return "";
}

std::string number_or_null(const std::optional<std::uint64_t>& number) {
  return number ? std::to_string(*number) : "null";
}

// `prefix` names the ring: "produce_", "consume_", or nothing where there is only one.
std::string count_fields(std::string_view prefix, const MaybeCounts& counts) {
  if (!counts) return fmt::format(R"("{0}free":null,"{0}ready":null)", prefix);
  return fmt::format(R"("{0}free":{1},"{0}ready":{2})", prefix, counts->free, counts->ready);
}

std::string state_fields(const RingState& state) {
  return fmt::format(
      R"("produce_tail":{},"produce_head":{},{},"consume_tail":{},"consume_head":{},{})",
      state.produce_tail, state.produce_head, count_fields("produce_", state.produce),
      state.consume_tail, state.consume_head, count_fields("consume_", state.consume));
}

struct ActionFields {
  std::string operator()(const Create& create) const {
    return fmt::format(R"(,"produce_size":{},"consume_size":{},{})", create.produce_size,
                       create.consume_size, state_fields(create.state));
  }

  std::string operator()(const Transfer& transfer) const {
    const bool fills = transfer.kind == TransferKind::enqueue;
    return fmt::format(R"(,"asked":{},"result":{},"moved":{},"{}":[{},{}],"{}":{},{})",
                       number_or_null(transfer.asked), transfer.result, transfer.moved,
                       fills ? "tail" : "head", transfer.own[0], transfer.own[1],
                       fills ? "head" : "tail", transfer.peer, count_fields("", transfer.counts));
  }

  std::string operator()(const Snapshot& snapshot) const {
    return fmt::format(",{}", state_fields(snapshot.state));
  }

  std::string operator()(const Destroy&) const { return ""; }

  std::string operator()(const Gap& gap) const {
    return fmt::format(R"(,"lost":{})", number_or_null(gap.lost));
  }
};

struct OpName {
  std::string_view operator()(const Create&) const { return "create"; }
  std::string_view operator()(const Transfer& transfer) const { return to_string(transfer.kind); }
  std::string_view operator()(const Snapshot&) const { return "snapshot"; }
  std::string_view operator()(const Destroy&) const { return "destroy"; }
  std::string_view operator()(const Gap&) const { return "gap"; }
};

}  // namespace

std::string op_name(const RingEvent& event) {
  return std::string(std::visit(OpName{}, event.action));
}

std::string to_header_line(const RingHeader& header) {
  return fmt::format(R"({{{},"role":{}}})", to_json_fields(header.common), to_json(header.role));
}

std::string to_line(const RingEvent& event) {
  const std::string pair = event.pair.empty() ? "" : R"(,"pair":)" + to_json(event.pair);
  return fmt::format(R"({{"step":{},"t_us":{},"op":"{}"{}{}}})", event.step, event.t_us,
                     op_name(event), pair, std::visit(ActionFields{}, event.action));
}

}  // namespace vmcheck::replay
