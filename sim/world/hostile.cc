#include "sim/world/hostile.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "sim/world/bytes.h"
#include "sim/world/message.h"

namespace vmcheck::world {
namespace {

using run::ChoiceKind;

constexpr std::uint32_t kInvalid = 0xffffffff;
constexpr std::uint32_t kFirstResource = 1024;  // that a driver gives out
constexpr std::uint32_t kPeerDetach = 4;
constexpr std::uint32_t kContextUpdate = 0;
constexpr std::size_t kHeader = 24;
constexpr std::size_t kAlignment = 8;

// A datagram's header, and the first word of its payload.
struct Shape {
  std::uint32_t resource;
  std::uint32_t from;
  std::uint64_t payload_size;
  std::uint32_t word;
  bool to_anybody = false;  // and not to this machine's context
};

constexpr std::array<Shape, 10> kShapes{{
    // To an endpoint: one as it should be, longer than a page, near 2^32 and 2^64.
    {kFirstResource, kHost, 8, 0, true},
    {kFirstResource, kHost, 40, 0},
    {kFirstResource, kHost, (std::uint64_t{1} << 32) + 8, 0},
    {kFirstResource, kHost, UINT64_MAX - kHeader + 1, 0},
    // Events: whole, too short, in the host's name, of no kind, and that the id has changed.
    {0, kHypervisor, 24, kPeerDetach},
    {0, kHypervisor, 0, kPeerDetach},
    {0, kHost, 24, kPeerDetach},
    {0, kHypervisor, 24, kInvalid},
    {0, kHypervisor, 16, kContextUpdate},
    // To nobody.
    {kInvalid, kHost, 8, 0},
}};

void put(std::span<std::uint8_t> bytes, const Shape& shape, std::uint32_t context) {
  put_number<std::uint32_t>(bytes, 0, shape.to_anybody ? kInvalid : context);
  put_number<std::uint32_t>(bytes, 4, shape.resource);
  put_number<std::uint32_t>(bytes, 8, shape.from);
  put_number<std::uint32_t>(bytes, 12, shape.from == kHypervisor ? 0 : kHostResource);
  put_number<std::uint64_t>(bytes, 16, shape.payload_size);
  if (bytes.size() >= kHeader + sizeof shape.word)
    put_number<std::uint32_t>(bytes, kHeader, shape.word);
}

}  // namespace

std::uint32_t hostile_word(std::uint32_t truth, run::Chooser& chooser) {
  const std::array<std::uint32_t, 4> words{truth, 0, 1, kInvalid};
  return words[chooser.choose(ChoiceKind::value, words.size())];
}

std::uint8_t hostile_byte(std::uint8_t truth, run::Chooser& chooser) {
  const std::array<std::uint8_t, 3> values{truth, static_cast<std::uint8_t>(truth ^ 1), 0xff};
  return values[chooser.choose(ChoiceKind::value, values.size())];
}

void hostile_datagrams(std::span<std::uint8_t> bytes, std::uint32_t context,
                       run::Chooser& chooser) {
  std::fill(bytes.begin(), bytes.end(), 0xff);
  for (std::size_t at = 0; bytes.size() - at >= kHeader;) {
    const Shape& shape = kShapes[chooser.choose(ChoiceKind::value, kShapes.size())];
    put(bytes.subspan(at), shape, context);
    if (shape.resource == kInvalid || shape.payload_size >= bytes.size() - at - kHeader) return;
    at += (kHeader + shape.payload_size + kAlignment - 1) / kAlignment * kAlignment;
    if (at >= bytes.size()) return;
  }
}

}  // namespace vmcheck::world
