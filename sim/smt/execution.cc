#include "sim/smt/execution.h"

#include <fmt/core.h>

#include <stdexcept>
#include <utility>

namespace vmcheck::smt {
namespace {

thread_local Execution* current_execution = nullptr;

// Makes an execution the current one for a while.
class Entered {
 public:
  explicit Entered(Execution& execution)
      : previous_(std::exchange(current_execution, &execution)) {}
  Entered(const Entered&) = delete;
  Entered& operator=(const Entered&) = delete;
  ~Entered() { current_execution = previous_; }

 private:
  Execution* previous_;
};

}  // namespace

Execution& Execution::current() {
  if (current_execution == nullptr) {
    throw std::logic_error("a symbolic word is used outside a proof");
  }
  return *current_execution;
}

void Execution::assume(const Bool& condition) {
  if (!branches_.replaying()) solver_.add(condition.term());
}

void Execution::claim(const std::string& what, const Bool& condition) {
  require(condition.term(), [&] { return what; });
}

void Execution::show(const std::string& name, const Number& value) {
  witness_.shown.push_back({name, value});
}

void Execution::show(const std::string& name, const std::string& text) {
  witness_.shown.push_back({name, 0, text});
}

bool Execution::decide(const z3::expr& condition) {
  if (branches_.depth() >= limits_.depth) {
    throw Stopped{fmt::format("a path takes more than {} decisions", limits_.depth)};
  }
  stop_if_asked();
  return branches_.decide(condition);
}

void Execution::require(const z3::expr& condition, const std::function<std::string()>& what) {
  if (branches_.replaying()) return;
  stop_if_asked();
  switch (solver_.ask(Question::Kind::obligation, !condition, what)) {
    case Answer::unsatisfiable:
      ++progress_.obligations;
      return;
    case Answer::unknown:
      if (progress_.undecided++ == 0) undecided_ = what();
      return;
    case Answer::satisfiable:
      solver_.add(!condition);
      throw Refuted{smallest(solver_, witness_, what())};
  }
}

bool Execution::run_path(const std::function<void(Execution&)>& body) {
  if (++runs_ > limits_.paths) throw Stopped{fmt::format("more than {} paths", limits_.paths)};
  const Entered entered(*this);
  witness_ = {};
  names_.clear();
  branches_.begin();
  try {
    body(*this);
  } catch (const PathDone&) {
  }
  const Answer taken = solver_.ask(Question::Kind::path, context().bool_val(true), [&] {
    return fmt::format("path {} is taken by some input", runs_);
  });
  if (taken == Answer::satisfiable) ++progress_.paths;
  return branches_.next();
}

std::uint8_t Execution::below(unsigned count, const std::string& name) {
  const Word32 drawn = word<32>(name);
  assume(drawn < count);
  std::uint8_t number = 0;
  while (number + 1U < count && !(drawn == unsigned{number})) ++number;
  return number;
}

Number Execution::natural(const std::string& name) {
  const std::string input = unique(name);
  const auto [term, range] = encoding_->natural(input);
  add_input(input, Number(term), range);
  return Number(term);
}

z3::expr Execution::word(const std::string& name, unsigned bits) {
  const std::string input = unique(name);
  const auto [term, range] = encoding_->word(input, bits);
  add_input(input, Number(encoding_->number(term)), range);
  return term;
}

std::string Execution::unique(const std::string& name) {
  const int number = ++names_[name];
  return number == 1 ? name : fmt::format("{} ({})", name, number);
}

void Execution::add_input(const std::string& name, const Number& number, const z3::expr& range) {
  witness_.inputs.push_back({name, number});
  assume(Bool(range));
}

void Execution::stop_if_asked() {
  progress_.fraction = branches_.fraction_done();
  if (limits_.stop(progress_)) throw Stopped{"interrupted"};
}

}  // namespace vmcheck::smt
