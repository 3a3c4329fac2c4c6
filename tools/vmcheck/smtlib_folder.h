// Proofs as SMT-LIB 2 files, so that another solver can be asked the same (recheck.py).
#pragma once

#include <cstddef>
#include <string>

#include "sim/smt/smtlib.h"
#include "sim/smt/theorem.h"
#include "tools/cli/atomic_file.h"

namespace vmcheck {

// A folder with two files for each theorem, "coverity/1056844.smt2" and
// "coverity/1056844.twin.smt2", and index.tsv, which lists them with the number of their questions.
// The index comes last: a folder without one is not whole.
class SmtlibFolder {
 public:
  // Makes the folder. `name` is its name in messages. Throws cli::OutputError when there is
  // something in it already, and when it cannot be written.
  SmtlibFolder(const std::string& path, const std::string& name);

  // Writes the questions of a theorem and those of its twin. Throws cli::OutputError.
  void write(const smt::Theorem& theorem, const smt::SmtlibScript& proof,
             const smt::SmtlibScript& twin);

  // Puts the index into place if so many theorems were written, and says whether. Throws
  // cli::OutputError.
  bool commit(std::size_t theorems);

 private:
  void write(const std::string& file, const std::string& title, const smt::SmtlibScript& script);

  std::string path_;
  std::string name_;
  cli::AtomicFile index_;
  std::size_t theorems_ = 0;
};

}  // namespace vmcheck
