// Random small programs for RapidCheck.
#pragma once

#include <rapidcheck.h>

#include "sim/memory/oracle/naive_models.h"
#include "sim/memory/oracle/program.h"

namespace vmcheck::memory::oracle {

struct Shape {
  bool plain = true;  // with plain loads and stores, hence with data races
  bool locks = true;
  std::size_t instructions = 13;  // at most, and an unlock for each lock
};

// A program like a litmus test, or any steps at all: two or three threads, on up to three data
// locations and one lock, with some seven accesses, of such kinds as the model knows. It has a few
// thousand candidate executions at most. Threads may wait for ever, give up, and create and join
// each other. A failing program shrinks to fewer instructions.
rc::Gen<Program> any_program(Model model, Shape shape = {});

}  // namespace vmcheck::memory::oracle
