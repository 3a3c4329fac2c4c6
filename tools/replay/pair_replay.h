// Replays the events of one queue pair.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "model/qpair/native/core.h"
#include "model/qpair/native/queue_memory.h"
#include "tools/replay/findings.h"
#include "tools/replay/ring_event.h"
#include "tools/replay/ring_model.h"
#include "tools/replay/stream_bytes.h"

namespace vmcheck::replay {

// An endpoint of a queue pair, which is the core, on memory of its own. The replay plays the peer:
// before each event it writes the peer's indices as recorded and the bytes that they announce, and
// afterwards holds the core to the recording, to the ring's invariants and to the bytes' stream.
class PairReplay {
 public:
  // Makes the pair, and the endpoint in its recorded state. The core and the streams must outlive
  // it.
  PairReplay(const native::Core& core, StreamBytes& streams, const Create& create,
             Findings& findings);

  PairReplay(const PairReplay&) = delete;
  PairReplay& operator=(const PairReplay&) = delete;

  void transfer(const Transfer& recorded, Findings& findings);
  void snapshot(const Snapshot& recorded, Findings& findings);
  void destroy(Findings& findings);

  // Both rings as they are now, as a table: the model's view, the core's, and the words in memory.
  std::string describe() const;

 private:
  // The shared words: which of a ring's two indices lies in which header.
  std::uint64_t published_tail() const;
  std::uint64_t published_head() const;
  void set_peer_head(std::uint64_t index);
  void set_peer_tail(std::uint64_t index);

  // The peer reads up to a head, or writes up to a tail, if that is one it can have, and stores the
  // index in any case.
  void peer_reads(std::uint64_t head, Findings& findings);
  void peer_writes(std::uint64_t tail);

  // What the core answers for a ring; nothing when it refuses.
  MaybeCounts produce_counts() const;
  MaybeCounts consume_counts() const;

  // Has the core do what was asked for. Returns the event that it made of it.
  Transfer enqueue(const Transfer& recorded, Findings& findings);
  Transfer take(const Transfer& recorded, Findings& findings);
  // Compares a state with the core's.
  void compare_state(const RingState& recorded, Findings& findings);
  void check_invariants(Findings& findings) const;
  // Whether the ring that we fill has bytes [from, to) of the produced stream at an index.
  bool holds_stream(std::uint64_t at, std::uint64_t from, std::uint64_t to);

  const native::Core& core_;
  StreamBytes& streams_;
  native::QueueMemory produce_memory_;
  native::QueueMemory consume_memory_;
  RingModel
      produce_;  // the ring that we fill: its written bytes are ours, its read ones the peer's
  RingModel consume_;  // the ring that we drain
  vmci_ring_pair pair_{};
  std::vector<unsigned char> target_;  // of what the core takes
};

}  // namespace vmcheck::replay
