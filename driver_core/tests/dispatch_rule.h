// The protocol's rules for datagrams between a host's contexts, written down beside the core's:
// every check in its order, as plain as can be.
#pragma once

#include <cstdint>

namespace vmcheck::core {

// What is known of a datagram, as struct vmci_dispatch.
struct DispatchQuestion {
  uint32_t src_context;
  uint32_t dst_context;
  uint32_t dst_resource;
  uint64_t payload_size;
  uint64_t size;
  uint32_t sender;
  bool dst_exists;
  bool has_source;
  bool has_target;
  bool target_delayed;
  unsigned source_privileges;
  unsigned target_privileges;
  unsigned sender_privileges;
};

enum class DispatchWay { kEvent, kCall, kDefer, kQueue };

// An error, or the datagram's source and the way that it takes.
struct DispatchAnswer {
  int result = 0;
  uint32_t source = 0;
  DispatchWay way = DispatchWay::kEvent;

  bool operator==(const DispatchAnswer&) const = default;
};

inline bool IsVm(uint32_t context) {
  return context > 2 && context != 0xffffffff;
}

// By privileges: none, restricted, trusted, both.
inline bool Denied(unsigned a, unsigned b) {
  constexpr bool kDenied[4][4] = {{false, true, false, true},
                                  {true, true, false, true},
                                  {false, false, false, false},
                                  {true, true, false, false}};
  return kDenied[a][b];
}

inline DispatchAnswer Dispatched(const DispatchQuestion& q) {
  constexpr int kInvalidResource = -1;
  constexpr int kInvalidArgs = -2;
  constexpr int kNoAccess = -7;
  constexpr int kUnreachable = -10;
  constexpr int kNoDevice = -39;
  constexpr uint32_t kAny = 0xffffffff;
  if (q.payload_size > 69608) return {kInvalidArgs};
  if (q.payload_size + 24 != q.size) return {kInvalidArgs};
  if (q.dst_context == kAny) return {kInvalidArgs};
  if (q.dst_context == 0) return {IsVm(q.sender) ? kUnreachable : kNoDevice};
  if (q.dst_context != 2 && !q.dst_exists) return {kUnreachable};
  if (q.src_context == kAny && IsVm(q.sender)) return {kInvalidArgs};
  if (q.dst_context != 2 && IsVm(q.src_context) && q.src_context != q.dst_context)
    return {kUnreachable};
  const uint32_t source = q.src_context == kAny ? 2 : q.src_context;
  if (source != q.sender) return {kNoAccess};
  if (source == 2 && !q.has_source) return {kInvalidArgs};
  unsigned privileges = q.sender_privileges;
  if (source == 0) privileges = 2;
  if (source == 2) privileges = q.source_privileges;
  if (q.dst_context == 2 && source == 0 && q.dst_resource == 0)
    return {0, source, DispatchWay::kEvent};
  if (q.dst_context == 2 && !q.has_target) return {kInvalidResource};
  if (Denied(privileges, q.target_privileges)) return {kNoAccess};
  if (q.dst_context != 2) return {0, source, DispatchWay::kQueue};
  const bool later = q.target_delayed || source == 2;
  return {0, source, later ? DispatchWay::kDefer : DispatchWay::kCall};
}

}  // namespace vmcheck::core
