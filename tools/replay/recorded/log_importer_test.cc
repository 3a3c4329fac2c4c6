// Logs that the core has written on the platform that records: whole, and with parts that were
// overwritten. What is made of them is replayed against the core.
#include "tools/replay/recorded/log_importer.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tools/replay/bad_input.h"
#include "tools/replay/capture/vsock_record.h"
#include "tools/replay/connection_reader.h"
#include "tools/replay/recorded/log_reader.h"
#include "tools/replay/replay.h"
#include "tools/replay/test_files.h"

namespace vmcheck::replay {
namespace {

// How the program is run that writes a log; its source says what is what.
struct RecordedRun {
  std::uint64_t seed = 1;
  std::uint64_t operations = 100;
  std::uint64_t produce_size = 16;
  std::uint64_t consume_size = 16;
  std::uint64_t records = 1024;
  std::uint64_t read_every = 1;
  std::uint64_t named_every = 0;
  bool both = false;
};

// Returns the file.
std::string record_run(const RecordedRun& run) {
  const std::string command = fmt::format(
      "tools/replay/recorded/recorded_run {} {} {} {} {} {} {} {:d}", run.seed, run.operations,
      run.produce_size, run.consume_size, run.records, run.read_every, run.named_every, run.both);
  FILE* const pipe = popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  std::string log;
  std::array<char, 4096> part{};
  while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe)) {
    log.append(part.data(), count);
  }
  EXPECT_EQ(pclose(pipe), 0) << command;
  return log;
}

// A datagram, as it lies in memory.
struct RecordedDatagram {
  bool sent = false;
  std::array<unsigned char, kVmciPacketSize> bytes{};
};

vmci_u64 ticks = 0;

vmci_u64 tick() {
  return ++ticks;
}

template <typename Struct>
void append(std::string& file, const Struct& bytes) {
  file.append(reinterpret_cast<const char*>(&bytes), sizeof bytes);
}

// The same of datagrams, by a machine of this context, with so many records in the log's memory.
std::string record_datagrams(const std::vector<RecordedDatagram>& datagrams, std::uint32_t context,
                             std::uint64_t count, std::uint64_t read_every) {
  std::string file;
  vmci_record_file header{};
  vmci_record_file_init(&header, 1000000, context);
  append(file, header);
  std::vector<vmci_record> records(count);
  vmci_record_log log{};
  vmci_record_log_init(&log, records.data(), count, tick);
  vmci_u64 place = 0;
  vmci_u64 missed = 0;
  vmci_record record{};
  for (std::size_t i = 0; i < datagrams.size(); ++i) {
    const RecordedDatagram& each = datagrams[i];
    vmci_record_add(&log, each.sent ? VMCI_RECORD_SENT : VMCI_RECORD_ARRIVED, 0, 0,
                    each.bytes.data(), each.bytes.size());
    if (i % read_every != 0 && i + 1 != datagrams.size()) continue;
    while (vmci_record_read(&log, &place, &record, &missed) != 0) append(file, record);
  }
  return file;
}

struct Imported {
  std::string trace;
  std::uint64_t count = 0;
  std::vector<std::string> notes = {};
};

Imported import(const std::string& log, decltype(&import_recorded_rings) how) {
  std::istringstream in(log);
  std::ostringstream out;
  Imported result;
  result.count = how(in, "log", {.source = "s", .scenario = "c", .notes = &result.notes}, out);
  result.trace = out.str();
  return result;
}

Outcome replay_text(const std::string& trace, Mode mode) {
  std::istringstream in(trace);
  return replay_stream(in, "t", {.mode = mode});
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(RecordedRings, AreWholeWhereTheLogIs) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const Imported rings = import(record_run({.seed = seed,
                                              .operations = 200,
                                              .produce_size = 1 + seed * 7,
                                              .consume_size = 1 + seed * 5 % 64,
                                              .named_every = seed % 3 * 20,
                                              .both = seed % 2 == 0}),
                                  import_recorded_rings);
    EXPECT_GT(rings.count, 50u);
    const Outcome outcome = replay_text(rings.trace, Mode::strict);
    EXPECT_EQ(outcome.verdict, Verdict::holds) << seed << ": " << outcome.message;
    EXPECT_EQ(outcome.events, rings.count + 2);
    EXPECT_TRUE(rings.notes.empty());
  }
}

