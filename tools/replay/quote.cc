#include "tools/replay/quote.h"

#include <nlohmann/json.hpp>

namespace vmcheck::replay {
namespace {

constexpr std::size_t kLongestShown = 40;

}  // namespace

std::string quote(std::string_view text) {
  std::string shown(text.substr(0, kLongestShown));
  if (shown.size() < text.size()) shown += "...";
  return nlohmann::json(shown).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace vmcheck::replay
