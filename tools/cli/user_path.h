// Where a path that the user typed leads.
#pragma once

#include <string>

namespace vmcheck::cli {

// The path as this process can open it. `bazel run` starts programs in a folder of its own and
// names the user's in BUILD_WORKING_DIRECTORY; a relative path is relative to that one. Without it,
// and for absolute paths, the path as typed.
std::string user_path(const std::string& typed);

}  // namespace vmcheck::cli