// A look at an empty ring, a dequeue, and a look at what is free.
TEST(RecordedRings, HaveWhatTheCoreDid) {
  const Imported rings = import(record_run({.seed = 4, .operations = 8}), import_recorded_rings);
  const std::vector<std::string> lines = split_lines(rings.trace);
  ASSERT_EQ(lines.size(), 7u);
  EXPECT_EQ(
      lines[1],
      R"({"step":1,"t_us":0,"op":"create","pair":"3:0x101","produce_size":16,"consume_size":16,)"
      R"("produce_tail":0,"produce_head":0,"produce_free":15,"produce_ready":0,)"
      R"("consume_tail":0,"consume_head":0,"consume_free":15,"consume_ready":0})");
  EXPECT_EQ(
      lines[2],
      R"({"step":2,"t_us":2,"op":"dequeue","pair":"3:0x101","asked":0,"result":-36,"moved":0,)"
      R"("head":[0,0],"tail":0,"free":15,"ready":0})");
  EXPECT_EQ(lines[3],
            R"({"step":3,"t_us":3,"op":"dequeue","pair":"3:0x101","asked":null,"result":0,)"
            R"("moved":15,"head":[0,15],"tail":15,"free":0,"ready":15})");
  EXPECT_EQ(lines[4],
            R"({"step":4,"t_us":5,"op":"enqueue","pair":"3:0x101","asked":0,"result":0,"moved":0,)"
            R"("tail":[0,0],"head":0,"free":15,"ready":0})");
  EXPECT_EQ(lines[5], R"({"step":5,"t_us":6,"op":"destroy","pair":"3:0x101"})");
}

TEST(RecordedRings, HaveGapsWhereTheLogHas) {
  std::size_t gaps = 0;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    const Imported rings = import(record_run({.seed = seed,
                                              .operations = 300,
                                              .records = 16,
                                              .read_every = 20 + seed % 5 * 7,
                                              .named_every = seed % 3 * 9,
                                              .both = seed % 2 == 0}),
                                  import_recorded_rings);
    gaps += count_of(rings.trace, R"("op":"gap","lost":null)");
    if (rings.count == 0) continue;
    const Outcome outcome = replay_text(rings.trace, Mode::guided);
    EXPECT_EQ(outcome.verdict, Verdict::holds) << seed << ": " << outcome.message;
  }
  EXPECT_GT(gaps, 100u);
}

// The packets of a connection's trace, as the machine's log would have them.
std::vector<RecordedDatagram> datagrams_of(const std::string& path, ConnectionHeader& header) {
  std::ifstream in(path, std::ios::binary);
  LineReader lines(in, path);
  Record line = Record::parse(lines.next().value(), lines.place());
  const Header common = take_header(line);
  header = take_connection_header(common, line);
  ConnectionReader reader(lines);
  std::vector<RecordedDatagram> all;
  while (const auto event = reader.next()) {
    const auto* sends = std::get_if<Sends>(&event->action);
    const auto* receives = std::get_if<Receives>(&event->action);
    if (sends != nullptr) all.push_back({true, to_bytes(sends->packet)});
    if (receives != nullptr) all.push_back({false, to_bytes(receives->packet)});
  }
  return all;
}

