// A fast way through lines of JSON as traces have them.
#pragma once

#include <string_view>

#include "tools/replay/record_builder.h"

namespace vmcheck::replay {

// Gives the events of one JSON object on a line to the builder, as a parser would. Only lines are
// read that have no white space, no escapes and no bytes above 0x7e in texts, and integers of at
// most 18 digits. False: the line is another one, and what the builder has is of no use. Throws
// what the builder throws.
bool parse_plain(std::string_view line, RecordBuilder& builder);

}  // namespace vmcheck::replay
