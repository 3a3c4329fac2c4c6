// Reads what stands behind the threads: locations [...] filter (...) exists (...).
#pragma once

#include "tools/litmus/symbols.h"
#include "tools/litmus/test.h"
#include "tools/litmus/token_stream.h"

namespace vmcheck::litmus {

// Reads it to the end of the file, into the test. Names that the test does not have are refused.
void read_conditions(TokenStream& tokens, const Symbols& symbols, Test& test);

}  // namespace vmcheck::litmus