TEST(RecordedPackets, AreExplained) {
  for (const std::string& path : recorded_traces("-connection")) {
    ConnectionHeader header;
    const std::vector<RecordedDatagram> all = datagrams_of(path, header);
    if (header.player != "socket" || all.size() > 100) continue;
    const Imported whole =
        import(record_datagrams(all, header.context, 1024, 1), import_recorded_packets);
    EXPECT_EQ(whole.count, all.size()) << path;
    EXPECT_TRUE(whole.notes.empty());
    Outcome outcome = replay_text(whole.trace, Mode::conform);
    EXPECT_EQ(outcome.verdict, Verdict::holds) << path << outcome.message;
    const Imported part =
        import(record_datagrams(all, header.context, 4, 7), import_recorded_packets);
    EXPECT_EQ(count_of(part.trace, R"("op":"gap","lost":null)") > 0, all.size() > 5) << path;
    outcome = replay_text(part.trace, Mode::guided);
    EXPECT_EQ(outcome.verdict, Verdict::holds) << path << outcome.message;
  }
}

std::string refusal(const std::string& log) {
  try {
    import(log, import_recorded_rings);
  } catch (const BadInput& error) {
    return error.what();
  }
  return "";
}

std::string with_word(std::string log, std::size_t offset, std::uint64_t value) {
  std::memcpy(&log[offset], &value, sizeof value);
  return log;
}

TEST(RecordedLog, RefusesWhatIsNone) {
  const std::string log = record_run({.operations = 20});
  EXPECT_TRUE(is_recorded_log(log));
  EXPECT_EQ(refusal(log), "");
  EXPECT_EQ(
      refusal(log.substr(0, 20)),
      "log: byte 0: expected a log's header of 32 bytes, got the end of the file after 20: it "
      "was cut here");
  EXPECT_EQ(refusal(log.substr(0, 40)),
            "log: byte 32: expected a record of 104 bytes, got the end of the file after 8: it was "
            "cut here");
  EXPECT_EQ(refusal("VMCILOG2" + log.substr(8)), "log: byte 0: expected \"VMCILOG1\"");
  EXPECT_EQ(refusal("1GOLICMV" + log.substr(8)),
            "log: byte 0: expected a log of a machine whose lowest bytes come first, got the other "
            "one");
  EXPECT_EQ(refusal(with_word(log, 8, 96)), "log: byte 8: expected records of 104 bytes, got 96");
  EXPECT_EQ(refusal(with_word(log, 16, 0)),
            "log: byte 16: expected a clock that goes, got 0 ticks in a second");
  EXPECT_EQ(refusal(with_word(log, 24, std::uint64_t{1} << 32)),
            "log: byte 24: expected a context of 32 bits, got 4294967296");
  EXPECT_EQ(refusal(with_word(log, 136, 1)),
            "log: byte 136: expected a number above 1, that of the record before, got 1");
  EXPECT_EQ(refusal(with_word(log, 48, 7)), "log: byte 48: expected a kind of at most 6, got 7");
  EXPECT_EQ(refusal(with_word(log, 104, 16)), "log: byte 104: expected at most 15, got 16");
}

TEST(RecordedLog, LeavesOutWhatItCannotName) {
  const std::string log = record_run({.operations = 20});
  const Imported rings = import(log.substr(0, 32) + log.substr(136), import_recorded_rings);
  EXPECT_EQ(rings.count, 0u);
  ASSERT_EQ(rings.notes.size(), 1u);
  EXPECT_NE(rings.notes[0].find("accesses were left out, as nothing says which pair's they are"),
            std::string::npos);
}

// Whoever keeps a file of this version can read it for ever.
TEST(RecordedLog, IsReadAsItWasWritten) {
  const std::string path = "tools/replay/recorded/corpus/rings";
  const Imported rings = import(read_file(path), import_recorded_rings);
  EXPECT_EQ(replay_text(rings.trace, Mode::guided).verdict, Verdict::holds);
  EXPECT_EQ(count_of(rings.trace, R"("op":"gap")"), 3u);
  EXPECT_EQ(rings.count, 8u);
}

}  // namespace
}  // namespace vmcheck::replay
