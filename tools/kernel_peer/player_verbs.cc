// What steps do. scenarios/README.md lists them.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "tools/kernel_peer/failure.h"
#include "tools/kernel_peer/player.h"

extern "C" {
#include <driver_core/vsock/packet.h>
}

namespace vmcheck::kernel_peer {
namespace {

constexpr std::size_t kChunk = 3000;

// Of an exchange, between two looks at the clock.
constexpr int kRounds = 1000;

// What is in a stream at a place: other bytes each way, and no page like another.
std::uint8_t byte_at(std::uint64_t place, int way) {
  return static_cast<std::uint8_t>(place * 31 + (place >> 12) * 7 + static_cast<unsigned>(way));
}

// The bytes from the machine are not those to it.
int way_from(bool kernels) {
  return kernels ? 2 : 1;
}

// Sends a piece of what is left up to a place: how much, or -EAGAIN, or an error.
int push(Socket& socket, std::uint64_t end, int way) {
  std::vector<std::uint8_t> chunk(std::min<std::uint64_t>(kChunk, end - socket.sent));
  for (std::size_t i = 0; i < chunk.size(); ++i) chunk[i] = byte_at(socket.sent + i, way);
  const int count = socket.send(chunk);
  if (count > 0) socket.sent += static_cast<std::uint64_t>(count);
  return count;
}

// The same of receiving. Throws Failure for a byte that is not as it was sent.
int pull(Socket& socket, std::uint64_t end, int way) {
  std::vector<std::uint8_t> chunk(std::min<std::uint64_t>(kChunk - 1, end - socket.received));
  const int count = socket.receive(chunk);
  for (int i = 0; i < count; ++i, ++socket.received) {
    if (chunk[static_cast<std::size_t>(i)] == byte_at(socket.received, way)) continue;
    throw Failure(fmt::format("byte {} is not as it was sent", socket.received));
  }
  return count;
}

// Repeats a piece so many times, or for as long as anything moves. Throws Failure for an error.
template <typename Piece>
void repeat(std::uint64_t times, const Piece& piece) {
  int count = 1;
  for (std::uint64_t i = 0; i < times && count > 0; ++i) count = piece();
  demand(count > 0 || count == -EAGAIN, fmt::format("bytes are moved: {}", count));
}

// One way of a connection: sometimes faster at the one end, and sometimes at the other, so that its
// queue is full and empty again and again.
void advance(Socket& from, Socket& to, std::uint64_t end, int way, std::uint64_t round) {
  if (from.sent < end) {
    repeat(1 + round % 11, [&] { return from.sent == end ? -EAGAIN : push(from, end, way); });
  }
  if (to.received < from.sent) {
    repeat(1 + round % 7, [&] { return to.received == end ? -EAGAIN : pull(to, end, way); });
  }
}

}  // namespace

const std::map<std::string, Player::Verb>& Player::verbs() {
  static const std::map<std::string, Verb> all{
      {"option", &Player::option},       {"listen", &Player::listen},
      {"accept", &Player::accept},       {"connecting", &Player::connecting},
      {"connected", &Player::connected}, {"connect", &Player::connect},
      {"send", &Player::send},           {"receive", &Player::receive},
      {"exchange", &Player::exchange},   {"shutdown", &Player::shut_down},
      {"close", &Player::close},         {"protocols", &Player::protocols},
      {"hold", &Player::hold},           {"release", &Player::release},
      {"quiesce", &Player::quiesce},     {"resume", &Player::resume},
      {"crash", &Player::crash},         {"packet", &Player::packet},
      {"answer", &Player::answer},       {"expect", &Player::expect},
      {"create", &Player::create},       {"attach", &Player::attach},
      {"wait", &Player::wait},
  };
  return all;
}

// Sockets ----------------------------------------------------------------------------------------

int Player::option(const Step& step) {
  const std::string name = step.words.empty() ? "" : step.words[0];
  const auto* const found =
      std::find(replay::kOptionNames.begin(), replay::kOptionNames.end(), name);
  if (found == replay::kOptionNames.end()) reject(scenario_, step, "no such option: " + name);
  return socket(step).set_option(
      static_cast<replay::OptionName>(found - replay::kOptionNames.begin()), number(step, 1));
}

int Player::listen(const Step& step) {
  const std::uint64_t backlog = step.words.size() > 1 ? number(step, 1) : 8;
  return socket(step).listen(static_cast<std::uint32_t>(number(step, 0)),
                             static_cast<std::uint32_t>(backlog));
}

int Player::accept(const Step& step) {
  if (step.words.size() != 1) reject(scenario_, step, "expected a listener");
  Socket& listener = socket_named(step, step.words[0]);
  await(step.text(), [&] {
    auto accepted = listener.accept();
    if (accepted == nullptr) return false;
    sockets_[step.who] = std::move(accepted);
    return true;
  });
  return 0;
}

int Player::connecting(const Step& step) {
  const auto [context, port] = address(step, 0);
  const int result = socket(step).connect(context, port);
  return result == -EINPROGRESS ? 0 : result;
}

int Player::connected(const Step& step) {
  int result = -EINPROGRESS;
  await(step.text(), [&] {
    result = socket(step).connected();
    return result != -EINPROGRESS;
  });
  return result;
}

int Player::connect(const Step& step) {
  const int result = connecting(step);
  return result < 0 ? result : connected(step);
}

int Player::send(const Step& step) {
  Socket& from = socket(step);
  const std::uint64_t end = from.sent + number(step, 0);
  int result = 0;
  await(step.text(), [&] {
    result = push(from, end, way_from(is_kernels(step.who)));
    return from.sent == end || (result < 0 && result != -EAGAIN);
  });
  return result;
}

// So many bytes, or the end.
int Player::receive(const Step& step) {
  const bool ends = !step.words.empty() && step.words[0] == "end";
  Socket& to = socket(step);
  const std::uint64_t end = to.received + (ends ? 1 : number(step, 0));
  int result = 0;
  await(step.text(), [&] {
    result = pull(to, end, way_from(!is_kernels(step.who)));
    return to.received == end || (result <= 0 && result != -EAGAIN);
  });
  demand(result < 0 || (to.received == end) != ends,
         fmt::format("line {}, {}: {}", step.line, step.text(), ends ? "a byte" : "the end"));
  return result;
}

// So many bytes each way, at the same time.
int Player::exchange(const Step& step) {
  if (step.words.size() != 2) reject(scenario_, step, "expected a socket and a number");
  Socket& one = socket(step);
  Socket& other = socket_named(step, step.words[0]);
  const int way = way_from(is_kernels(step.who));
  const int back = way_from(is_kernels(step.words[0]));
  const std::uint64_t there = one.sent + number(step, 1);
  const std::uint64_t here = other.sent + number(step, 1);
  std::uint64_t round = 0;
  await(step.text(), [&] {
    for (int i = 0; i < kRounds && (other.received < there || one.received < here); ++i, ++round) {
      advance(one, other, there, way, round);
      advance(other, one, here, back, round);
      serve(0);
    }
    return other.received == there && one.received == here;
  });
  return 0;
}

int Player::shut_down(const Step& step) {
  static constexpr std::array kHalves{"receive", "send", "both"};
  const std::string name = step.words.empty() ? "" : step.words[0];
  const auto* const found = std::find(kHalves.begin(), kHalves.end(), name);
  if (found == kHalves.end()) reject(scenario_, step, "expected receive, send or both");
  return socket(step).shut_down(static_cast<std::uint32_t>(found - kHalves.begin()) + 1);
}

int Player::close(const Step& step) {
  socket(step).close();
  sockets_.erase(step.who);
  return 0;
}

// The kernel's sockets ---------------------------------------------------------------------------

int Player::hold(const Step& step) {
  kernel_socket(step).hold();
  return 0;
}

int Player::release(const Step& step) {
  kernel_socket(step).release();
  return 0;
}

// Machines ---------------------------------------------------------------------------------------

int Player::protocols(const Step& step) {
  const std::string name = step.words.empty() ? "" : step.words[0];
  if (name != "older" && name != "newer") reject(scenario_, step, "expected older or newer");
  machine(step).recorder().set_protocols(name == "newer" ? VMCI_PROTOCOL_ON_NOTIFY : 0);
  return 0;
}

int Player::quiesce(const Step& step) {
  return machine(step).quiesce();
}

int Player::resume(const Step& step) {
  return machine(step).resume();
}

int Player::crash(const Step& step) {
  machine(step).crash();
  std::erase_if(sockets_, [&](const auto& named) {
    return named.first == step.who || named.first.starts_with(step.who + ".");
  });
  return 0;
}

// Programs ---------------------------------------------------------------------------------------

// Fields of a packet, each a name and a number.
void Player::fill_in(const Step& step, std::size_t word, replay::WirePacket& packet) {
  for (; word + 1 < step.words.size(); word += 2) {
    const std::string& name = step.words[word];
    if (name == "handle" && step.words[word + 1] == "offered") {
      packet.payload[0] = taken_[step.who].payload[0];
      continue;
    }
    const std::uint64_t value = number(step, word + 1);
    if (name == "size" || name == "mode" || name == "first") {
      packet.payload[0] = value;
    } else if (name == "second") {
      packet.payload[1] = value;
    } else if (name == "handle") {
      packet.payload[0] = program(step).context() + (value << 32U);
    } else if (name == "protocols") {
      packet.protocols = value;
    } else if (name == "version") {
      packet.version = value;
    } else if (name == "resource") {
      packet.src[1] = static_cast<std::uint32_t>(value);
    } else if (name == "context") {
      packet.src[0] = static_cast<std::uint32_t>(value);
    } else {
      reject(scenario_, step, "no such field: " + name);
    }
  }
  if (word != step.words.size()) reject(scenario_, step, "expected a number behind the last word");
}

// TYPE PORT TO [FIELD NUMBER]...
int Player::packet(const Step& step) {
  const auto type = replay::packet_type(step.words.empty() ? "" : step.words[0]);
  if (!type) reject(scenario_, step, "expected a packet's type");
  replay::WirePacket packet;
  packet.type = *type;
  packet.src = {VMCI_ID_INVALID, VMCI_PACKET_RESOURCE, static_cast<std::uint32_t>(number(step, 1))};
  const auto [context, port] = address(step, 2);
  packet.dst = {context, VMCI_PACKET_RESOURCE, port};
  fill_in(step, 3, packet);
  return program(step).send(packet);
}

// TYPE [FIELD NUMBER]...: to whoever sent what was taken last.
int Player::answer(const Step& step) {
  const auto type = replay::packet_type(step.words.empty() ? "" : step.words[0]);
  if (!type) reject(scenario_, step, "expected a packet's type");
  replay::WirePacket packet;
  packet.type = *type;
  packet.src = taken_[step.who].dst;
  packet.dst = taken_[step.who].src;
  fill_in(step, 1, packet);
  return program(step).send(packet);
}

int Player::expect(const Step& step) {
  const auto type = replay::packet_type(step.words.empty() ? "" : step.words[0]);
  if (!type) reject(scenario_, step, "expected a packet's type");
  await(step.text(), [&] {
    const auto packet = program(step).take(*type);
    if (packet) taken_[step.who] = *packet;
    return packet.has_value();
  });
  return 0;
}

int Player::create(const Step& step) {
  const auto id = static_cast<std::uint32_t>(number(step, 0));
  return program(step).pair({program(step).context(), id}, number(step, 1), false);
}

// To the pair that was offered.
int Player::attach(const Step& step) {
  const std::uint64_t word = taken_[step.who].payload[0];
  const replay::Pair32 handle{static_cast<std::uint32_t>(word),
                              static_cast<std::uint32_t>(word >> 32U)};
  return program(step).pair(handle, number(step, 0), true);
}

int Player::wait(const Step& step) {
  serve(static_cast<int>(number(step, 0)));
  return 0;
}

}  // namespace vmcheck::kernel_peer
