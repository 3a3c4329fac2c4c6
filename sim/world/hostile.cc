#include "sim/world/hostile.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "sim/world/bytes.h"
#include "sim/world/message.h"

namespace vmcheck::world {
namespace {

using run::ChoiceKind;

// Registers by their offset, and bits of capabilities.
constexpr std::uint32_t kIcr = 0x08;
constexpr std::uint32_t kCapabilities = 0x18;
constexpr std::uint32_t kResultLow = 0x1c;
constexpr std::uint32_t kNotifications = 8;
constexpr std::uint32_t kPpn64 = 16;
constexpr std::uint32_t kDmaDatagram = 32;

constexpr std::uint32_t kInvalid = 0xffffffff;
constexpr std::uint32_t kFirstResource = 1024;  // that a driver gives out
constexpr std::uint32_t kContextUpdate = 0;
constexpr std::uint32_t kPairsResumed = 2;
constexpr std::uint32_t kPeerAttach = 3;
constexpr std::uint32_t kPeerDetach = 4;
constexpr std::size_t kHeader = 24;

// Each cause by itself, both that a handler knows, and what is not among its low bits.
constexpr std::array<std::uint32_t, 7> kCauses{0, 1, 2, 3, 4, 0x80000000, kInvalid};

// Success, an id that is no machine's, and one that is and looks like an error; there is no such
// handle, no such device, all ones.
constexpr std::array<std::uint32_t, 6> kAnswers{
    0, 1, 0x80000000, static_cast<std::uint32_t>(-21), static_cast<std::uint32_t>(-39), kInvalid};

template <std::size_t kCount>
std::uint32_t one_of(const std::array<std::uint32_t, kCount>& all, run::Chooser& chooser) {
  return all[chooser.choose(ChoiceKind::value, kCount)];
}

// To whom a datagram is sent.
enum class To : std::uint8_t { machine, other, anybody };

// A datagram's header, and the first bytes of its payload.
struct Shape {
  To to;
  std::uint32_t resource;
  std::uint32_t from;
  std::uint64_t payload_size;
  std::uint64_t payload = 0;
};

constexpr std::array kShapes{
    // To endpoints, of this machine and of others, from anybody.
    Shape{To::machine, kFirstResource, kHost, 8},
    Shape{To::machine, kFirstResource + 1, kHypervisor, 8},
    Shape{To::other, kFirstResource, kHost, 8},
    Shape{To::anybody, kFirstResource, kInvalid, 8},
    // As long as the driver's buffer, and a byte longer; near 2^32 and 2^64; with nothing.
    Shape{To::machine, kFirstResource, kHost, 40},
    Shape{To::machine, kFirstResource, kHost, 41},
    Shape{To::machine, kFirstResource, kHost, (std::uint64_t{1} << 32) + 8},
    Shape{To::machine, kFirstResource, kHost, UINT64_MAX - kHeader + 1},
    Shape{To::machine, kFirstResource, kHost, 0},
    // Events: whole, too short, too long, in the host's name, of no kind.
    Shape{To::machine, 0, kHypervisor, 24, kPeerDetach},
    Shape{To::machine, 0, kHypervisor, 20, kPeerDetach},
    Shape{To::machine, 0, kHypervisor, 4, kPeerDetach},
    Shape{To::machine, 0, kHypervisor, 0},
    Shape{To::machine, 0, kHypervisor, 40, kPeerDetach},
    Shape{To::machine, 0, kHost, 24, kPeerDetach},
    Shape{To::machine, 0, kHypervisor, 24, kInvalid},
    // About a queue pair that there is not, and about all of them; that the id has changed.
    Shape{To::machine, 0, kHypervisor, 24, kPeerAttach},
    Shape{To::machine, 0, kHypervisor, 8, kPairsResumed},
    Shape{To::machine, 0, kHypervisor, 24, kContextUpdate},
    // To nobody.
    Shape{To::machine, kInvalid, kHost, 8},
};

std::uint32_t context_of(To to, std::uint32_t context) {
  if (to == To::machine) return context;
  return to == To::other ? context + 1 : kInvalid;
}

void put(std::span<std::uint8_t> bytes, const Shape& shape, std::uint32_t context) {
  put_number<std::uint32_t>(bytes, 0, context_of(shape.to, context));
  put_number<std::uint32_t>(bytes, 4, shape.resource);
  put_number<std::uint32_t>(bytes, 8, shape.from);
  put_number<std::uint32_t>(bytes, 12, shape.from == kHypervisor ? 0 : kHostResource);
  put_number<std::uint64_t>(bytes, 16, shape.payload_size);
  if (bytes.size() >= kHeader + sizeof shape.payload)
    put_number<std::uint64_t>(bytes, kHeader, shape.payload);
}

}  // namespace

std::uint32_t hostile_answer(run::Chooser& chooser) {
  return one_of(kAnswers, chooser);
}

std::uint32_t hostile_register(std::uint32_t offset, std::uint32_t truth, run::Chooser& chooser) {
  switch (offset) {
    case kIcr:
      return one_of(kCauses, chooser);
    case kResultLow:
      return hostile_answer(chooser);
    case kCapabilities:
      return one_of<6>(
          {0, 1, kInvalid, truth ^ kNotifications, truth ^ kPpn64, truth ^ kDmaDatagram}, chooser);
    default:
      return hostile_word(truth, chooser);
  }
}

std::uint32_t hostile_word(std::uint32_t truth, run::Chooser& chooser) {
  return one_of<2>({truth ^ 1, kInvalid}, chooser);
}

std::uint8_t hostile_byte(std::uint8_t truth, run::Chooser& chooser) {
  return static_cast<std::uint8_t>(hostile_word(truth, chooser));
}

void hostile_datagram(std::span<std::uint8_t> bytes, std::uint32_t context, run::Chooser& chooser) {
  std::fill(bytes.begin(), bytes.end(), 0xff);
  if (bytes.size() < kHeader) return;
  put(bytes, kShapes[chooser.choose(ChoiceKind::value, kShapes.size())], context);
}

}  // namespace vmcheck::world
