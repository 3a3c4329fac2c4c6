#include "tools/litmus/lexer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "tools/litmus/test.h"

namespace vmcheck::litmus {
namespace {

using Kind = Token::Kind;

// Symbols of more than one character, the longest first.
constexpr std::array<std::string_view, 25> kLongSymbols = {
    "<<=", ">>=", "<<", ">>", "<=", ">=", "<>", "==", "=>", "!=", "&&", "||", "/\\",
    "\\/", "++",  "--", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="};

constexpr std::string_view kSymbols = "{}()[];:,=<>+-*/%&|^~!?.#";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

class Lexer {
 public:
  Lexer(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  Words read() {
    Words words;
    words.name = read_title();
    skip_header();
    while (skip_blank(), at_ < text_.size()) words.tokens.push_back(next());
    words.tokens.push_back({Kind::end, {}, line_});
    return words;
  }

 private:
  [[noreturn]] void fail(const std::string& message, std::uint32_t line) const {
    throw BadInput(Place{file_, line}, message);
  }

  bool starts(std::string_view prefix) const { return text_.substr(at_).starts_with(prefix); }
  char character() const { return text_[at_]; }

  void advance(std::size_t count) {
    const std::string_view passed = text_.substr(at_, count);
    line_ += static_cast<std::uint32_t>(std::count(passed.begin(), passed.end(), '\n'));
    at_ += passed.size();
  }

  // "C NAME".
  std::string read_title() {
    skip_blank();
    if (at_ + 1 >= text_.size() || character() != 'C' || !is_space(text_[at_ + 1])) {
      fail("expected `C NAME`, the first line of a litmus test in C", line_);
    }
    at_ += 1;
    while (at_ < text_.size() && (character() == ' ' || character() == '\t')) ++at_;
    const std::size_t begin = at_;
    while (at_ < text_.size() && character() > ' ' && character() < 0x7f && character() != '{') {
      ++at_;
    }
    if (at_ == begin) fail("expected the name of the test behind `C`", line_);
    return std::string(text_.substr(begin, at_ - begin));
  }

  // What stands between the name and the initial state.
  void skip_header() {
    while (skip_blank(), at_ < text_.size() && character() != '{') {
      const std::size_t line_end = std::min(text_.find('\n', at_), text_.size());
      const std::string_view line = text_.substr(at_, line_end - at_);
      if (character() == '"') {
        skip_past("\"", 1, "a text in double quotes");
      } else if (is_letter(character()) && line.find('=') != std::string_view::npos) {
        advance(line.size());
      } else {
        fail("expected `{`, the initial state", line_);
      }
    }
  }

  // Moves behind the next `end`, which is searched from `from` characters on.
  void skip_past(std::string_view end, std::size_t from, const char* what) {
    const std::size_t found = text_.find(end, at_ + from);
    if (found == std::string_view::npos) fail(fmt::format("{} has no end", what), line_);
    advance(found + end.size() - at_);
  }

  // White space and comments.
  void skip_blank() {
    while (at_ < text_.size()) {
      if (is_space(character())) {
        advance(1);
      } else if (starts("//")) {
        advance(std::min(text_.find('\n', at_), text_.size()) - at_);
      } else if (starts("/*")) {
        skip_past("*/", 2, "the comment /*");
      } else if (!in_code_ && starts("(*")) {
        skip_past("*)", 2, "the comment (*");
      } else {
        return;
      }
    }
  }

  std::string_view take(std::size_t length) {
    const std::string_view text = text_.substr(at_, length);
    at_ += length;
    return text;
  }

  Token next() {
    std::size_t length = 0;
    while (at_ + length < text_.size() &&
           (is_letter(text_[at_ + length]) || is_digit(text_[at_ + length]))) {
      ++length;
    }
    if (length > 0) {
      const Kind kind = is_digit(character()) ? Kind::number : Kind::word;
      return {kind, take(length), line_};
    }
    for (const std::string_view symbol : kLongSymbols) {
      if (starts(symbol)) return {Kind::symbol, take(symbol.size()), line_};
    }
    if (kSymbols.find(character()) == std::string_view::npos) {
      fail(fmt::format("expected text, got the byte 0x{:02x}",
                       static_cast<unsigned char>(character())),
           line_);
    }
    const Token token{Kind::symbol, take(1), line_};
    track_braces(token);
    return token;
  }

  // The first pair of braces holds the initial state, the others hold code.
  void track_braces(const Token& token) {
    if (token.text == "{") {
      ++open_braces_;
      in_code_ = seen_state_;
    } else if (token.text == "}" && open_braces_ > 0 && --open_braces_ == 0) {
      in_code_ = false;
      seen_state_ = true;
    }
  }

  const std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1;
  std::size_t open_braces_ = 0;
  bool seen_state_ = false;
  bool in_code_ = false;
};

}  // namespace

Words read_words(std::string_view text, const std::string& file) {
  if (text.size() > kMostBytes) {
    throw BadInput(Place{file, 1}, fmt::format("expected at most {} bytes, got more", kMostBytes));
  }
  return Lexer(text, file).read();
}

}  // namespace vmcheck::litmus
