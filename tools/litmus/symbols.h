// The names of a test's locations, while it is read.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tools/litmus/test.h"
#include "tools/litmus/token_stream.h"

namespace vmcheck::litmus {

class Symbols {
 public:
  explicit Symbols(Test& test) : test_(test) {}

  // The location of this name, nothing if there is none.
  std::optional<std::uint32_t> find(std::string_view name) const;

  // The location of this name, which is made, with the value 0, if there is none. `token` is the
  // name. Throws BadInput when there are too many.
  std::uint32_t find_or_add(const Token& token, const TokenStream& tokens);

 private:
  Test& test_;
  std::map<std::string, std::uint32_t, std::less<>> locations_;
};

// The register of this name, nothing if there is none.
std::optional<std::uint32_t> find_register(const Thread& thread, std::string_view name);

// A new register. Throws BadInput when there are too many.
std::uint32_t add_register(Thread& thread, const Token& token, const TokenStream& tokens);

}  // namespace vmcheck::litmus
