#include "tools/replay/ring_line.h"

#include <cstddef>
#include <cstdint>

namespace vmcheck::replay {
namespace {

// Any such number fits 64 bits with sign.
constexpr std::size_t kMostDigits = 18;

// What is left of a line. Each function takes what it is named for, or says that it is not there.
class Scanner {
 public:
  explicit Scanner(std::string_view line) : at_(line.data()), end_(at_ + line.size()) {}

  bool text(std::string_view expected) {
    if (!std::string_view(at_, left()).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }

  bool number(std::uint64_t& value) {
    const char* begin = at_;
    value = 0;
    for (; at_ != end_ && *at_ >= '0' && *at_ <= '9'; ++at_) {
      value = value * 10 + static_cast<std::uint64_t>(*at_ - '0');
    }
    const auto digits = static_cast<std::size_t>(at_ - begin);
    return digits == 1 || (digits > 1 && digits <= kMostDigits && *begin != '0');
  }

  bool number_or_null(std::optional<std::uint64_t>& value) {
    if (text("null")) return true;
    value.emplace();
    return number(*value);
  }

  bool integer(std::int64_t& value) {
    const bool is_negative = text("-");
    std::uint64_t magnitude = 0;
    if (!number(magnitude) || (is_negative && magnitude == 0)) return false;
    value = static_cast<std::int64_t>(magnitude);
    if (is_negative) value = -value;
    return true;
  }

  // What stands before a quote, of plain characters.
  bool name(std::string_view& value) {
    const char* begin = at_;
    while (at_ != end_ && *at_ >= ' ' && *at_ <= '~' && *at_ != '"' && *at_ != '\\') ++at_;
    value = {begin, static_cast<std::size_t>(at_ - begin)};
    return true;
  }

  bool is_at_end() const { return at_ == end_; }

 private:
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  const char* at_;
  const char* end_;
};

// Both counts, or null for both.
bool scan_counts(Scanner& line, std::string_view free, std::string_view ready,
                 MaybeCounts& counts) {
  std::optional<std::uint64_t> first;
  std::optional<std::uint64_t> second;
  if (!line.text(free) || !line.number_or_null(first)) return false;
  if (!line.text(ready) || !line.number_or_null(second)) return false;
  if (first && second) counts = {*first, *second};
  return first.has_value() == second.has_value();
}

bool scan_transfer(Scanner& line, Transfer& transfer) {
  const bool fills = transfer.kind == TransferKind::enqueue;
  return line.text(R"(,"asked":)") && line.number_or_null(transfer.asked) &&
         line.text(R"(,"result":)") && line.integer(transfer.result) && line.text(R"(,"moved":)") &&
         line.number(transfer.moved) && line.text(fills ? R"(,"tail":[)" : R"(,"head":[)") &&
         line.number(transfer.own[0]) && line.text(",") && line.number(transfer.own[1]) &&
         line.text(fills ? R"(],"head":)" : R"(],"tail":)") && line.number(transfer.peer) &&
         scan_counts(line, R"(,"free":)", R"(,"ready":)", transfer.counts);
}

bool scan_state(Scanner& line, RingState& state) {
  return line.text(R"(,"produce_tail":)") && line.number(state.produce_tail) &&
         line.text(R"(,"produce_head":)") && line.number(state.produce_head) &&
         scan_counts(line, R"(,"produce_free":)", R"(,"produce_ready":)", state.produce) &&
         line.text(R"(,"consume_tail":)") && line.number(state.consume_tail) &&
         line.text(R"(,"consume_head":)") && line.number(state.consume_head) &&
         scan_counts(line, R"(,"consume_free":)", R"(,"consume_ready":)", state.consume);
}

bool scan_action(Scanner& line, std::string_view op, RingEvent& event) {
  if (op == "snapshot") return scan_state(line, event.action.emplace<Snapshot>().state);
  Transfer& transfer = event.action.emplace<Transfer>();
  if (op == "enqueue") {
    transfer.kind = TransferKind::enqueue;
  } else if (op == "dequeue") {
    transfer.kind = TransferKind::dequeue;
  } else if (op == "peek") {
    transfer.kind = TransferKind::peek;
  } else {
    return false;
  }
  return scan_transfer(line, transfer);
}

}  // namespace

std::optional<RingEvent> scan_ring_line(std::string_view text) {
  Scanner line(text);
  std::optional<RingEvent> event(std::in_place);
  std::string_view op;
  std::string_view pair;
  const bool begins = line.text(R"({"step":)") && line.number(event->step) &&
                      line.text(R"(,"t_us":)") && line.number(event->t_us) &&
                      line.text(R"(,"op":")") && line.name(op) && line.text(R"(","pair":")") &&
                      line.name(pair) && line.text("\"");
  if (!begins || !scan_action(line, op, *event)) return std::nullopt;
  if (!line.text("}") || !line.is_at_end()) return std::nullopt;
  event->pair = pair;
  return event;
}

}  // namespace vmcheck::replay
