// Theorems as jobs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/vmcheck/job.h"
#include "tools/vmcheck/smtlib_folder.h"

namespace vmcheck {

struct ProveOptions {
  unsigned word_bits = 0;    // 8, 16 or 64: words of so many bits, which wrap; 0: integers
  bool bit_vectors = false;  // decide that as bit vectors
  unsigned rlimit = 0;       // for each question to Z3, in its own units; 0: none
  std::optional<SmtlibFolder> scripts;  // where the questions go
  std::string runs;                     // folder for what refutes theorems and twins; empty: none
};

// The theorems as jobs, which look at the options when they run.
std::vector<Job> prove_jobs(ProveOptions& options);

}  // namespace vmcheck
