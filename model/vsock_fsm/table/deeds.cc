// What a row does, in words.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "model/vsock_fsm/table/table.h"

namespace vmcheck::vsock::table {
namespace {

struct Action {
  unsigned int bit;
  const char* words;
};

constexpr std::array<Action, 15> kActions{{
    {VMCI_CONNECTION_START_TIMER, "start timer"},
    {VMCI_CONNECTION_SUBSCRIBE, "subscribe"},
    {VMCI_CONNECTION_ALLOCATE, "allocate pair"},
    {VMCI_CONNECTION_ATTACH, "attach to pair"},
    {VMCI_CONNECTION_ANSWER_RESET, "answer RST"},
    {VMCI_CONNECTION_ANSWER_INVALID, "answer INVALID"},
    {VMCI_CONNECTION_NOTIFY, "hand to notification"},
    {VMCI_CONNECTION_OPEN_CHILD, "open child"},
    {VMCI_CONNECTION_CHILD_READY, "tell listener: ready"},
    {VMCI_CONNECTION_CHILD_DROPPED, "tell listener: given up"},
    {VMCI_CONNECTION_CLOSE_CHILDREN, "close children"},
    {VMCI_CONNECTION_WAKE_CONNECT, "wake connect()"},
    {VMCI_CONNECTION_WAKE_ACCEPT, "wake accept()"},
    {VMCI_CONNECTION_WAKE_READER, "wake reader"},
    {VMCI_CONNECTION_WAKE_WRITER, "wake writer"},
}};

// The phrases that are said of what is made.
std::vector<const Phrase*> phrases_of(const Makes& makes) {
  std::vector<const Phrase*> all;
  for (const Phrase& phrase : phrases()) {
    const bool said = std::any_of(makes.begin(), makes.end(), [&](const Make& make) {
      return std::find(phrase.signs.begin(), phrase.signs.end(), make) != phrase.signs.end();
    });
    if (said) all.push_back(&phrase);
  }
  return all;
}

bool is_part_of(const Make& make, const Phrase& phrase) {
  return std::find(phrase.makes.begin(), phrase.makes.end(), make) != phrase.makes.end();
}

// What is said where something is asked for, or sent, or at the end.
bool is_said_elsewhere(Field field) {
  return field == Field::result || field == Field::asks_size || field == Field::sent_size;
}

// The words for what is made, with what goes together in one.
std::vector<std::string> words_of(const Makes& makes) {
  std::vector<std::string> all;
  const std::vector<const Phrase*> said = phrases_of(makes);
  for (const Make& make : makes) {
    const auto part = std::find_if(said.begin(), said.end(),
                                   [&](const Phrase* phrase) { return is_part_of(make, *phrase); });
    const std::string words =
        part == said.end() ? find_origin(make.field, make.term)->words : (*part)->words;
    if (words.empty() || is_said_elsewhere(make.field)) continue;
    if (std::find(all.begin(), all.end(), words) == all.end()) all.push_back(words);
  }
  return all;
}

// The words for a field with a space before them, if there are any.
std::string and_words(const Makes& makes, Field field) {
  for (const Make& make : makes) {
    if (make.field == field) return std::string(" ") + find_origin(field, make.term)->words;
  }
  return "";
}

}  // namespace

std::vector<std::string> deeds(const Row& row) {
  constexpr unsigned int kOfSize = VMCI_CONNECTION_ALLOCATE | VMCI_CONNECTION_ATTACH;
  std::vector<std::string> all = words_of(row.makes);
  for (const Action& action : kActions) {
    if ((row.effect.actions & action.bit) == 0) continue;
    const bool sized = (action.bit & kOfSize) != 0;
    all.push_back(action.words + (sized ? and_words(row.makes, Field::asks_size) : ""));
  }
  if (row.effect.sent != kNothing) {
    const Input sent{VMCI_ON_PACKET, static_cast<unsigned char>(row.effect.sent)};
    all.push_back(fmt::format("send {}{}", name(sent), and_words(row.makes, Field::sent_size)));
  }
  const std::string result = and_words(row.makes, Field::result);
  if (!result.empty()) all.push_back(result.substr(1));
  return all;
}

}  // namespace vmcheck::vsock::table
