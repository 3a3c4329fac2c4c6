#include "tools/replay/plain_json.h"

#include <cstdint>
#include <string>

namespace vmcheck::replay {
namespace {

// Any such number fits 64 bits with sign.
constexpr std::size_t kMostDigits = 18;

class PlainParser {
 public:
  PlainParser(std::string_view line, RecordBuilder& builder)
      : at_(line.data()), end_(line.data() + line.size()), builder_(builder) {}

  bool object() {
    if (!take('{')) return false;
    builder_.start_object(0);
    if (!take('}')) {
      do {
        if (!text() || !take(':')) return false;
        builder_.key(text_);
        if (!value()) return false;
      } while (take(','));
      if (!take('}')) return false;
    }
    builder_.end_object();
    return at_ == end_;
  }

 private:
  bool take(char c) {
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  bool take(std::string_view word) {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word))
      return false;
    at_ += word.size();
    return true;
  }

  bool value() {
    if (!take('[')) return scalar();
    builder_.start_array(0);
    if (!take(']')) {
      do {
        if (!scalar()) return false;
      } while (take(','));
      if (!take(']')) return false;
    }
    return builder_.end_array();
  }

  bool scalar() {
    if (at_ == end_) return false;
    switch (*at_) {
      case '"':
        return text() && builder_.string(text_);
      case 'n':
        return take("null") && builder_.null();
      case 't':
        return take("true") && builder_.boolean(true);
      case 'f':
        return take("false") && builder_.boolean(false);
      default:
        return number();
    }
  }

  bool text() {
    if (!take('"')) return false;
    const char* begin = at_;
    while (at_ != end_ && *at_ >= ' ' && *at_ <= '~' && *at_ != '"' && *at_ != '\\') ++at_;
    text_.assign(begin, at_);
    return take('"');
  }

  // What follows a number is looked at by whoever asked for it: a point is none of what may.
  bool number() {
    const bool is_negative = take('-');
    const char* begin = at_;
    std::uint64_t number = 0;
    for (; at_ != end_ && *at_ >= '0' && *at_ <= '9'; ++at_) {
      number = number * 10 + static_cast<std::uint64_t>(*at_ - '0');
    }
    const auto digits = static_cast<std::size_t>(at_ - begin);
    if (digits == 0 || digits > kMostDigits || (*begin == '0' && (digits > 1 || is_negative))) {
      return false;
    }
    if (is_negative) return builder_.number_integer(-static_cast<std::int64_t>(number));
    return builder_.number_unsigned(number);
  }

  const char* at_;
  const char* end_;
  RecordBuilder& builder_;
  std::string text_;
};

}  // namespace

bool parse_plain(std::string_view line, RecordBuilder& builder) {
  return PlainParser(line, builder).object();
}

}  // namespace vmcheck::replay
