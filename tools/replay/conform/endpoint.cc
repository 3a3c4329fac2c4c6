#include "tools/replay/conform/endpoint.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "tools/replay/wire.h"

namespace vmcheck::replay::conform {
namespace {

// What is to be known to explain that an end sends a packet, after it has looked at some.
Guesses guesses_for(const WirePacket& packet) {
  Guesses guesses{.sizes = {VMCI_BUFFER_SIZE_DEFAULT}, .connects = is_request(packet)};
  const bool has_size = vmci_packet_has_size(static_cast<vmci_u32>(packet.type)) != 0;
  if (has_size && packet.payload[0] != VMCI_BUFFER_SIZE_DEFAULT) {
    guesses.sizes.push_back(packet.payload[0]);
  }
  return guesses;
}

const Guesses kAnything{.sizes = {VMCI_BUFFER_SIZE_DEFAULT, kUnknownSize}, .connects = true};

// One that nobody knows.
constexpr std::uint64_t kNoType = 255;

// What the peer may have sent while nobody looked.
std::vector<WirePacket> packets_of_the_peer(const Ends& ends) {
  WirePacket packet;
  packet.src = {ends.peer[0], vmci_packet_resource(ends.peer[0]), ends.peer[1]};
  packet.dst = {ends.own[0], vmci_packet_resource(ends.own[0]), ends.own[1]};
  std::vector<WirePacket> all;
  const auto add = [&](std::uint64_t type, std::uint64_t payload, std::uint64_t protocols) {
    packet.type = type;
    packet.payload = {payload, 0};
    packet.protocols = protocols;
    all.push_back(packet);
  };
  for (const std::uint64_t size : kAnything.sizes) {
    for (const std::uint64_t type : {VMCI_PACKET_REQUEST, VMCI_PACKET_NEGOTIATE})
      add(type, size, 0);
    for (const std::uint64_t type : {VMCI_PACKET_REQUEST2, VMCI_PACKET_NEGOTIATE2}) {
      add(type, size, VMCI_PROTOCOL_ON_NOTIFY);
    }
  }
  constexpr std::uint64_t kNoName = std::uint64_t{kUnnamed} << 32U;
  add(VMCI_PACKET_OFFER, ends.peer[0] + kNoName, 0);
  add(VMCI_PACKET_ATTACH, ends.own[0] + kNoName, 0);
  for (const std::uint64_t halves : {1, 2, 3}) add(VMCI_PACKET_SHUTDOWN, halves, 0);
  for (const std::uint64_t type : {VMCI_PACKET_RST, VMCI_PACKET_INVALID}) add(type, 0, 0);
  add(kNoType, 0, 0);
  return all;
}

void refuse(const WirePacket& other, Endpoint::Refusal& refusal) {
  if (std::find(refusal.begin(), refusal.end(), other) == refusal.end()) refusal.push_back(other);
}

}  // namespace

Endpoint::Endpoint(const SocketCore& core, const Ends& ends, bool anywhere, const Options& options)
    : core_(core), ends_(ends), options_(options) {
  current_ = {append({}, 0, "")};
  if (anywhere) lose();
}

std::size_t Endpoint::append(Situation situation, std::size_t from, std::string text) {
  ways_.push_back({std::move(situation), from, number_, std::move(text)});
  return ways_.size() - 1;
}

void Endpoint::add(Situation situation, std::size_t from, std::string text, Search& search) {
  if (!search.known.insert(key(situation)).second) return;
  if (search.found.size() >= options_.most) throw BoundReached();
  search.found.push_back(append(std::move(situation), from, std::move(text)));
}

// What may follow from one way, unseen.
void Endpoint::expand(std::size_t number, Search& search) {
  const Situation before = ways_[number].situation;
  if (!search.unseen.empty()) lose_one(number, search);
  if (!before.owed.empty()) return;
  if (!before.inbox.empty()) {
    const WirePacket packet = before.inbox.front();
    Situation rest = before;
    rest.inbox.erase(rest.inbox.begin());
    if (packet.type == VMCI_PACKET_ATTACH) learn(packet, rest);
    for (Cause& cause : looks_at(core_, ends_, search.guesses, packet, rest)) {
      add(std::move(cause.then), number, std::move(cause.text), search);
    }
  }
  const bool is_seen = options_.is_heard && search.unseen.empty();
  for (Cause& cause : is_seen ? unseen_causes(core_, ends_, before)
                              : causes(core_, ends_, search.guesses, before)) {
    add(std::move(cause.then), number, std::move(cause.text), search);
  }
}

void Endpoint::lose_one(std::size_t number, Search& search) {
  const Situation before = ways_[number].situation;
  if (!before.owed.empty()) {
    Situation then = before;
    then.owed.erase(then.owed.begin());
    return add(std::move(then), number,
               packet_type_name(before.owed.front().type) + " is sent, unseen", search);
  }
  if (!before.inbox.empty()) return;
  for (const WirePacket& packet : search.unseen) {
    for (Cause& cause : looks_at(core_, ends_, search.guesses, packet, before)) {
      add(std::move(cause.then), number, "unseen: " + cause.text, search);
    }
  }
}

// All the ways there can be before the next packet is seen: the fewest causes first.
void Endpoint::reach_all(Search& search) {
  for (const std::size_t number : current_) {
    search.known.insert(key(ways_[number].situation));
    search.found.push_back(number);
  }
  for (std::size_t next = 0; next < search.found.size(); ++next) {
    expand(search.found[next], search);
  }
}

// Of the ways before, only those that explanation() needs are kept.
void Endpoint::go_on_with(Search& search) {
  current_ = std::move(search.found);
  if (options_.explains) return;
  std::vector<Way> ways;
  for (std::size_t& number : current_) {
    ways.push_back(std::move(ways_[number]));
    number = ways.size() - 1;
    ways.back().from = number;
  }
  ways_ = std::move(ways);
}

std::optional<Endpoint::Refusal> Endpoint::send(const WirePacket& packet) {
  Search before{.guesses = guesses_for(packet)};
  reach_all(before);
  Search after{.guesses = {}};
  Refusal refusal;
  for (const std::size_t number : before.found) {
    Situation then = ways_[number].situation;
    if (then.owed.empty()) {
      for (const WirePacket& notice : notices(ends_, packet, then)) {
        refuse(notice, refusal);
        if (notice == packet) add(then, number, "", after);
      }
      continue;
    }
    if (then.owed.front().type == packet.type) learn(packet, then);
    const WirePacket owed = then.owed.front();
    if (owed == packet) {
      then.owed.erase(then.owed.begin());
      add(std::move(then), number, "", after);
    } else {
      refuse(owed, refusal);
    }
  }
  if (after.found.empty()) return refusal;
  go_on_with(after);
  return std::nullopt;
}

// Who is heard looks at what he receives at once, and sends what he owes: all the ways in which
// that is done. Returns what else he would send.
Endpoint::Refusal Endpoint::settle(Search& settled) {
  Search all{.guesses = {.sizes = {VMCI_BUFFER_SIZE_DEFAULT}}};
  reach_all(all);
  Refusal refusal;
  for (const std::size_t number : all.found) {
    const Situation& situation = ways_[number].situation;
    if (!situation.owed.empty()) {
      refuse(situation.owed.front(), refusal);
    } else if (situation.inbox.empty()) {
      settled.found.push_back(number);
    }
  }
  return refusal;
}

std::optional<Endpoint::Refusal> Endpoint::hear(const ConnectionEvent& event, bool maybe) {
  Search before{.guesses = {}};
  const Refusal refusal = settle(before);
  Search after{.guesses = {}};
  for (const std::size_t number : before.found) {
    const Situation situation = ways_[number].situation;
    for (Cause& cause : told(core_, ends_, event, situation)) {
      add(std::move(cause.then), number, std::move(cause.text), after);
    }
    if (maybe) add(situation, number, "", after);
  }
  if (after.found.empty()) return refusal;
  go_on_with(after);
  return std::nullopt;
}

std::optional<Endpoint::Refusal> Endpoint::receive(const WirePacket& packet) {
  Search before{.guesses = guesses_for(packet)};
  if (options_.is_heard) {
    const Refusal owed = settle(before);
    if (before.found.empty()) return owed;
    current_ = before.found;
  }
  before.found = current_;
  const bool full = std::any_of(current_.begin(), current_.end(), [&](std::size_t number) {
    return ways_[number].situation.inbox.size() >= kInFlight;
  });
  if (full) {
    before.found.clear();
    reach_all(before);
  }
  Search after{.guesses = {}};
  Refusal refusal;
  for (const std::size_t number : before.found) {
    Situation then = ways_[number].situation;
    if (then.inbox.size() >= kInFlight) {
      if (!then.owed.empty()) refuse(then.owed.front(), refusal);
      continue;
    }
    then.inbox.push_back(packet);
    add(std::move(then), number, "", after);
  }
  if (after.found.empty()) return refusal;
  go_on_with(after);
  return std::nullopt;
}

void Endpoint::lose() {
  Search search{.guesses = kAnything, .unseen = packets_of_the_peer(ends_)};
  reach_all(search);
  go_on_with(search);
}

bool Endpoint::may_be_over() const {
  return std::any_of(current_.begin(), current_.end(), [&](std::size_t number) {
    Situation situation = ways_[number].situation;
    while (situation.owed.empty() && !situation.inbox.empty()) {
      const WirePacket packet = situation.inbox.front();
      situation.inbox.erase(situation.inbox.begin());
      // With nobody who listens one thing comes of it.
      situation = std::move(looks_at(core_, ends_, {}, packet, situation).front().then);
    }
    return !situation.socket && !situation.asked && situation.owed.empty();
  });
}

std::vector<std::string> Endpoint::explanation() const {
  std::vector<std::string> lines;
  for (std::size_t number = current_.front();;) {
    const Way& way = ways_[number];
    if (!way.text.empty()) lines.push_back(fmt::format("event {}: {}", way.number, way.text));
    if (way.from == number) break;
    number = way.from;
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

}  // namespace vmcheck::replay::conform
