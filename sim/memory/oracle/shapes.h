// The classic litmus shapes: who writes and reads what, with a choice of orders and of a fence
// between the two accesses of each thread. In all of them 1 is written unless told otherwise.
#pragma once

#include <optional>

#include "sim/memory/oracle/program.h"

namespace vmcheck::memory::oracle {

using MaybeFence = std::optional<run::Fence>;

constexpr std::uint32_t kX = 0;
constexpr std::uint32_t kY = 1;
constexpr std::uint32_t kZ = 2;

// How the accesses of a shape are ordered.
struct Orders {
  run::Order store = run::Order::relaxed;
  run::Order load = run::Order::relaxed;
};

inline Thread join(const Instruction& first, MaybeFence between, const Instruction& second) {
  if (!between) return {first, second};
  return {first, fence(*between), second};
}

// P0: x = 1; y = 1 || P1: r0 = y; r1 = x. Weak: r0 = 1, r1 = 0.
inline Program message_passing(Orders o = {}, MaybeFence f0 = {}, MaybeFence f1 = {}) {
  return {{join(store(kX, 1, run::Order::relaxed), f0, store(kY, 1, o.store)),
           join(load(0, kY, o.load), f1, load(1, kX, run::Order::relaxed))}};
}

// P0: x = 1; r0 = y || P1: y = 1; r0 = x. Weak: both 0.
inline Program store_buffering(Orders o = {}, MaybeFence f0 = {}, MaybeFence f1 = {}) {
  return {{join(store(kX, 1, o.store), f0, load(0, kY, o.load)),
           join(store(kY, 1, o.store), f1, load(0, kX, o.load))}};
}

// P0: r0 = x; y = 1 || P1: r0 = y; x = 1. Weak: both 1, which no model here has.
inline Program load_buffering() {
  return {{{load(0, kX, run::Order::relaxed), store(kY, 1, run::Order::relaxed)},
           {load(0, kY, run::Order::relaxed), store(kX, 1, run::Order::relaxed)}}};
}

// P0: x = 1; y = 1 || P1: y = 2; r0 = x. Weak: y = 2, r0 = 0.
inline Program r_shape(Orders o = {}, MaybeFence f0 = {}, MaybeFence f1 = {}) {
  return {{join(store(kX, 1, o.store), f0, store(kY, 1, o.store)),
           join(store(kY, 2, o.store), f1, load(0, kX, o.load))}};
}

// P0: x = 2; y = 1 || P1: r0 = y; x = 1. Weak: r0 = 1, x = 2.
inline Program s_shape(Orders o = {}, MaybeFence f0 = {}, MaybeFence f1 = {}) {
  return {{join(store(kX, 2, run::Order::relaxed), f0, store(kY, 1, o.store)),
           join(load(0, kY, o.load), f1, store(kX, 1, run::Order::relaxed))}};
}

// P0: x = 1; y = 2 || P1: y = 1; x = 2. Weak: x = 1, y = 1.
inline Program two_plus_two_writes(Orders o = {}, MaybeFence f0 = {}, MaybeFence f1 = {}) {
  return {{join(store(kX, 1, o.store), f0, store(kY, 2, o.store)),
           join(store(kY, 1, o.store), f1, store(kX, 2, o.store))}};
}

// P0: x = 1 || P1: y = 1 || P2: r0 = x; r1 = y || P3: r0 = y; r1 = x. Weak: 1 0, 1 0.
inline Program iriw(Orders o = {}, MaybeFence f = {}) {
  return {{{store(kX, 1, o.store)},
           {store(kY, 1, o.store)},
           join(load(0, kX, o.load), f, load(1, kY, o.load)),
           join(load(0, kY, o.load), f, load(1, kX, o.load))}};
}

// P0: x = 1; y = 1 || P1: r0 = y; z = 1 || P2: r0 = z; r1 = x. Weak: 1, 1 0.
inline Program isa2(Orders o = {}) {
  return {{{store(kX, 1, run::Order::relaxed), store(kY, 1, o.store)},
           {load(0, kY, o.load), store(kZ, 1, o.store)},
           {load(0, kZ, o.load), load(1, kX, run::Order::relaxed)}}};
}

// P0: x = 1 || P1: r0 = x; r1 = x. Weak: 1 0, which no model here has.
inline Program corr() {
  return {{{store(kX, 1, run::Order::relaxed)},
           {load(0, kX, run::Order::relaxed), load(1, kX, run::Order::relaxed)}}};
}

// P0: x = 1 || P1: r0 = x; y = 1 || P2: r0 = y; r1 = x. Weak: 1, 1 0.
inline Program wrc(Orders o = {}) {
  return {{{store(kX, 1, run::Order::relaxed)},
           {load(0, kX, run::Order::relaxed), store(kY, 1, o.store)},
           {load(0, kY, o.load), load(1, kX, run::Order::relaxed)}}};
}

}  // namespace vmcheck::memory::oracle
