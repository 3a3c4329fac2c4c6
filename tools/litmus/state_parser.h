// Reads the initial state: { x=1; int *p = &x; 0:r1=x; }.
#pragma once

#include "tools/litmus/symbols.h"
#include "tools/litmus/test.h"
#include "tools/litmus/token_stream.h"

namespace vmcheck::litmus {

// Reads the state, braces included. Threads that it mentions get registers; which threads there are
// is not known yet, so that they must be checked later.
void read_initial_state(TokenStream& tokens, Symbols& symbols, Test& test);

// Reads the number of a thread in front of its register's colon.
std::uint32_t expect_thread_number(TokenStream& tokens);

}  // namespace vmcheck::litmus
