#include "tools/litmus/symbols.h"

#include <fmt/core.h>

namespace vmcheck::litmus {

std::optional<std::uint32_t> Symbols::find(std::string_view name) const {
  const auto found = locations_.find(name);
  if (found == locations_.end()) return std::nullopt;
  return found->second;
}

std::uint32_t Symbols::find_or_add(const Token& token, const TokenStream& tokens) {
  if (const auto known = find(token.text)) return *known;
  if (test_.locations.size() == kMostLocations) {
    tokens.fail(token.line, fmt::format("expected at most {} locations, got one more: {}",
                                        kMostLocations, quoted(token)));
  }
  const auto number = static_cast<std::uint32_t>(test_.locations.size());
  test_.locations.push_back({std::string(token.text), 0});
  locations_.emplace(token.text, number);
  return number;
}

std::optional<std::uint32_t> find_register(const Thread& thread, std::string_view name) {
  for (std::size_t i = 0; i < thread.registers.size(); ++i) {
    if (thread.registers[i].name == name) return static_cast<std::uint32_t>(i);
  }
  return std::nullopt;
}

std::uint32_t add_register(Thread& thread, const Token& token, const TokenStream& tokens) {
  if (thread.registers.size() == kMostRegisters) {
    tokens.fail(token.line, fmt::format("expected at most {} local variables, got one more: {}",
                                        kMostRegisters, quoted(token)));
  }
  thread.registers.push_back({std::string(token.text), 0});
  return static_cast<std::uint32_t>(thread.registers.size() - 1);
}

}  // namespace vmcheck::litmus
