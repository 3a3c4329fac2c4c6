// Replays traces: the library behind the program `replay`, and behind `vmcheck`.
#pragma once

#include <atomic>
#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace vmcheck::native {
struct Core;
}

namespace vmcheck::replay {

struct SocketCore;
struct HostCore;

enum class Verdict {
  holds,        // the core did what was recorded, and every invariant held
  diverged,     // the core did something else, or an invariant broke
  bad_input,    // the trace could not be read to the end
  interrupted,  // stopped before the end, without a verdict
  undecided,    // a search came to its bound, without a verdict
};

// "holds", "diverged", "bad input", "interrupted", "undecided".
const char* to_string(Verdict verdict);

// What a trace is taken for.
enum class Mode {
  strict,   // all that happened: the core does just that
  guided,   // that, but for gaps: the core can do something in them that leads to what is behind
  conform,  // a part of it: the core can do something of which this is the part
};

struct Options {
  // A connection trace whose player is "packets" is always taken for a part of what happened.
  Mode mode = Mode::strict;

  // As many situations of one end are looked through between two events, where a trace says a part
  // of what happened; then there is no verdict. 0: Explainer::kMostSituations, far more than
  // there are ever.
  std::size_t most_situations = 0;

  // Whether Outcome::explanation is wanted, for which memory grows with the trace.
  bool explain = false;

  // Looked at between events; once it is true the replay stops. May be null.
  const std::atomic<bool>* interrupted = nullptr;

  // The core that ring traces are replayed against. Null: the production core.
  const native::Core* ring_core = nullptr;

  // The core that connection traces are replayed against, in both places. Null: the production
  // core.
  const SocketCore* socket_core = nullptr;

  // The core that answers calls. Null: the production core.
  const HostCore* host_core = nullptr;

  // Whether recorded sockets and hosts may do as shipped drivers where the core differs from them
  // on purpose: model/vsock_fsm/kernel_differences.h.
  bool allow_differences = true;
};

struct Outcome {
  Verdict verdict = Verdict::holds;

  // Of the header, empty while that has not been read.
  std::string kind;
  std::string scenario;

  // Events that were replayed, with the one that diverged.
  std::uint64_t events = 0;

  // What the user should know of the replay besides, a line each: "FILE:LINE: ...".
  std::vector<std::string> notes = {};

  // Where it stopped, counted from 1; 0 for a file that could not be opened.
  std::uint64_t line = 0;

  // Nothing for `holds`. One line, "FILE:LINE: ...", for `bad_input` and `interrupted`. For
  // `diverged` that line, and a table of both sides below it; no newline at the end.
  std::string message;

  // What may have happened besides, when conform was asked to explain; lines, each with its
  // newline.
  std::string explanation;
};

// Replays the trace in a file. `path` is opened as it stands; `name` is the file's name in
// messages. Prints nothing, and throws nothing but std::bad_alloc. The same trace gives the same
// outcome.
Outcome replay_file(const std::string& path, const std::string& name, const Options& options = {});

// The same for a stream.
Outcome replay_stream(std::istream& in, const std::string& name, const Options& options = {});

}  // namespace vmcheck::replay
