#include "tools/litmus/token_stream.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "tools/litmus/address.h"
#include "tools/litmus/test.h"

namespace vmcheck::litmus {

std::string quoted(const Token& token) {
  constexpr std::size_t kLongestShown = 40;
  if (token.kind == Token::Kind::end) return "the end of the file";
  const bool long_text = token.text.size() > kLongestShown;
  return fmt::format("`{}{}`", token.text.substr(0, kLongestShown), long_text ? "..." : "");
}

const Token& TokenStream::peek(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

Token TokenStream::take() {
  const Token token = peek();
  if (at_ + 1 < tokens_.size()) ++at_;
  return token;
}

bool TokenStream::accept(std::string_view text) {
  if (!next_is(text)) return false;
  take();
  return true;
}

Token TokenStream::expect(std::string_view text) {
  if (!next_is(text)) fail_expected(fmt::format("`{}`", text));
  return take();
}

Token TokenStream::expect_word(std::string_view what) {
  if (!next_is_word()) fail_expected(what);
  return take();
}

std::uint64_t TokenStream::expect_number(std::string_view what) {
  if (peek().kind != Token::Kind::number) fail_expected(what);
  const Token token = take();
  std::string_view digits = token.text;
  while (!digits.empty() && std::string_view("uUlL").find(digits.back()) != digits.npos) {
    digits.remove_suffix(1);
  }
  const bool hexadecimal = digits.starts_with("0x") || digits.starts_with("0X");
  if (hexadecimal) digits.remove_prefix(2);
  if (!hexadecimal && digits.size() > 1 && digits[0] == '0') {
    fail_unsupported(token, "C reads it as octal and herd as decimal: write it without the 0");
  }
  std::uint64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, number, hexadecimal ? 16 : 10);
  const bool too_large = parsed.ec == std::errc::result_out_of_range ||
                         (parsed.ec == std::errc() && number >= kFirstAddress);
  if (too_large) {
    fail(token.line,
         fmt::format("expected a number smaller than {}, got {}", kFirstAddress, quoted(token)));
  }
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    fail(token.line, fmt::format("expected {}, got {}", what, quoted(token)));
  }
  return number;
}

std::uint64_t TokenStream::expect_signed_number(std::string_view what) {
  const bool negative = accept("-");
  const std::uint64_t number = expect_number(what);
  return negative ? -number : number;
}

void TokenStream::fail_expected(std::string_view what) const {
  fail(peek().line, fmt::format("expected {}, got {}", what, quoted(peek())));
}

void TokenStream::fail_unsupported(const Token& token, std::string_view why) const {
  fail(token.line, fmt::format("unsupported: {}: {}", quoted(token), why));
}

void TokenStream::fail(std::uint32_t line, const std::string& message) const {
  throw BadInput(Place{file_, line}, message);
}

TokenStream::Nesting::Nesting(TokenStream& tokens) : tokens_(tokens) {
  if (++tokens.depth_ <= kDeepestNesting) return;
  --tokens.depth_;
  tokens.fail(tokens.peek().line,
              fmt::format("expected at most {} levels of nesting, got more", kDeepestNesting));
}

}  // namespace vmcheck::litmus
