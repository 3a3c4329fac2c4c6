#include "tools/replay/conform/explainer.h"

#include <fmt/core.h>

#include <algorithm>
#include <variant>
#include <vector>

#include "tools/replay/expected_packets.h"
#include "tools/replay/wire.h"

namespace vmcheck::replay::conform {
namespace {

// "2:5000".
std::string to_text(const Pair32& address) {
  return fmt::format("{}:{}", address[0], address[1]);
}

}  // namespace

// Behind a gap a conversation may have begun unseen. Not if a request is seen; but that somebody
// has asked for one to be sent may be missing all the same.
Explainer::Conversation& Explainer::find(const Pair32& one, const Pair32& other,
                                         std::uint64_t number, Begin begin) {
  if (conversations_.size() >= forgets_at_) forget();
  const auto [found, is_new] =
      conversations_.try_emplace({std::min(one, other), std::max(one, other)});
  Conversation& conversation = found->second;
  if (is_new || begin != Begin::anything) {
    conversation.begun = number;
    conversation.is_open = true;
  }
  if (!is_new) return conversation;
  for (const Ends& ends : {Ends{one, other}, Ends{other, one}}) {
    if (ends.own[0] == options_.lawless) continue;
    const bool is_heard = ends.own[0] == options_.heard;
    const bool anywhere =
        !options_.complete && begin != Begin::connect && (begin == Begin::anything || is_heard);
    conversation.ends.try_emplace(
        ends.own, core_, ends, anywhere,
        Endpoint::Options{
            .explains = options_.explains, .is_heard = is_heard, .most = options_.most});
  }
  return conversation;
}

// A call may be of any conversation that is open: those are kept.
void Explainer::forget() {
  if (options_.explains) return;
  std::erase_if(conversations_, [&](const auto& each) {
    const Conversation& conversation = each.second;
    if (options_.heard && conversation.is_open) return false;
    return std::all_of(conversation.ends.begin(), conversation.ends.end(),
                       [](const auto& end) { return end.second.may_be_over(); });
  });
  options_.complete = false;
  forgets_at_ = std::max(kKept, 2 * conversations_.size());
}

Endpoint* Explainer::end_of(Conversation& conversation, const Pair32& address,
                            std::uint64_t number) {
  const auto found = conversation.ends.find(address);
  if (found == conversation.ends.end()) return nullptr;
  found->second.at(number);
  return &found->second;
}

void Explainer::see(std::uint64_t number, const WirePacket& packet) {
  const Pair32 from{packet.src[0], packet.src[2]};
  const Pair32 to{packet.dst[0], packet.dst[2]};
  require(from != to, fmt::format("{} sends to itself", to_text(from)));
  Conversation& conversation =
      find(from, to, number, is_request(packet) ? Begin::request : Begin::anything);
  const auto refuse = [&](const Pair32& who, const Endpoint::Refusal& instead) {
    try {
      require_one_of(instead, packet, to_text(who));
    } catch (const Diverged& what) {
      throw Diverged(fmt::format("{}; {} packets of the two are explained", what.headline(),
                                 conversation.packets),
                     what.table());
    }
  };
  if (Endpoint* sender = end_of(conversation, from, number)) {
    if (const auto instead = sender->send(packet)) refuse(from, *instead);
  }
  if (Endpoint* receiver = end_of(conversation, to, number)) {
    if (const auto owed = receiver->receive(packet)) refuse(to, *owed);
  }
  ++conversation.packets;
}

void Explainer::hear(std::uint64_t number, const ConnectionEvent& event) {
  if (const auto* connects = std::get_if<Connects>(&event.action)) {
    const Pair32 own{options_.heard.value(), connects->port};
    require(own != connects->to, fmt::format("{} connects to itself", to_text(own)));
    return tell(find(own, connects->to, number, Begin::connect), number, event, false);
  }
  std::vector<Conversation*> open;
  for (auto& [addresses, conversation] : conversations_) {
    if (conversation.is_open) open.push_back(&conversation);
  }
  for (Conversation* conversation : open) {
    const bool maybe = open.size() > 1 || conversation->begun < last_gap_;
    tell(*conversation, number, event, maybe);
    if (!maybe && std::holds_alternative<Closes>(event.action)) conversation->is_open = false;
  }
}

void Explainer::tell(Conversation& conversation, std::uint64_t number, const ConnectionEvent& event,
                     bool maybe) {
  for (auto& [address, end] : conversation.ends) {
    if (address[0] != options_.heard) continue;
    end.at(number);
    const auto owed = end.hear(event, maybe);
    if (!owed) continue;
    std::string table;
    for (const WirePacket& packet : *owed) {
      table += fmt::format("  {:<10}{}\n", "expected", replay::to_text(packet));
    }
    throw Diverged(fmt::format("expected {} of {} first; {} packets of the two are explained",
                               owed->empty() ? "something else" : "a packet", to_text(address),
                               conversation.packets),
                   table);
  }
}

void Explainer::lose(std::uint64_t number) {
  options_.complete = false;
  last_gap_ = number;
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
