#include "tools/replay/record.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/replay/plain_json.h"
#include "tools/replay/quote.h"
#include "tools/replay/record_builder.h"

namespace vmcheck::replay {
namespace {

// An array longer than this is not spelt out in a message.
constexpr std::size_t kMostShown = 4;

struct DescribeScalar {
  std::string operator()(std::nullptr_t) const { return "null"; }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(std::uint64_t value) const { return std::to_string(value); }
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(const OddNumber& value) const {
    return fmt::format("the number {}", value.text.substr(0, 40));
  }
  std::string operator()(const std::string& value) const { return quote(value); }
};

std::string describe(const Value& value) {
  if (const auto* scalar = std::get_if<Scalar>(&value))
    return std::visit(DescribeScalar{}, *scalar);
  const auto& list = std::get<std::vector<Scalar>>(value);
  if (list.size() > kMostShown) return fmt::format("an array of {} values", list.size());
  std::vector<std::string> values;
  for (const Scalar& scalar : list) values.push_back(std::visit(DescribeScalar{}, scalar));
  return fmt::format("[{}]", fmt::join(values, ", "));
}

std::string describe_range(std::uint64_t least, std::uint64_t most) {
  if (least == most) return std::to_string(least);
  if (most == kAnyNumber) return fmt::format("an integer from {}", least);
  return fmt::format("an integer from {} to {}", least, most);
}

// The number, if the value is an integer of [least, most].
std::optional<std::uint64_t> as_natural(const Scalar* value, std::uint64_t least,
                                        std::uint64_t most) {
  const auto* number = value == nullptr ? nullptr : std::get_if<std::uint64_t>(value);
  if (number == nullptr || *number < least || *number > most) return std::nullopt;
  return *number;
}

// The number, if the value is an integer of 64 bits with sign.
std::optional<std::int64_t> as_integer(const Scalar& value) {
  if (const auto* negative = std::get_if<std::int64_t>(&value)) return *negative;
  const auto number = as_natural(&value, 0, std::numeric_limits<std::int64_t>::max());
  return number ? std::optional(static_cast<std::int64_t>(*number)) : std::nullopt;
}

}  // namespace

Record Record::parse(std::string_view line, const Place& place) {
  if (line.empty()) throw BadInput(place, "expected a JSON object, got an empty line");
  RecordBuilder plain(place);
  if (parse_plain(line, plain)) return plain.release();
  RecordBuilder builder(place);
  nlohmann::json::sax_parse(line.begin(), line.end(), &builder);
  return builder.release();
}

bool Record::has(std::string_view name) const {
  return std::any_of(fields_.begin(), fields_.end(),
                     [&](const Field& field) { return field.name == name; });
}

// Fields are mostly asked for in the order in which they stand.
const Value* Record::take(std::string_view name) {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    Field& field = fields_[next_];
    next_ = next_ + 1 == fields_.size() ? 0 : next_ + 1;
    if (field.name != name) continue;
    field.taken = true;
    return &field.value;
  }
  return nullptr;
}

const Scalar* Record::take_scalar(std::string_view name) {
  const Value* value = take(name);
  return value == nullptr ? nullptr : std::get_if<Scalar>(value);
}

std::uint64_t Record::natural(std::string_view name, std::uint64_t least, std::uint64_t most) {
  const auto number = as_natural(take_scalar(name), least, most);
  if (!number) reject(name, describe_range(least, most));
  return *number;
}

std::optional<std::uint64_t> Record::natural_or_null(std::string_view name, std::uint64_t most) {
  const Scalar* value = take_scalar(name);
  if (value != nullptr && std::holds_alternative<std::nullptr_t>(*value)) return std::nullopt;
  const auto number = as_natural(value, 0, most);
  if (!number) reject(name, describe_range(0, most) + " or null");
  return number;
}

std::array<std::uint64_t, 2> Record::two_naturals(std::string_view name, std::uint64_t most) {
  const Value* value = take(name);
  const auto* list = value == nullptr ? nullptr : std::get_if<std::vector<Scalar>>(value);
  if (list != nullptr && list->size() == 2) {
    const auto before = as_natural(&list->front(), 0, most);
    const auto after = as_natural(&list->back(), 0, most);
    if (before && after) return {*before, *after};
  }
  reject(name, fmt::format("[before, after], each {}", describe_range(0, most)));
}

std::vector<std::uint64_t> Record::naturals(std::string_view name, std::uint64_t most) {
  const std::string expected = fmt::format("an array, each {}", describe_range(0, most));
  const Value* value = take(name);
  const auto* list = value == nullptr ? nullptr : std::get_if<std::vector<Scalar>>(value);
  if (list == nullptr) reject(name, expected);
  std::vector<std::uint64_t> numbers;
  for (const Scalar& scalar : *list) {
    const auto number = as_natural(&scalar, 0, most);
    if (!number) reject(name, expected);
    numbers.push_back(*number);
  }
  return numbers;
}

std::int64_t Record::integer(std::string_view name) {
  const Scalar* value = take_scalar(name);
  const auto number = value == nullptr ? std::nullopt : as_integer(*value);
  if (!number) reject(name, "an integer of 64 bits");
  return *number;
}

std::int64_t Record::one_of(std::string_view name, std::initializer_list<std::int64_t> allowed) {
  const Scalar* value = take_scalar(name);
  for (std::int64_t number : allowed) {
    if (value != nullptr && as_integer(*value) == number) return number;
  }
  reject(name, fmt::format("one of {}", fmt::join(allowed, ", ")));
}

std::string Record::one_of(std::string_view name, std::initializer_list<std::string_view> allowed) {
  const Scalar* value = take_scalar(name);
  const auto* got = value == nullptr ? nullptr : std::get_if<std::string>(value);
  if (got != nullptr && std::find(allowed.begin(), allowed.end(), *got) != allowed.end()) {
    return *got;
  }
  std::string expected;
  for (std::string_view text : allowed) {
    expected += expected.empty() ? quote(text) : " or " + quote(text);
  }
  reject(name, expected);
}

std::string Record::text(std::string_view name, std::size_t longest) {
  const Scalar* value = take_scalar(name);
  const auto* got = value == nullptr ? nullptr : std::get_if<std::string>(value);
  if (got == nullptr || got->empty() || got->size() > longest) {
    reject(name, fmt::format("a text of 1 to {} bytes", longest));
  }
  return *got;
}

bool Record::is_null(std::string_view name) {
  const Scalar* value = take_scalar(name);
  return value != nullptr && std::holds_alternative<std::nullptr_t>(*value);
}

void Record::finish(std::string_view what) const {
  for (const Field& field : fields_) {
    if (!field.taken) reject(field.name, fmt::format("no field of this name in {}", what));
  }
}

void Record::reject(std::string_view name, const std::string& expected) const {
  std::string got = "no such field";
  for (const Field& field : fields_) {
    if (field.name == name) got = describe(field.value);
  }
  throw BadInput(place_, fmt::format("field {}: expected {}, got {}", quote(name), expected, got));
}

}  // namespace vmcheck::replay
