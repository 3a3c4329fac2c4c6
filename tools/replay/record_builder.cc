#include "tools/replay/record_builder.h"

#include <fmt/core.h>

#include <utility>

#include "tools/replay/quote.h"

namespace vmcheck::replay {

bool RecordBuilder::add(Scalar value) {
  if (!in_object_) throw BadInput(record_.place_, "expected a JSON object on this line");
  Value& field = record_.fields_.back().value;
  if (in_array_) {
    std::get<std::vector<Scalar>>(field).push_back(std::move(value));
  } else {
    field = std::move(value);
  }
  return true;
}

bool RecordBuilder::number_float(number_float_t, const string_t& text) {
  return add(OddNumber{text});
}

bool RecordBuilder::binary(binary_t&) {
  return false;
}

bool RecordBuilder::start_object(std::size_t) {
  if (in_object_) refuse_nesting("an object");
  in_object_ = true;
  return true;
}

bool RecordBuilder::key(string_t& name) {
  if (record_.has(name)) {
    throw BadInput(record_.place_,
                   fmt::format("field {}: expected it once, got it twice", quote(name)));
  }
  record_.fields_.push_back({std::move(name), Scalar(nullptr)});
  return true;
}

bool RecordBuilder::start_array(std::size_t) {
  if (!in_object_) throw BadInput(record_.place_, "expected a JSON object on this line");
  if (in_array_) refuse_nesting("an array");
  in_array_ = true;
  record_.fields_.back().value = std::vector<Scalar>();
  return true;
}

bool RecordBuilder::end_array() {
  in_array_ = false;
  return true;
}

bool RecordBuilder::parse_error(std::size_t position, const std::string&,
                                const nlohmann::json::exception&) {
  throw BadInput(record_.place_,
                 fmt::format("expected one JSON object on this line, got text that is not JSON "
                             "at column {}",
                             position));
}

void RecordBuilder::refuse_nesting(std::string_view got) const {
  throw BadInput(record_.place_,
                 fmt::format("field {}: expected {}, got {}", quote(record_.fields_.back().name),
                             in_array_ ? "an array of plain values" : "a plain value", got));
}

}  // namespace vmcheck::replay
