// The rules of AF_VSOCK for the way to a machine, as data.
#pragma once

#include <array>
#include <cstdint>

#include "model/vsock_fsm/core.h"

namespace vmcheck::vsock::transports {

// This machine's context, that of one beside it on its host, and that of a guest of its own.
inline constexpr std::uint32_t kOwn = 40;
inline constexpr std::uint32_t kBeside = 41;
inline constexpr std::uint32_t kBelow = 50;

// Whom a socket connects to.
struct Target {
  const char* name;
  std::uint32_t context;
  std::uint32_t flags;
};

inline constexpr std::array<Target, 7> kTargets{{
    {"the local context", VMCI_CID_LOCAL, 0},
    {"the host", VMCI_CID_HOST, 0},
    {"its own context", kOwn, 0},
    {"a machine beside it", kBeside, 0},
    {"a machine beside it, by the host", kBeside, VMCI_ADDRESS_TO_HOST},
    {"a guest", kBelow, 0},
    {"a guest's context, by the host", kBelow, VMCI_ADDRESS_TO_HOST},
}};

// By the transports that there are, each a digit: the way to each target. l: within the machine, g:
// to the host, h: to a guest, -: there is none.
struct Rule {
  std::uint8_t present;  // 1 local, 2 to the host, 4 to guests
  const char* ways;
};

inline constexpr std::array<Rule, 8> kRules{{
    {0, "-------"},
    {1, "ll-----"},
    {2, "-gggggg"},
    {3, "lglgggg"},
    {4, "--hh-h-"},
    {5, "llhh-h-"},
    {6, "-ghhghg"},
    {7, "lglhghg"},
}};

// The transport of a target, by these rules; VMCI_TRANSPORT_NONE if there is none.
inline unsigned int way_to(std::uint32_t target, unsigned int present) {
  switch (kRules[present].ways[target]) {
    case 'l':
      return VMCI_TRANSPORT_LOCAL;
    case 'g':
      return VMCI_TRANSPORT_GUEST_TO_HOST;
    case 'h':
      return VMCI_TRANSPORT_HOST_TO_GUEST;
    default:
      return VMCI_TRANSPORT_NONE;
  }
}

}  // namespace vmcheck::vsock::transports
