// Which tests a memory model can run.
#pragma once

#include "sim/memory/model.h"
#include "tools/litmus/test.h"

namespace vmcheck::litmus {

// Throws replay::BadInput, "FILE:LINE: unsupported under MODEL: `NAME`: WHY", when the test has
// what the model does not define. Only LKMM lacks some: C11's operations that no primitive of the
// kernel corresponds to.
void check_supported(const Test& test, const memory::Model& model);

// The model of the test's dialect: RC11 for a test that has an operation of C11's <stdatomic.h>,
// LKMM for any other.
const memory::Model& model_of_dialect(const Test& test);

// The test as the model's machine runs it. TSO is x86's: there a seq_cst store of C11 becomes an
// xchg, as compilers make it. Under other models the test is what it was.
Test compile_for(const memory::Model& model, Test test);

}  // namespace vmcheck::litmus
