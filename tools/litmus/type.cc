#include "tools/litmus/type.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace vmcheck::litmus {
namespace {

using Base = Type::Base;

constexpr std::array<std::string_view, 30> kIntegers = {
    "int",      "unsigned", "signed",    "long",      "short",    "char",     "bool",    "_Bool",
    "size_t",   "intptr_t", "uintptr_t", "int8_t",    "int16_t",  "int32_t",  "int64_t", "uint8_t",
    "uint16_t", "uint32_t", "uint64_t",  "s8",        "s16",      "s32",      "s64",     "u8",
    "u16",      "u32",      "u64",       "ptrdiff_t", "intmax_t", "uintmax_t"};
constexpr std::array<std::string_view, 2> kKernelAtomics = {"atomic_t", "atomic_long_t"};
constexpr std::array<std::string_view, 15> kC11Atomics = {
    "atomic_int",    "atomic_uint",   "atomic_long",     "atomic_ulong",     "atomic_short",
    "atomic_ushort", "atomic_char",   "atomic_uchar",    "atomic_bool",      "atomic_llong",
    "atomic_ullong", "atomic_size_t", "atomic_intptr_t", "atomic_uintptr_t", "_Atomic"};
constexpr std::array<std::string_view, 5> kQualifiers = {"const", "volatile", "restrict",
                                                         "__restrict", "register"};

template <std::size_t size>
bool is_one_of(const Token& token, const std::array<std::string_view, size>& words) {
  return token.kind == Token::Kind::word &&
         std::find(words.begin(), words.end(), token.text) != words.end();
}

bool is_base(const Token& token) {
  return is_one_of(token, kIntegers) || is_one_of(token, kKernelAtomics) ||
         is_one_of(token, kC11Atomics) || token.is("spinlock_t");
}

Base base_of(const Token& token) {
  if (is_one_of(token, kKernelAtomics)) return Base::kernel_atomic;
  if (is_one_of(token, kC11Atomics)) return Base::c11_atomic;
  return token.is("spinlock_t") ? Base::lock : Base::integer;
}

void skip_qualifiers(TokenStream& tokens) {
  while (is_one_of(tokens.peek(), kQualifiers)) tokens.take();
}

}  // namespace

bool type_is_next(const TokenStream& tokens) {
  return is_base(tokens.peek()) || is_one_of(tokens.peek(), kQualifiers);
}

Base expect_type(TokenStream& tokens) {
  skip_qualifiers(tokens);
  if (tokens.next_is_word() && !is_base(tokens.peek())) {
    tokens.fail_unsupported(tokens.peek(), "not a type that a litmus test can have");
  }
  if (!tokens.next_is_word()) tokens.fail_expected("a type");
  // `unsigned long`, `_Atomic int`, `_Atomic(int)`: what is atomic stays so.
  Base base = base_of(tokens.take());
  if (base == Base::c11_atomic && tokens.accept("(")) {
    expect_type(tokens);
    tokens.expect(")");
  }
  while (skip_qualifiers(tokens), is_base(tokens.peek())) {
    const Base next = base_of(tokens.take());
    if (base == Base::integer) base = next;
  }
  return base;
}

std::uint32_t read_stars(TokenStream& tokens) {
  std::uint32_t stars = 0;
  for (; tokens.accept("*"); ++stars) skip_qualifiers(tokens);
  return stars;
}

}  // namespace vmcheck::litmus
