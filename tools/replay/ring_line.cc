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

// The number at the beginning of 8 bytes, if it has 1 to 7 digits and something else stands behind
// them: its digits are found and added up all at once. Returns how many they are, else 0.
std::size_t short_number(const char* text, std::uint64_t& value) {
  if constexpr (std::endian::native != std::endian::little) return 0;
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, sizeof bytes);
  bytes ^= kOnes * '0';  // of a digit this leaves 0 to 9, of no other byte
  const std::uint64_t others = (bytes | (bytes + kOnes * (0x80 - 10))) & (kOnes * 0x80);
  const int bits = std::countr_zero(others) & ~7;
  if (bits == 0 || bits == 64) return 0;
  bytes <<= 64 - bits;  // zeros in front of the digits, the first of which is the lowest byte
  bytes = bytes * 10 + (bytes >> 8);  // in each even byte, two digits
  constexpr std::uint64_t kEveryFourth = 0x000000ff000000ff;
  value = ((bytes & kEveryFourth) * (100 + (1000000ull << 32)) +
           (bytes >> 16 & kEveryFourth) * (1 + (10000ull << 32))) >>
          32;
  return static_cast<std::size_t>(bits) / 8;
}

// What is left of a line, which ends with a brace. Each function takes what it is named for, or
// says that it is not there.
class Scanner {
 public:
  explicit Scanner(std::string_view line) : at_(line.data()), end_(at_ + line.size()) {}

  template <std::size_t size>
  [[gnu::always_inline]] bool text(const char (&literal)[size]) {
    constexpr std::size_t kLength = size - 1;
    if (left() < kLength || !begins_with<kLength>(at_, literal)) return false;
    at_ += kLength;
    return true;
  }

  // Most have one digit or two, and it is not to be foreseen how many: without a branch between.
  [[gnu::always_inline]] bool number(std::uint64_t& value) {
    const unsigned int first = digit_at(0);
    if (first > 9) return false;
    const unsigned int second = digit_at(1);
    const std::size_t more = second <= 9;
    if (digit_at(1 + more) <= 9) return long_number(value);
    value = first + more * (first * 9 + second);
    at_ += 1 + more;
    return (first != 0) | (more == 0);
  }

  bool number_or_null(std::optional<std::uint64_t>& value) {
    if (!text("null")) return number(value.emplace());
    value.reset();
    return true;
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

  // What stands before a quote, of plain characters: mostly what `value` has of them already.
  bool name(std::string& value) {
    if (left() > value.size() && at_[value.size()] == '"' &&
        std::memcmp(at_, value.data(), value.size()) == 0) {
      at_ += value.size();
      return true;
    }
    const char* begin = at_;
    while (at_ != end_ && kIsPlain[static_cast<unsigned char>(*at_)]) ++at_;
    value.assign(begin, at_);
    return true;
  }

  bool is_at_end() const { return at_ == end_; }

 private:
  // The digit so many bytes on, of which the last that is asked for stands behind a digit, or 10 or
  // more: there is something else behind each, the brace if nothing else.
  unsigned int digit_at(std::size_t offset) const {
    return static_cast<unsigned char>(at_[offset]) - unsigned{'0'};
  }

  // A number of 3 digits or more.
  [[gnu::noinline]] bool long_number(std::uint64_t& value) {
    const char* begin = at_;
    if (const std::size_t digits = left() < 8 ? 0 : short_number(at_, value)) {
      at_ += digits;
      return *begin != '0';
    }
    value = 0;
    for (unsigned int digit = 0; (digit = digit_at(0)) <= 9; ++at_) value = value * 10 + digit;
    const auto digits = static_cast<std::size_t>(at_ - begin);
    // What has one digit too many for all to fit, and begins with 1, is less than two times 2^64.
    const bool fits = digits < kMostDigits ||
                      (digits == kMostDigits && *begin == '1' && value >= kLeastOfMostDigits);
    return fits && *begin != '0';
  }

  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

  const char* at_;
  const char* end_;
};

// Both counts, or null for both.
template <std::size_t free_size, std::size_t ready_size>
bool scan_counts(Scanner& line, const char (&free)[free_size], const char (&ready)[ready_size],
                 MaybeCounts& counts) {
  if (!line.text(free)) return false;
  if (line.text("null")) {
    counts.reset();
    return line.text(ready) && line.text("null");
  }
  counts.emplace();
  return line.number(counts->free) && line.text(ready) && line.number(counts->ready);
}

// What is behind the name of the operation.
bool scan_pair(Scanner& line, RingEvent& event) {
  return line.text(R"(,"pair":")") && line.name(event.pair) && line.text("\"");
}

// The action that the event has already, or a new one: all of it is overwritten.
template <typename Action>
Action& action_of(RingEvent& event) {
  Action* action = std::get_if<Action>(&event.action);
  return action != nullptr ? *action : event.action.emplace<Action>();
}

template <TransferKind kind>
bool scan_transfer(Scanner& line, RingEvent& event) {
  constexpr bool kFills = kind == TransferKind::enqueue;
  Transfer& transfer = action_of<Transfer>(event);
  transfer.kind = kind;
  return scan_pair(line, event) && line.text(R"(,"asked":)") &&
         line.number_or_null(transfer.asked) && line.text(R"(,"result":)") &&
         line.integer(transfer.result) && line.text(R"(,"moved":)") &&
         line.number(transfer.moved) && line.text(kFills ? R"(,"tail":[)" : R"(,"head":[)") &&
         line.number(transfer.own[0]) && line.text(",") && line.number(transfer.own[1]) &&
         line.text(kFills ? R"(],"head":)" : R"(],"tail":)") && line.number(transfer.peer) &&
         scan_counts(line, R"(,"free":)", R"(,"ready":)", transfer.counts);
}

bool scan_snapshot(Scanner& line, RingEvent& event) {
  RingState& state = action_of<Snapshot>(event).state;
  return scan_pair(line, event) && line.text(R"(,"produce_tail":)") &&
         line.number(state.produce_tail) && line.text(R"(,"produce_head":)") &&
         line.number(state.produce_head) &&
         scan_counts(line, R"(,"produce_free":)", R"(,"produce_ready":)", state.produce) &&
         line.text(R"(,"consume_tail":)") && line.number(state.consume_tail) &&
         line.text(R"(,"consume_head":)") && line.number(state.consume_head) &&
         scan_counts(line, R"(,"consume_free":)", R"(,"consume_ready":)", state.consume);
}

// One of the operations that are read here, and all that is behind its name.
bool scan_operation(Scanner& line, RingEvent& event) {
  if (line.text(R"(enqueue")")) return scan_transfer<TransferKind::enqueue>(line, event);
  if (line.text(R"(dequeue")")) return scan_transfer<TransferKind::dequeue>(line, event);
  if (line.text(R"(peek")")) return scan_transfer<TransferKind::peek>(line, event);
  return line.text(R"(snapshot")") && scan_snapshot(line, event);
}

}  // namespace

bool scan_ring_line(std::string_view text, RingEvent& event) {
  if (!text.ends_with('}')) return false;
  Scanner line(text);
  return line.text(R"({"step":)") && line.number(event.step) && line.text(R"(,"t_us":)") &&
         line.number(event.t_us) && line.text(R"(,"op":")") && scan_operation(line, event) &&
         line.text("}") && line.is_at_end();
}

}  // namespace vmcheck::replay
