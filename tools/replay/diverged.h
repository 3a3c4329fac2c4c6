// How a difference between a trace and the core is told.
#pragma once

#include <string>
#include <utility>

namespace vmcheck::replay {

// A trace and the core do not agree.
class Diverged {
 public:
  Diverged(std::string headline, std::string table)
      : headline_(std::move(headline)), table_(std::move(table)) {}

  // `field "type": expected NEGOTIATE2, got RST`.
  const std::string& headline() const { return headline_; }

  // Both sides, in lines.
  const std::string& table() const { return table_; }

 private:
  std::string headline_;
  std::string table_;
};

}  // namespace vmcheck::replay
