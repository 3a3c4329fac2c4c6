// Reads a thread: P0(int *x, int *y) { ... }.
#pragma once

#include "tools/litmus/symbols.h"
#include "tools/litmus/test.h"
#include "tools/litmus/token_stream.h"

namespace vmcheck::litmus {

// Reads a thread behind its name, into one that may have registers already: those to which the
// initial state gives values.
void read_thread(TokenStream& tokens, Symbols& symbols, Thread& thread);

}  // namespace vmcheck::litmus
