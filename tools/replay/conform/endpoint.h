// One end of a connection of which only the packets were seen: what its programs, its broker and
// its timers may have done, so that it sent what was seen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "tools/replay/conform/situation.h"
#include "tools/replay/connection_event.h"

namespace vmcheck::replay::conform {

// Keeps each situation in which the end may be. What is not seen may happen whenever nothing is
// owed: who sends does so before anything else happens to the socket. Packets arrive in the order
// in which they were seen, and are looked at at any later time.
class Endpoint {
 public:
  // As many packets may be on their way to an end. Of more, the first have arrived.
  static constexpr std::size_t kInFlight = 8;

  struct Options {
    bool explains = false;  // keeps what explanation() tells
    bool is_heard = false;  // its calls and its broker's answers are seen, and given to hear()
    std::size_t most = 0;   // situations that are looked through between two events
  };

  // An end that has no socket yet; or, if the record begins `anywhere`, that may be as any packets
  // and calls have left it.
  Endpoint(const SocketCore& core, const Ends& ends, bool anywhere, const Options& options);

  // All functions but explanation() throw this instead of looking through more than that.
  class BoundReached {};

  // What an end sends in the place of what was seen.
  using Refusal = std::vector<WirePacket>;

  // The end was seen to send a packet. Nothing if it may have; else the end stays as it was.
  std::optional<Refusal> send(const WirePacket& packet);

  // A packet to it was seen. It is refused only of an end that owes one all along.
  std::optional<Refusal> receive(const WirePacket& packet);

  // A call at an end that is heard, or an answer of its broker. If it is of this end's socket only
  // `maybe`, it may be none of its as well.
  std::optional<Refusal> hear(const ConnectionEvent& event, bool maybe);

  // Packets in both directions were lost, and calls and answers.
  void lose();

  // One of the ways that explain it, as lines "event N: text" in which N is a number that
  // was given by at().
  std::vector<std::string> explanation() const;

  // Whether it may have come to an end: once it has looked at what it received there is no socket,
  // and nothing on its way.
  bool may_be_over() const;

  // The number, in the record, of the event that comes next.
  void at(std::uint64_t number) { number_ = number; }

 private:
  // A situation and how it came to be.
  struct Way {
    Situation situation;
    std::size_t from = 0;      // its own number: it is the first
    std::uint64_t number = 0;  // of the next event in the record
    std::string text;          // empty: nothing that is worth a line
  };

  // The ways that are looked through, and which situations they are in already.
  struct Search {
    Guesses guesses;
    std::vector<WirePacket> unseen = {};  // that the peer may have sent; none: nothing is lost
    std::vector<std::size_t> found = {};
    std::unordered_set<std::string> known = {};
  };

  void reach_all(Search& search);
  Refusal settle(Search& settled);
  void expand(std::size_t number, Search& search);
  void lose_one(std::size_t number, Search& search);
  void add(Situation situation, std::size_t from, std::string text, Search& search);
  void go_on_with(Search& search);
  std::size_t append(Situation situation, std::size_t from, std::string text);

  const SocketCore& core_;
  Ends ends_;
  Options options_;
  std::vector<Way> ways_;
  std::vector<std::size_t> current_;  // ways; at least one
  std::uint64_t number_ = 0;
};

}  // namespace vmcheck::replay::conform
