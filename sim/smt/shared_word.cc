#include "sim/smt/shared_word.h"

#include "sim/smt/execution.h"

namespace vmcheck::smt {

SharedWord SharedWord::hostile(std::string name) {
  SharedWord word;
  word.hostile_ = std::move(name);
  return word;
}

Word64 SharedWord::load() const {
  return hostile_.empty() ? value_ : Execution::current().word<64>(hostile_);
}

}  // namespace vmcheck::smt
