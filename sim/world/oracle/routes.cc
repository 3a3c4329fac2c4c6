#include "sim/world/oracle/routes.h"

#include <array>
#include <cstddef>
#include <stdexcept>

namespace vmcheck::world::oracle {
namespace {

constexpr int kSuccess = 0;
constexpr int kInvalidArgs = -2;
constexpr int kNoAccess = -7;
constexpr int kUnreachable = -10;
constexpr int kNotFound = -21;
constexpr int kDeviceNotFound = -39;

constexpr std::array<std::array<bool, 3>, 3> kInteract{{
    // none, restricted, trusted
    {true, false, true},   // none
    {false, false, true},  // restricted
    {true, true, true},    // trusted
}};

using enum Destination;
constexpr Sent kBoth = Sent::any;
constexpr Sent kDatagram = Sent::datagram;
constexpr Sent kRing = Sent::ring;
constexpr Source kAny = Source::any;
constexpr Source kOld = Source::old;

// The facts in order: in use, carries, may interact, is there. Each is y(es), n(o) or - for both.
// The first row that fits holds.
struct Row {
  Sent sent;
  Destination destination;
  Source source;
  const char* facts;
  Outcome outcome;
};

constexpr std::array kRoutes{
    Row{kBoth, nobody, kAny, "----", {kInvalidArgs, nobody}},
    Row{kBoth, any, kAny, "n---", {kDeviceNotFound, nobody}},
    Row{kDatagram, hypervisor, kAny, "----", {kSuccess, hypervisor}},
    Row{kRing, hypervisor, kAny, "----", {kUnreachable, nobody}},
    Row{kDatagram, any, kOld, "----", {kNoAccess, nobody}},
    Row{kBoth, another, kAny, "-n--", {kUnreachable, nobody}},
    Row{kBoth, nowhere, kAny, "----", {kUnreachable, nobody}},
    Row{kBoth, any, kAny, "--n-", {kNoAccess, nobody}},
    Row{kRing, any, kAny, "---n", {kNotFound, nobody}},
    Row{kBoth, host, kAny, "----", {kSuccess, host}},
    Row{kBoth, itself, kAny, "----", {kSuccess, itself}},
    Row{kBoth, another, kAny, "----", {kSuccess, another}},
};

bool fits(const Row& row, const Question& question) {
  if ((row.sent != Sent::any && row.sent != question.sent) ||
      (row.destination != any && row.destination != question.destination) ||
      (row.source != Source::any && row.source != question.source)) {
    return false;
  }
  const std::array<bool, 4> facts{question.in_use, question.carries, question.may_interact,
                                  question.is_there};
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (row.facts[i] != '-' && (row.facts[i] == 'y') != facts[i]) return false;
  }
  return true;
}

}  // namespace

bool may_interact(Privilege one, Privilege other) {
  return kInteract[static_cast<std::size_t>(one)][static_cast<std::size_t>(other)];
}

Outcome find_outcome(const Question& question) {
  for (const Row& row : kRoutes) {
    if (fits(row, question)) return row.outcome;
  }
  throw std::logic_error("the table of routes has no row for a question");
}

}  // namespace vmcheck::world::oracle
