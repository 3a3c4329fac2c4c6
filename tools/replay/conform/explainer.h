// Finds an execution of the core that explains which packets were seen.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "tools/replay/conform/endpoint.h"

namespace vmcheck::replay::conform {

// The packets between two addresses are a conversation, and conversations have nothing to do with
// each other. What each end of one does depends on the packets alone, so each is explained by
// itself.
class Explainer {
 public:
  struct Options {
    // No packet had been sent when the record began. Else a conversation may have begun before,
    // unless its first packet is a request.
    bool complete = false;
    // explanation() is wanted, for which memory grows with the record.
    bool explains = false;
    // The context of a machine that sends whatever it likes, if there is one.
    std::optional<std::uint32_t> lawless = std::nullopt;
  };

  Explainer(const SocketCore& core, const Options& options) : core_(core), options_(options) {}

  // The event of this number is a packet. Throws Diverged if no execution explains it.
  void see(std::uint64_t number, const WirePacket& packet);

  // It is a gap.
  void lose(std::uint64_t number);

  std::size_t conversations() const { return conversations_.size(); }

  // What may have happened besides, of each end, as lines.
  std::string explanation() const;

 private:
  struct Conversation {
    std::map<Pair32, Endpoint> ends;
    std::uint64_t packets = 0;
  };

  // The conversation of two addresses, which begins with this packet if there is none yet.
  Conversation& find(const Pair32& one, const Pair32& other, const WirePacket& packet);

  const SocketCore& core_;
  Options options_;
  std::map<std::pair<Pair32, Pair32>, Conversation> conversations_;
};

}  // namespace vmcheck::replay::conform
