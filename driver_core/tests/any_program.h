// Programs for a table at random, for RapidCheck.
#pragma once

#include <rapidcheck.h>

#include "driver_core/tests/table_program.h"

namespace vmcheck::core {

// Shrinks by leaving out calls and lowering operands. RapidCheck does so when the test that made it
// has returned: it keeps of the table what it needs.
rc::Gen<TableProgram> AnyProgram(const Table& table);

// For a test: programs go as the model does.
void CheckAnyProgram(const Table& table);

}  // namespace vmcheck::core
