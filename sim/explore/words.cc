#include "sim/explore/words.h"

#include <fmt/core.h>

#include <string_view>

namespace vmcheck::explore {

using run::Fence;
using run::Order;

std::string site_text(run::Site site) {
  if (site.line == 0) return {};
  const std::string_view file = site.file;
  return fmt::format("{}:{}", file.substr(file.find_last_of('/') + 1), site.line);
}

std::string in_parentheses(run::Site site) {
  const std::string text = site_text(site);
  return text.empty() ? text : fmt::format(" ({})", text);
}

std::string order_suffix(Order order) {
  switch (order) {
    case Order::plain:
    case Order::relaxed:
      return "";
    case Order::acquire:
      return " acquire";
    case Order::release:
      return " release";
    case Order::acq_rel:
      return " acq_rel";
    case Order::seq_cst:
      return " seq_cst";
  }
  return "";
}

std::string fence_name(Fence fence) {
  switch (fence) {
    case Fence::acquire:
      return "acquire";
    case Fence::release:
      return "release";
    case Fence::acq_rel:
      return "acq_rel";
    case Fence::seq_cst:
      return "seq_cst";
    case Fence::read:
      return "read";
    case Fence::write:
      return "write";
  }
  return "";
}

}  // namespace vmcheck::explore
