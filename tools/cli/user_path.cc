#include "tools/cli/user_path.h"

#include <cstdlib>
#include <filesystem>

namespace vmcheck::cli {

std::string user_path(const std::string& typed) {
  const char* folder = std::getenv("BUILD_WORKING_DIRECTORY");
  if (folder == nullptr || typed.empty()) return typed;
  return (std::filesystem::path(folder) / typed).string();
}

}  // namespace vmcheck::cli
