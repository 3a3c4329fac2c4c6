// Runs scenarios, and hands out what comes of them.
#pragma once

#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace vmcheck::kernel_peer {

struct RunOptions {
  std::vector<std::string> files;
  std::set<std::string> wanted;  // names; empty: all
  std::string source;            // of the traces: for people
  bool first = false;            // to end with the first that is not as it must be
};

// The names of the scenarios in files, in order. Throws BadScenario.
std::vector<std::string> scenario_names(const std::vector<std::string>& files);

// Runs them, one after the other. For each it writes the traces of its machines and then one line:
// {"result":NAME,"failure":TEXT or null,"packets":N,"bytes":N,"ms":N}. True: all is as it must be.
// Throws BadScenario.
bool run_scenarios(const RunOptions& options, std::ostream& out);

}  // namespace vmcheck::kernel_peer
