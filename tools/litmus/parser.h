// Reads litmus tests in C, in herd's format.
//
// Both dialects are read: the Linux kernel's (READ_ONCE, smp_mb, atomic_t, spin_lock) and C11's
// (atomic_load_explicit, memory_order_acquire). What is not known is refused, never approximated.
#pragma once

#include <string>
#include <string_view>

#include "tools/litmus/test.h"
#include "tools/replay/bad_input.h"

namespace vmcheck::litmus {

// Reads a test from the text of a file. Throws replay::BadInput, "FILE:LINE: what is wrong".
Test read_test(std::string_view text, const std::string& file);

// Reads a file. Throws replay::BadInput, also when it cannot be read.
Test read_test_file(const std::string& path);

}  // namespace vmcheck::litmus
