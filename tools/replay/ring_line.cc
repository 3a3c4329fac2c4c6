#include "tools/replay/ring_line.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

namespace vmcheck::replay {
namespace {

// Longer numbers do not fit 64 bits, nor do all of as many.
constexpr std::size_t kMostDigits = 20;
constexpr std::uint64_t kLeastOfMostDigits = 10000000000000000000u;

// Whether a character stands for itself in a text.
constexpr std::array<bool, 256> kIsPlain = [] {
  std::array<bool, 256> plain{};
  for (unsigned int c = ' '; c <= '~'; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

// Whether a text of at least `length` bytes begins with a literal. Parts of 8, 4, 2 and 1 bytes are
// compared without a call.
template <std::size_t length>
bool begins_with(const char* text, const char* literal) {
  if constexpr (length == 0) {
    return true;
  } else {
    constexpr std::size_t kPart = std::bit_floor(std::min<std::size_t>(length, 8));
    return std::memcmp(text, literal, kPart) == 0 &&
           begins_with<length - kPart>(text + kPart, literal + kPart);
  }
}

// What is left of a line. Each function takes what it is named for, or says that it is not there.
class Scanner {
 public:
  explicit Scanner(std::string_view line) : at_(line.data()), end_(at_ + line.size()) {}

  template <std::size_t size>
  bool text(const char (&literal)[size]) {
    constexpr std::size_t kLength = size - 1;
    if (left() < kLength || !begins_with<kLength>(at_, literal)) return false;
    at_ += kLength;
    return true;
  }

  bool number(std::uint64_t& value) {
    const char* at = at_;
    std::uint64_t sum = 0;
    for (; at != end_; ++at) {
      const unsigned int digit = static_cast<unsigned char>(*at) - unsigned{'0'};
      if (digit > 9) break;
      sum = sum * 10 + digit;
    }
    const char* begin = std::exchange(at_, at);
    const auto digits = static_cast<std::size_t>(at - begin);
    value = sum;
    if (digits < 2) return digits == 1;
    // What has one digit too many for all to fit, and begins with 1, is less than two times 2^64.
    const bool fits = digits < kMostDigits ||
                      (digits == kMostDigits && *begin == '1' && sum >= kLeastOfMostDigits);
    return fits && *begin != '0';
  }

  bool number_or_null(std::optional<std::uint64_t>& value) {
    if (text("null")) return true;
    value.emplace();
    return number(*value);
  }

  bool integer(std::int64_t& value) {
    const bool is_negative = text("-");
    std::uint64_t magnitude = 0;
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    if (!number(magnitude) || magnitude > kMost || (is_negative && magnitude == 0)) return false;
    value = static_cast<std::int64_t>(magnitude);
    if (is_negative) value = -value;
    return true;
  }

  // What stands before a quote, of plain characters.
  bool name(std::string_view& value) {
    const char* begin = at_;
    while (at_ != end_ && kIsPlain[static_cast<unsigned char>(*at_)]) ++at_;
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
template <std::size_t free_size, std::size_t ready_size>
bool scan_counts(Scanner& line, const char (&free)[free_size], const char (&ready)[ready_size],
                 MaybeCounts& counts) {
  if (!line.text(free)) return false;
  if (line.text("null")) return line.text(ready) && line.text("null");
  counts.emplace();
  return line.number(counts->free) && line.text(ready) && line.number(counts->ready);
}

bool scan_transfer(Scanner& line, Transfer& transfer) {
  const bool fills = transfer.kind == TransferKind::enqueue;
  return line.text(R"(,"asked":)") && line.number_or_null(transfer.asked) &&
         line.text(R"(,"result":)") && line.integer(transfer.result) && line.text(R"(,"moved":)") &&
         line.number(transfer.moved) &&
         (fills ? line.text(R"(,"tail":[)") : line.text(R"(,"head":[)")) &&
         line.number(transfer.own[0]) && line.text(",") && line.number(transfer.own[1]) &&
         (fills ? line.text(R"(],"head":)") : line.text(R"(],"tail":)")) &&
         line.number(transfer.peer) &&
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

// The operation, of those that are read here: all that is left of a line behind its name.
enum class Operation { enqueue, dequeue, peek, snapshot };

bool scan_operation(Scanner& line, Operation& operation) {
  if (line.text(R"(enqueue")")) {
    operation = Operation::enqueue;
  } else if (line.text(R"(dequeue")")) {
    operation = Operation::dequeue;
  } else if (line.text(R"(peek")")) {
    operation = Operation::peek;
  } else {
    operation = Operation::snapshot;
    return line.text(R"(snapshot")");
  }
  return true;
}

bool scan_action(Scanner& line, Operation operation, RingEvent& event) {
  if (operation == Operation::snapshot) {
    return scan_state(line, event.action.emplace<Snapshot>().state);
  }
  Transfer& transfer = event.action.emplace<Transfer>();
  transfer.kind = operation == Operation::enqueue   ? TransferKind::enqueue
                  : operation == Operation::dequeue ? TransferKind::dequeue
                                                    : TransferKind::peek;
  return scan_transfer(line, transfer);
}

}  // namespace

bool scan_ring_line(std::string_view text, RingEvent& event) {
  Scanner line(text);
  Operation operation{};
  std::string_view pair;
  const bool begins = line.text(R"({"step":)") && line.number(event.step) &&
                      line.text(R"(,"t_us":)") && line.number(event.t_us) &&
                      line.text(R"(,"op":")") && scan_operation(line, operation) &&
                      line.text(R"(,"pair":")") && line.name(pair) && line.text("\"");
  if (!begins || !scan_action(line, operation, event)) return false;
  event.pair = pair;
  return line.text("}") && line.is_at_end();
}

}  // namespace vmcheck::replay
