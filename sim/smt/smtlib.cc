#include "sim/smt/smtlib.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace vmcheck::smt {
namespace {

bool is_product_of_unknowns(const z3::expr& term) {
  unsigned unknowns = 0;
  for (unsigned i = 0; i < term.num_args(); ++i) unknowns += term.arg(i).is_numeral() ? 0 : 1;
  return unknowns > 1;
}

std::string to_smtlib(const z3::expr& term) {
  Z3_set_ast_print_mode(term.ctx(), Z3_PRINT_SMTLIB2_COMPLIANT);
  return term.to_string();
}

}  // namespace

// Looks at each part of a term once.
class SmtlibTerms::Visit {
 public:
  explicit Visit(SmtlibTerms& terms) : terms_(terms) {}

  void visit(const z3::expr& term) {
    if (!seen_.insert(term.id()).second) return;
    add_sort(term.get_sort());
    if (term.is_quantifier()) {
      terms_.quantifiers_ = true;
      visit(term.body());
    } else if (term.is_app()) {
      for (unsigned i = 0; i < term.num_args(); ++i) visit(term.arg(i));
      add_application(term);
    }
  }

 private:
  void add_sort(const z3::sort& sort) {
    if (sort.is_int()) {
      terms_.integers_ = true;
    } else if (sort.is_bv()) {
      terms_.bit_vectors_ = true;
    } else if (sort.is_array()) {
      terms_.arrays_ = true;
    } else if (!sort.is_bool()) {
      terms_.other_ = true;
    }
  }

  void add_application(const z3::expr& term) {
    switch (term.decl().decl_kind()) {
      case Z3_OP_UNINTERPRETED:
        add_symbol(term.decl());
        break;
      case Z3_OP_MUL:
        terms_.nonlinear_ = terms_.nonlinear_ || is_product_of_unknowns(term);
        break;
      case Z3_OP_IDIV:
      case Z3_OP_MOD:
      case Z3_OP_REM:
        terms_.nonlinear_ = true;
        break;
      default:
        break;
    }
  }

  void add_symbol(const z3::func_decl& symbol) {
    const std::string name = symbol.name().str();
    if (name.find_first_of("|\\") != std::string::npos) {
      throw std::invalid_argument("SMT-LIB 2 has no way to write the name \"" + name + "\"");
    }
    terms_.functions_ = terms_.functions_ || symbol.arity() > 0;
    std::string& declaration = terms_.declarations_[name];
    if (declaration.empty()) declaration = symbol.to_string();
  }

  SmtlibTerms& terms_;
  std::set<unsigned> seen_;
};

void SmtlibTerms::add(const z3::expr& term) {
  Visit(*this).visit(term);
}

std::string SmtlibTerms::logic() const {
  if (other_ || (integers_ && bit_vectors_)) return "ALL";
  std::string theories;
  if (arrays_) theories += "A";
  if (functions_) theories += "UF";
  if (bit_vectors_) theories += "BV";
  if (integers_) theories += nonlinear_ ? "NIA" : "LIA";
  if (theories == "A") theories = "AX";
  if (theories.empty()) theories = "UF";  // the logic of nothing but truth values is QF_UF
  return (quantifiers_ ? "" : "QF_") + theories;
}

std::string SmtlibTerms::declarations() const {
  std::string text;
  for (const auto& [name, declaration] : declarations_) text += declaration + '\n';
  return text;
}

void SmtlibScript::add(const Question& question) {
  const std::span<const Condition> conditions = question.conditions;
  std::size_t shared = 0;
  while (shared < std::min(asserted_.size(), conditions.size()) &&
         asserted_[shared] == conditions[shared].number) {
    ++shared;
  }
  if (shared < asserted_.size()) body_ += fmt::format("(pop {})\n", asserted_.size() - shared);
  asserted_.resize(shared);
  for (const Condition& condition : conditions.subspan(shared)) {
    terms_.add(condition.term);
    asserted_.push_back(condition.number);
    body_ += fmt::format("(push 1)\n(assert {})\n", to_smtlib(condition.term));
  }
  body_ += fmt::format("; {}: {}: {}\n(set-info :status {})\n(check-sat)\n", ++questions_,
                       to_string(question.kind), question.what(), to_string(question.answer));
}

std::string SmtlibScript::text() const {
  return fmt::format("(set-logic {})\n{}{}(exit)\n", terms_.logic(), terms_.declarations(), body_);
}

}  // namespace vmcheck::smt
