// The C types of a litmus test.
#pragma once

#include <cstdint>

#include "tools/litmus/token_stream.h"

namespace vmcheck::litmus {

struct Type {
  enum class Base : std::uint8_t {
    integer,        // of any width: all numbers have 64 bits
    kernel_atomic,  // atomic_t
    c11_atomic,     // atomic_int
    lock,           // spinlock_t
  };
  Base base = Base::integer;
  std::uint32_t stars = 0;  // `int **` has two

  bool is_pointer() const { return stars > 0; }
};

// Whether a type comes next.
bool type_is_next(const TokenStream& tokens);

// Reads a type without its stars: a declaration has those with each name. A type that is not known
// is refused.
Type::Base expect_type(TokenStream& tokens);

// Reads `*`, `* const`, ...: how many.
std::uint32_t read_stars(TokenStream& tokens);

}  // namespace vmcheck::litmus
