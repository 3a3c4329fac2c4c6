// The fields of an event in a trace's text.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "tools/replay/bad_input.h"

namespace vmcheck::replay {

// `name=value` pairs. Each is asked for by its name; others are not looked at. All throw BadInput,
// which names the field, what was expected and what the line has.
class EventFields {
 public:
  // Both must outlive the fields.
  EventFields(std::string_view message, const Place& place) : message_(message), place_(place) {}

  // An integer from 0 to `most`, decimal, or hexadecimal behind 0x.
  std::uint64_t natural(std::string_view name,
                        std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) const;
  std::uint32_t natural_32(std::string_view name) const;

  // An integer with sign; in hexadecimal a negative one is its 64 bits.
  std::int64_t integer(std::string_view name) const;

  // Refuses the line for a field that it has, or lacks.
  [[noreturn]] void reject(std::string_view name, const std::string& expected) const;

 private:
  // What stands behind "name="; empty if the field is not there.
  std::string_view value(std::string_view name) const;

  std::string_view message_;
  const Place& place_;
};

}  // namespace vmcheck::replay
