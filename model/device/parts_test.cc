// The driver's parts by themselves: as the core stands they do what they should, and faults show.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>

#include "driver_core/tests/any_program.h"
#include "model/device/byte_targets.h"
#include "model/device/program.h"
#include "model/device/seeded_faults.h"
#include "model/device/tables.h"
#include "sim/fuzz/bytes.h"

namespace vmcheck::device {
namespace {

core::Table find_table(const Core& core, const std::string& name) {
  for (const core::Table& table : tables(core)) {
    if (table.name == name) return table;
  }
  throw std::invalid_argument("no table " + name);
}

// Sequences are numbers modulo 256: of one long ago nothing can be said.
TEST(Programs, ForgetOfLongAgoWhatCameLast) {
  Program program{};
  Thing& thing = program.things[kLaterEndpoint];
  thing.called = 1;
  thing.last = 200;
  for (int others = 1; others < world::kMostBehind; ++others) {
    program.note_sent(static_cast<std::uint8_t>(thing.last + others));
    EXPECT_EQ(thing.called, 1);
  }
  program.note_sent(static_cast<std::uint8_t>(thing.last + world::kMostBehind));
  EXPECT_EQ(thing.called, 0);
}

RC_GTEST_PROP(Tables, GoAsTheirModels, ()) {
  static const std::vector<core::Table> all = tables(cores::sound_core);
  core::CheckAnyProgram(*rc::gen::elementOf(all));
}

RC_GTEST_PROP(TableProgram, IsReadAsItIsWritten, ()) {
  static const std::vector<core::Table> all = tables(cores::sound_core);
  const core::Table& table = *rc::gen::elementOf(all);
  const core::TableProgram program = *core::AnyProgram(table);
  RC_ASSERT(core::ParseProgram(table, core::ToText(table, program)) == program);
}

TEST(TableProgram, OfAnotherFormIsRefused) {
  const core::Table table = find_table(cores::sound_core, "registry");
  const auto expect_refused = [&](const std::string& text, const std::string& message) {
    try {
      core::ParseProgram(table, text);
      ADD_FAILURE() << text;
    } catch (const std::invalid_argument& error) {
      EXPECT_EQ(error.what(), message);
    }
  };
  const std::string begin = "line 1: expected \"registry 0..5 0..2\"";
  const std::string add = "line 2: expected \"add 0..2 0..6 0..4\"";
  expect_refused("", "line 1: expected a line that ends");
  expect_refused("\n", begin);
  expect_refused("add 0 0 0\n", begin);
  expect_refused("registry 6 0\n", begin);
  expect_refused("registry 0 0 0\n", begin);
  expect_refused("registry 0 0\nadd 0 0\n", add);
  expect_refused("registry 0 0\nadd 0 0 5\n", add);
  expect_refused("registry 0 0\nadd 0 0 -1\n", add);
  expect_refused("registry 0 0\nadd 0 0 1x\n", add);
  expect_refused("registry 0 0\nadd 0 0  1\n", add);
  expect_refused("registry 0 0\nadd 0 0 1", "line 2: expected a line that ends");
  expect_refused("registry 0 0\nfrob 1\n",
                 "line 2: expected a call of registry: add, get, hold, put, remove, release");
}

struct TableFault {
  const char* fault;
  const char* table;
  const char* program;  // that shows it
};

// Each of a few calls.
TEST(Tables, ShowFaults) {
  for (const TableFault& fault : {
           TableFault{"id_given_out_again", "registry",
                      "registry 5 0\nadd 0 6 1\nremove 0 2 1\nrelease 0\nadd 0 6 1\n"},
           TableFault{"index_shared_needlessly", "notify-indexes",
                      "notify-indexes 1\nrelease 2\nreserve\n"},
           TableFault{"delayed_too_few", "delayed-datagrams",
                      "delayed-datagrams\nappend 0\nappend 0\n"},
       }) {
    const core::Table sound = find_table(cores::sound_core, fault.table);
    const core::TableProgram program = core::ParseProgram(sound, fault.program);
    EXPECT_EQ(core::RunProgram(sound, program), "");
    const core::Table faulty = find_table(*find_core(fault.fault), fault.table);
    EXPECT_NE(core::RunProgram(faulty, program), "") << fault.fault;
  }
}

// What is found first in some inputs of a target; nothing if all is well.
std::string look_for(const Core& core, const std::string& name) {
  state::random::Generator random(1);
  for (const ByteTarget& target : byte_targets(core)) {
    if (!name.empty() && target.name != name) continue;
    for (const auto& seed : target.seeds) {
      const auto wrong = target.run(seed);
      if (wrong) return target.name + ", a seed: " + wrong->property + ": " + wrong->message;
    }
    for (int i = 0; i < 20'000; ++i) {
      const auto wrong = target.run(fuzz::mutate(target.seeds, target.longest, random));
      if (wrong) return wrong->property;
    }
  }
  return "";
}

TEST(ByteTargets, TakeInAnyBytes) {
  EXPECT_EQ(look_for(cores::sound_core, ""), "");
}

TEST(ByteTargets, ShowFaults) {
  EXPECT_EQ(look_for(*find_core("short_event_believed"), "events"), "contents");
  EXPECT_NE(look_for(*find_core("length_cut_to_32_bits"), "datagrams"), "");
  EXPECT_NE(look_for(*find_core("length_cut_to_32_bits"), "datagrams-in-memory"), "");
}

}  // namespace
}  // namespace vmcheck::device
