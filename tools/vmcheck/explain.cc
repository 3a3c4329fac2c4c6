#include "tools/vmcheck/explain.h"

#include <fmt/core.h>

#include <vector>

#include "model/vsock_fsm/cores.h"
#include "model/vsock_fsm/table/table.h"
#include "tools/vmcheck/state_table.h"

namespace vmcheck {
namespace {

constexpr const char* kFooter =
    "The table is found by running vmci_connection_step() in each state on each event and packet,\n"
    "with contents that stand for all others: each field that they carry at each value at which\n"
    "something can change, one below and one above it, and the largest; packets from the peer, "
    "and\n"
    "with each part of an address altered. What differs is told apart by conditions on the\n"
    "connection and the event. A test compares the table with the protocol's, written as data in\n"
    "model/vsock_fsm/table/.\n\n"
    "Examples:\n"
    "  vmcheck explain fsm                            columns, for the terminal\n"
    "  vmcheck explain fsm --dot | dot -Tsvg > fsm.svg\n"
    "                                                 changes of state, as a picture\n"
    "  vmcheck explain fsm --json                     all that each row does, for a machine\n\n"
    "Exit codes:\n"
    "  0  it is told\n"
    "  1  the core does what cannot be told by these conditions\n"
    "  2  bad usage";

}  // namespace

CLI::App* add_explain_command(CLI::App& app, ExplainOptions& options) {
  CLI::App* command =
      app.add_subcommand("explain", "show the connection's state table as the code has it");
  command->footer(kFooter);
  command->add_option("WHAT", options.what, "fsm: the state table of connections of sockets")
      ->required()
      ->check(CLI::IsMember({"fsm"}));
  CLI::Option* dot =
      command->add_flag("--dot", options.dot, "for Graphviz: changes of state alone");
  command->add_flag("--json", options.json, "for a machine")->excludes(dot);
  return command;
}

cli::ExitCode run_explain(const ExplainOptions& options) {
  try {
    const std::vector<vsock::table::Row> rows =
        vsock::table::table_of(*vsock::cores::sound_core.connections);
    fmt::print("{}", options.dot    ? state_table_dot(rows)
                     : options.json ? state_table_json(rows)
                                    : state_table_text(rows));
  } catch (const vsock::table::Inexplicable& error) {
    fmt::print(stderr, "vmcheck: {}\n", error.what());
    return cli::ExitCode::violation;
  }
  return cli::ExitCode::holds;
}

}  // namespace vmcheck
