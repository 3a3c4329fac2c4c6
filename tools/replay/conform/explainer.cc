#include "tools/replay/conform/explainer.h"

#include <fmt/format.h>

#include <algorithm>

#include "tools/replay/expected_packets.h"
#include "tools/replay/wire.h"

namespace vmcheck::replay::conform {
namespace {

// "2:5000".
std::string to_text(const Pair32& address) {
  return fmt::format("{}:{}", address[0], address[1]);
}

}  // namespace

Explainer::Conversation& Explainer::find(const Pair32& one, const Pair32& other,
                                         const WirePacket& packet) {
  const auto [found, is_new] =
      conversations_.try_emplace({std::min(one, other), std::max(one, other)});
  Conversation& conversation = found->second;
  if (is_new) {
    const bool anywhere = !options_.complete && !is_request(packet);
    for (const Ends& ends : {Ends{one, other}, Ends{other, one}}) {
      if (ends.own[0] == options_.lawless) continue;
      conversation.ends.try_emplace(ends.own, core_, ends, anywhere, options_.explains);
    }
  }
  return conversation;
}

void Explainer::see(std::uint64_t number, const WirePacket& packet) {
  const Pair32 from{packet.src[0], packet.src[2]};
  const Pair32 to{packet.dst[0], packet.dst[2]};
  require(from != to, fmt::format("{} sends to itself", to_text(from)));
  Conversation& conversation = find(from, to, packet);
  const auto end_at = [&](const Pair32& address) -> Endpoint* {
    const auto found = conversation.ends.find(address);
    if (found == conversation.ends.end()) return nullptr;
    found->second.at(number);
    return &found->second;
  };
  const auto refuse = [&](const Pair32& who, const Endpoint::Refusal& instead) {
    try {
      require_one_of(instead, packet, to_text(who));
    } catch (const Diverged& what) {
      throw Diverged(fmt::format("{}; {} packets of the two are explained", what.headline(),
                                 conversation.packets),
                     what.table());
    }
  };
  if (Endpoint* sender = end_at(from)) {
    if (const auto instead = sender->send(packet)) refuse(from, *instead);
  }
  if (Endpoint* receiver = end_at(to)) {
    if (const auto owed = receiver->receive(packet)) refuse(to, *owed);
  }
  ++conversation.packets;
}

void Explainer::lose(std::uint64_t number) {
  options_.complete = false;
  for (auto& [addresses, conversation] : conversations_) {
    for (auto& [address, end] : conversation.ends) {
      end.at(number);
      end.lose();
    }
  }
}

std::string Explainer::explanation() const {
  std::string text;
  for (const auto& [addresses, conversation] : conversations_) {
    for (const auto& [address, end] : conversation.ends) {
      const Pair32& peer = address == addresses.first ? addresses.second : addresses.first;
      text += fmt::format("{}, with {}:\n", to_text(address), to_text(peer));
      for (const std::string& line : end.explanation()) text += fmt::format("  {}\n", line);
    }
  }
  return text;
}

}  // namespace vmcheck::replay::conform
