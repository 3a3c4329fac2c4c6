// Text of unknown origin in messages.
#pragma once

#include <string>
#include <string_view>

namespace vmcheck::replay {

// The text in double quotes on one line: control characters escaped, long text cut.
std::string quote(std::string_view text);

}  // namespace vmcheck::replay
