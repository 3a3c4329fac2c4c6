// Files for tests.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace vmcheck::replay {

// The traces of rings that the repository keeps, or those whose name ends in something, in order.
inline std::vector<std::string> recorded_traces(const std::string& ending = "") {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator("traces")) {
    const std::string path = entry.path().string();
    if (!path.ends_with(ending + ".trace.jsonl")) continue;
    const bool is_ring =
        !path.ends_with("-connection.trace.jsonl") && !path.ends_with("-calls.trace.jsonl");
    if (is_ring == ending.empty()) paths.push_back(path);
  }
  std::sort(paths.begin(), paths.end());
  EXPECT_FALSE(paths.empty());
  return paths;
}

inline std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in) << path;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

inline std::vector<std::string> split_lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

inline std::string join_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace vmcheck::replay
