// One line of JSON, taken apart field by field.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tools/replay/bad_input.h"

namespace vmcheck::replay {

// A number that is neither a 64-bit integer nor anything else that a trace can hold.
struct OddNumber {
  std::string text;
};

using Scalar =
    std::variant<std::nullptr_t, bool, std::uint64_t, std::int64_t, OddNumber, std::string>;
using Value = std::variant<Scalar, std::vector<Scalar>>;

inline constexpr std::uint64_t kAnyNumber = std::numeric_limits<std::uint64_t>::max();

// The fields of an object of scalars and arrays of scalars. Every field is asked for by name, by
// one of the functions below, and no other field may be there: finish() sees to that.
// All throw BadInput, which names the field, what was expected and what the line has.
class Record {
 public:
  // Throws BadInput unless the line is one such object, without a repeated name.
  static Record parse(std::string_view line, const Place& place);

  // An integer of [least, most].
  std::uint64_t natural(std::string_view name, std::uint64_t least = 0,
                        std::uint64_t most = kAnyNumber);
  // The same, or null.
  std::optional<std::uint64_t> natural_or_null(std::string_view name,
                                               std::uint64_t most = kAnyNumber);
  // An array of two integers of [0, most].
  std::array<std::uint64_t, 2> two_naturals(std::string_view name, std::uint64_t most);
  // An array of integers of [0, most].
  std::vector<std::uint64_t> naturals(std::string_view name, std::uint64_t most);
  // Any integer of 64 bits with sign.
  std::int64_t integer(std::string_view name);
  // One of a few integers.
  std::int64_t one_of(std::string_view name, std::initializer_list<std::int64_t> allowed);
  // One of a few texts.
  std::string one_of(std::string_view name, std::initializer_list<std::string_view> allowed);
  // A text of [1, longest] bytes.
  std::string text(std::string_view name, std::size_t longest);

  // Whether the field is there and null. One that is something else is left to be asked for.
  bool is_null(std::string_view name);

  bool has(std::string_view name) const;

  // `what` is the kind of line, for the message: "an enqueue event".
  void finish(std::string_view what) const;

  // Refuses the line for a field that it has, or lacks.
  [[noreturn]] void reject(std::string_view name, const std::string& expected) const;

  const Place& place() const { return place_; }

 private:
  friend class RecordBuilder;

  struct Field {
    std::string name;
    Value value;
    bool taken = false;
  };

  explicit Record(Place place) : place_(std::move(place)) { fields_.reserve(kUsualFields); }

  // The field's value, which is thereby known; null when the line lacks it.
  const Value* take(std::string_view name);
  // The same for a field that is no array.
  const Scalar* take_scalar(std::string_view name);

  static constexpr std::size_t kUsualFields = 16;

  Place place_;
  std::vector<Field> fields_;
  std::size_t next_ = 0;  // where a field is looked for first
};

}  // namespace vmcheck::replay
