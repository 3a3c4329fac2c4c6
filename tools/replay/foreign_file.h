// Files that are of use once another tool has made them readable.
#pragma once

#include <string>
#include <string_view>

namespace vmcheck::replay {

// Throws BadInput for a file that begins so (8 bytes, less if it has no more) if it is compressed,
// or of a tool that has a text of it: the message names the command that makes what can be
// imported. `name` is the file's in messages.
void refuse_foreign(std::string_view start, const std::string& name);

}  // namespace vmcheck::replay
