// Calls of one of the core's tables, one after the other, as a value: a program that is made at
// random, run beside an abstract model of the table, made smaller, written to a file and read
// again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vmcheck::core {

// A call, by its number, with what it is given. Where it works on one of several things that are
// there, an operand counts them, and begins anew behind the last one: each program can be run.
struct TableCall {
  std::uint32_t number = 0;
  std::vector<std::uint32_t> operands;

  friend bool operator==(const TableCall&, const TableCall&) = default;
};

// How a call is written, and how often it is made at random.
struct TableCallKind {
  std::string name;
  std::vector<std::uint32_t> bounds;  // each operand is below its own, which is at least 1
  std::size_t weight = 1;
};

// A table and its model side by side, from their beginning on.
class TableRun {
 public:
  virtual ~TableRun() = default;

  // Makes a call. Tells what is wrong with what the table does; nothing if all is well.
  virtual std::string Make(const TableCall& call) = 0;

  // Ends what there is, and looks whether anything is left. The last call.
  virtual std::string Drain() = 0;
};

// Sets a table to zeros, the bytes between its members too: such tables are compared as bytes.
template <typename CoreTable>
void SetToZeros(CoreTable& table) {
  std::memset(&table, 0, sizeof table);
}

// "the result is -2, expected 0".
std::string Differs(const char* what, std::int64_t got, std::int64_t expected);

// One of the core's tables.
struct Table {
  std::string name;     // "registry"
  std::string summary;  // a line for people
  TableCallKind begin;  // how it begins: the program's first line
  std::vector<TableCallKind> calls;
  std::function<std::unique_ptr<TableRun>(const TableCall& begin)> run;
};

struct TableProgram {
  TableCall begin;
  std::vector<TableCall> calls;

  friend bool operator==(const TableProgram&, const TableProgram&) = default;
};

// What goes wrong first when the program runs, and at which line of its text; nothing if all is
// well.
std::string RunProgram(const Table& table, const TableProgram& program);

// A line for each call, the first one for the beginning: "add 2 5 1".
std::string ToText(const Table& table, const TableProgram& program);

// Reads what ToText writes. Throws std::invalid_argument, which names the line, for anything else.
TableProgram ParseProgram(const Table& table, std::string_view text);

}  // namespace vmcheck::core
