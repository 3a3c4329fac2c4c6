// A connection's state table as text, as a picture and for a machine.
#pragma once

#include <string>
#include <vector>

#include "model/vsock_fsm/table/table.h"

namespace vmcheck {

// Columns from, event, guard, to and action, at most 120 wide.
std::string state_table_text(const std::vector<vsock::table::Row>& rows);

// A graph in Graphviz's language: states, and the rows that change them.
std::string state_table_dot(const std::vector<vsock::table::Row>& rows);

// {"format": "vmcheck-state-table", "version": 1, "rows": [...]}.
std::string state_table_json(const std::vector<vsock::table::Row>& rows);

}  // namespace vmcheck
