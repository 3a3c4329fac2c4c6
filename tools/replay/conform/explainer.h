// Finds an execution of the core that explains which packets were seen.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "tools/replay/conform/endpoint.h"
#include "tools/replay/connection_event.h"
#include "tools/replay/diverged.h"

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
    // That of a machine whose calls, and whose broker's answers, are given to hear().
    std::optional<std::uint32_t> heard = std::nullopt;
    // An end may be in as many situations between two events.
    std::size_t most = kMostSituations;
  };

  // Far more than there are ever to look through.
  static constexpr std::size_t kMostSituations = 1 << 18;

  Explainer(const SocketCore& core, const Options& options) : core_(core), options_(options) {}

  // The event of this number is a packet. Throws Diverged if no execution explains it. All but
  // explanation() throw Endpoint::BoundReached if that was not found out.
  void see(std::uint64_t number, const WirePacket& packet);

  // It is something else, at the machine that is heard. It is of the one conversation in which that
  // has a socket; where there may be several, it may be of each of them. Throws Diverged.
  void hear(std::uint64_t number, const ConnectionEvent& event);

  // It is a gap.
  void lose(std::uint64_t number);

  // As many conversations are kept at least. Of more, those that may be over are forgotten now and
  // then, unless they are to be explained: what comes of them later may have begun anywhere. So
  // memory grows with those that go on.
  static constexpr std::size_t kKept = 1024;

  // How many are kept.
  std::size_t conversations() const { return conversations_.size(); }

  // What may have happened besides, of each end, as lines.
  std::string explanation() const;

 private:
  struct Conversation {
    std::map<Pair32, Endpoint> ends;
    std::uint64_t packets = 0;
    std::uint64_t begun = 0;  // the number of an event
    bool is_open = false;     // its socket at the machine that is heard has not been closed
  };

  // What a conversation is seen to begin with.
  enum class Begin { request, connect, anything };

  Conversation& find(const Pair32& one, const Pair32& other, std::uint64_t number, Begin begin);
  Endpoint* end_of(Conversation& conversation, const Pair32& address, std::uint64_t number);
  void forget();
  void tell(Conversation& conversation, std::uint64_t number, const ConnectionEvent& event,
            bool maybe);

  const SocketCore& core_;
  Options options_;
  std::map<std::pair<Pair32, Pair32>, Conversation> conversations_;
  std::size_t forgets_at_ = kKept;  // so many conversations
  std::uint64_t last_gap_ = 0;      // the number of an event
};

}  // namespace vmcheck::replay::conform
