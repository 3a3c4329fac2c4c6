// The words of a litmus file, one after the other, and complaints about them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/litmus/lexer.h"

namespace vmcheck::litmus {

class TokenStream {
 public:
  TokenStream(std::vector<Token> tokens, std::string file)
      : tokens_(std::move(tokens)), file_(std::move(file)) {}

  // The next word, or the one `ahead` words behind it.
  const Token& peek(std::size_t ahead = 0) const;
  bool next_is(std::string_view text) const { return peek().is(text); }
  bool next_is_word() const { return peek().kind == Token::Kind::word; }
  bool at_end() const { return peek().kind == Token::Kind::end; }

  Token take();
  // Takes the next word if it is this one.
  bool accept(std::string_view text);
  // Takes the next word, which must be this one, or one of a kind; `what` is for the message.
  Token expect(std::string_view text);
  Token expect_word(std::string_view what);
  // A decimal or hexadecimal number, as C or herd writes it, smaller than kFirstAddress.
  std::uint64_t expect_number(std::string_view what);
  // The same with a sign.
  std::uint64_t expect_signed_number(std::string_view what);

  // "FILE:LINE: expected WHAT, got `X`".
  [[noreturn]] void fail_expected(std::string_view what) const;
  // "FILE:LINE: unsupported: `TEXT`: WHY".
  [[noreturn]] void fail_unsupported(const Token& token, std::string_view why) const;
  // "FILE:LINE: MESSAGE".
  [[noreturn]] void fail(std::uint32_t line, const std::string& message) const;

  // Counts how deep the reader is nested while it lives; throws BadInput when that is too deep.
  class Nesting {
   public:
    explicit Nesting(TokenStream& tokens);
    ~Nesting() { --tokens_.depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    TokenStream& tokens_;
  };

 private:
  std::vector<Token> tokens_;
  std::string file_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
};

// A word in messages: in backquotes, cut when long.
std::string quoted(const Token& token);

}  // namespace vmcheck::litmus
