#include "tools/replay/importer.h"

#include <fmt/core.h>

#include <map>
#include <optional>
#include <utility>

#include "tools/replay/line_reader.h"
#include "tools/replay/quote.h"
#include "tools/replay/record.h"
#include "tools/replay/recording.h"
#include "tools/replay/ring_event.h"

namespace vmcheck::replay {
namespace {

struct Sizes {
  std::uint64_t produce = 0;
  std::uint64_t consume = 0;
};

// By the definition of a ring. Nothing for an index that is not in it.
MaybeCounts counts_of(std::uint64_t tail, std::uint64_t head, std::uint64_t size) {
  if (tail >= size || head >= size) return std::nullopt;
  const std::uint64_t ready = (tail + size - head) % size;
  return Counts{size - 1 - ready, ready};
}

std::uint64_t greatest(std::uint64_t size) {
  return size == 0 ? 0 : size - 1;
}

Snapshot read_snapshot(Record& line, const Sizes& sizes) {
  RingState state;
  state.produce_tail = line.natural("p.tail", 0, greatest(sizes.produce));
  state.consume_head = line.natural("p.head", 0, greatest(sizes.consume));
  state.consume_tail = line.natural("c.tail");
  state.produce_head = line.natural("c.head");
  state.produce = counts_of(state.produce_tail, state.produce_head, sizes.produce);
  state.consume = counts_of(state.consume_tail, state.consume_head, sizes.consume);
  return {state};
}

Transfer read_transfer(Record& line, TransferKind kind, const Sizes& sizes) {
  const bool fills = kind == TransferKind::enqueue;
  const std::uint64_t size = fills ? sizes.produce : sizes.consume;
  Transfer transfer;
  transfer.kind = kind;
  transfer.moved = line.natural("len", 1, greatest(size));
  transfer.own = line.two_naturals(fills ? "tail" : "head", greatest(size));
  transfer.peer = line.natural(fills ? "peer_head" : "peer_tail");
  transfer.counts = fills ? counts_of(transfer.own[0], transfer.peer, size)
                          : counts_of(transfer.peer, transfer.own[0], size);
  return transfer;
}

// Whether the recorded ioctl did what it was asked to.
bool succeeded(Record& line) {
  return line.integer("ret") >= 0 && line.integer("result") >= 0;
}

class Import {
 public:
  Import(LineReader& lines, const ImportOptions& options, std::ostream& out)
      : lines_(lines), options_(options), out_(out) {}

  std::uint64_t run();

 private:
  void read_line(RecordedLine& recorded);
  void read_ioctl(Record& line);
  void create(Record& line);
  void destroy(const std::string& handle);
  // The pair that a line without a handle is about: the only one that its run has open.
  std::pair<const std::string, Sizes>& only_pair(const Record& line);
  void write(const std::string& pair, decltype(RingEvent::action) action);

  LineReader& lines_;
  const ImportOptions& options_;
  std::ostream& out_;

  std::uint64_t step_ = 0;
  std::uint64_t t_us_ = 0;
  std::string run_;
  std::map<std::string, std::map<std::string, Sizes>> open_;  // by run, by handle
  std::uint64_t events_ = 0;
  std::uint64_t operations_ = 0;
};

std::uint64_t Import::run() {
  out_ << to_header_line({{"ring", options_.source, options_.scenario, std::nullopt}, "guest"})
       << '\n';
  RecordingReader lines(lines_, options_.interrupted);
  while (auto line = lines.next()) read_line(*line);
  out_ << to_end_line(events_) << '\n';
  return operations_;
}

void Import::read_line(RecordedLine& recorded) {
  step_ = recorded.step;
  t_us_ = recorded.t_us;
  run_ = recorded.run;
  if (recorded.who != "vm") return;
  Record& line = recorded.fields;
  const std::string& op = recorded.op;
  if (op == "ioctl") {
    read_ioctl(line);
  } else if (op == "connected" || op == "hdr") {
    const auto& [pair, sizes] = only_pair(line);
    ++operations_;
    write(pair, read_snapshot(line, sizes));
  } else if (op == "enqueue" || op == "dequeue") {
    const auto& [pair, sizes] = only_pair(line);
    ++operations_;
    write(pair, read_transfer(line, op == "enqueue" ? TransferKind::enqueue : TransferKind::dequeue,
                              sizes));
  }
}

void Import::read_ioctl(Record& line) {
  const std::string name = line.text("name", kLongestRecordedName);
  if (name == "QUEUEPAIR_ALLOC" && succeeded(line)) create(line);
  if (name == "QUEUEPAIR_DETACH" && succeeded(line))
    destroy(line.text("handle", kLongestRecordedName));
}

void Import::create(Record& line) {
  const std::string handle = line.text("handle", kLongestRecordedName);
  for (const auto& [run, pairs] : open_) {
    if (pairs.contains(handle)) line.reject("handle", "a pair that is not open yet");
  }
  Create create;
  create.produce_size = line.natural("psize", 0, kMostBytes);
  create.consume_size = line.natural("csize", 0, kMostBytes - create.produce_size);
  // A queue pair begins empty: its creator zeroes all four indices.
  create.state.produce = counts_of(0, 0, create.produce_size);
  create.state.consume = counts_of(0, 0, create.consume_size);
  open_[run_][handle] = {create.produce_size, create.consume_size};
  write(handle, create);
}

void Import::destroy(const std::string& handle) {
  for (auto& [run, pairs] : open_) {
    if (pairs.erase(handle) > 0) return write(handle, Destroy{});
  }
}

std::pair<const std::string, Sizes>& Import::only_pair(const Record& line) {
  auto& pairs = open_[run_];
  if (pairs.size() != 1) {
    throw BadInput(line.place(),
                   fmt::format("field \"op\": expected one open queue pair in run {}, as the line "
                               "names none, got {}",
                               quote(run_), pairs.size()));
  }
  return *pairs.begin();
}

void Import::write(const std::string& pair, decltype(RingEvent::action) action) {
  out_ << to_line({step_, t_us_, pair, std::move(action)}) << '\n';
  ++events_;
}

}  // namespace

std::uint64_t import_recording(std::istream& in, const std::string& name,
                               const ImportOptions& options, std::ostream& out) {
  LineReader lines(in, name);
  return Import(lines, options, out).run();
}

}  // namespace vmcheck::replay
