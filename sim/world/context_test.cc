// What a machine's messages are told apart by: their numbers and their bytes, which both come
// again.
#include "sim/world/context.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace vmcheck::world {
namespace {

bool any(std::uint32_t) {
  return true;
}

Message datagram(std::uint8_t tag) {
  Message message{};
  message.kind = Message::Kind::datagram;
  message.resource = 5;
  message.tag = tag;
  return message;
}

// Sends one that the driver takes, and keeps if it is said so. Its slot, if there is one.
std::optional<std::uint32_t> send(Context& context, std::uint8_t tag, std::uint8_t kept) {
  const std::optional<std::uint32_t> slot = context.queue(datagram(tag));
  if (!slot) return std::nullopt;
  context.messages[*slot].where = Message::Where::taken;
  context.messages[*slot].kept = kept;
  context.handled();
  return slot;
}

TEST(Messages, AreNotSentWhileOneWaitsForTooManyOthers) {
  for (const int before : {0, 200}) {
    Context context{};
    for (int i = 0; i < before; ++i) ASSERT_TRUE(send(context, 0, Message::kNotKept));
    const auto waiting = send(context, 1, Message::kKept);
    ASSERT_TRUE(waiting);
    std::uint32_t others = 0;
    while (others < 300 && send(context, 2, Message::kNotKept)) ++others;
    EXPECT_EQ(others, kMostBehind - 1U);
    EXPECT_FALSE(context.has_room());
    context.messages[*waiting].kept = Message::kForgotten;
    EXPECT_TRUE(context.has_room(kMessages));
    EXPECT_TRUE(send(context, 2, Message::kNotKept));
  }
}

TEST(Messages, OfTheSameBytesAreThoseThatAreNotOver) {
  Context context{};
  const Rendered bytes = render(datagram(7));
  const auto over = send(context, 7, Message::kNotKept);
  EXPECT_EQ(context.find(bytes.span(), 0, any), over);
  const auto kept = send(context, 7, Message::kKept);
  EXPECT_NE(kept, over);
  EXPECT_EQ(context.find(bytes.span(), 0, any), kept);
}

// The older one may be in a later slot.
TEST(Messages, OfTheSameBytesAreTheOldest) {
  Context context{};
  const Rendered bytes = render(datagram(7));
  ASSERT_EQ(send(context, 1, Message::kNotKept), 0u);
  const auto older = send(context, 7, Message::kKept);
  ASSERT_EQ(older, 1u);
  for (std::uint8_t tag = 2; tag < 4; ++tag) send(context, tag, Message::kKept);
  ASSERT_EQ(send(context, 7, Message::kKept), 0u);
  EXPECT_EQ(context.find(bytes.span(), 0, any), older);
}

}  // namespace
}  // namespace vmcheck::world
