#include "tools/vmcheck/smtlib_folder.h"

#include <fmt/core.h>

#include <filesystem>
#include <system_error>

namespace vmcheck {
namespace {

void make_folder(const std::string& path, const std::string& name) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) throw cli::OutputError(fmt::format("{}: {}", name, error.message()));
}

// The path of a folder that is there and empty.
const std::string& empty_folder(const std::string& path, const std::string& name) {
  make_folder(path, name);
  std::error_code error;
  const bool empty = std::filesystem::is_empty(path, error);
  if (error) throw cli::OutputError(fmt::format("{}: {}", name, error.message()));
  if (!empty) throw cli::OutputError(name + ": expected an empty folder, or none");
  return path;
}

}  // namespace

SmtlibFolder::SmtlibFolder(const std::string& path, const std::string& name)
    : path_(empty_folder(path, name)),
      name_(name),
      index_(path + "/index.tsv", name + "/index.tsv") {
  index_.stream() << "file\tquestions\n";
}

void SmtlibFolder::write(const smt::Theorem& theorem, const smt::SmtlibScript& proof,
                         const smt::SmtlibScript& twin) {
  const std::size_t topic = theorem.name.rfind('/');
  if (topic != std::string::npos) {
    const std::string folder = '/' + theorem.name.substr(0, topic);
    make_folder(path_ + folder, name_ + folder);
  }
  write(theorem.name + ".smt2", theorem.name + ": " + theorem.statement, proof);
  write(theorem.name + ".twin.smt2", theorem.name + " if " + theorem.twin.fault, twin);
  ++theorems_;
}

bool SmtlibFolder::commit(std::size_t theorems) {
  if (theorems_ != theorems) return false;
  index_.commit();
  return true;
}

void SmtlibFolder::write(const std::string& file, const std::string& title,
                         const smt::SmtlibScript& script) {
  cli::AtomicFile out(path_ + '/' + file, name_ + '/' + file);
  out.stream() << "; " << title << '\n' << script.text();
  out.commit();
  index_.stream() << file << '\t' << script.questions() << '\n';
}

}  // namespace vmcheck
