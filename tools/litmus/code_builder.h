// Appends instructions to a thread, and keeps its limits.
#pragma once

#include <cstdint>

#include "tools/litmus/test.h"
#include "tools/litmus/token_stream.h"

namespace vmcheck::litmus {

class CodeBuilder {
 public:
  CodeBuilder(Thread& thread, const TokenStream& tokens) : thread_(thread), tokens_(tokens) {}

  // Appends an instruction. Throws BadInput when the code or its stack of values gets too large, or
  // the thread makes too many accesses.
  void emit(const Instruction& instruction);
  void emit(Operation operation, std::uint32_t line, std::uint32_t target = 0);

  // Appends a jump that land() completes.
  std::uint32_t emit_jump(Operation operation, std::uint32_t line);
  // Lets the jump go to the next instruction to be emitted.
  void land(std::uint32_t jump) { thread_.code[jump].target = next(); }

  // What is known of the thread at the next instruction: how many values are on the stack, and how
  // many accesses, fences counted, came before on the longest way there.
  struct State {
    std::uint32_t depth = 0;
    std::uint32_t accesses = 0;
  };
  const State& state() const { return state_; }
  // The other arm of a branch begins as the first one did.
  void go_back_to(const State& state) { state_ = state; }
  // The arms come together again.
  void join(const State& other);

 private:
  std::uint32_t next() const { return static_cast<std::uint32_t>(thread_.code.size()); }

  Thread& thread_;
  const TokenStream& tokens_;
  State state_;
};

}  // namespace vmcheck::litmus
