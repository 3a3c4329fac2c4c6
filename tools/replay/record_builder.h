// Builds a Record from the events of a JSON parser.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "tools/replay/record.h"

namespace vmcheck::replay {

// Refuses what a Record cannot hold as soon as it begins, so that nesting costs nothing.
// Every function returns true to go on; what is wrong is thrown as BadInput.
class RecordBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit RecordBuilder(const Place& place) : record_(place) {}

  Record release() { return std::move(record_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(std::int64_t{value}); }
  bool number_unsigned(number_unsigned_t value) override { return add(std::uint64_t{value}); }
  bool number_float(number_float_t value, const string_t& text) override;
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& value) override;
  bool start_object(std::size_t size) override;
  bool key(string_t& name) override;
  bool end_object() override { return true; }
  bool start_array(std::size_t size) override;
  bool end_array() override;
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::json::exception& error) override;

 private:
  bool add(Scalar value);
  // Refuses an object or array inside of what cannot hold one.
  [[noreturn]] void refuse_nesting(std::string_view got) const;

  Record record_;
  bool in_object_ = false;
  bool in_array_ = false;
};

}  // namespace vmcheck::replay
