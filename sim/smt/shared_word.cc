#include "sim/smt/shared_word.h"

#include <utility>

#include "sim/smt/execution.h"

namespace vmcheck::smt {

SharedWord SharedWord::hostile(const std::string& name) {
  return read_by([name] { return Execution::current().word<64>(name); });
}

SharedWord SharedWord::read_by(std::function<Word64()> read) {
  SharedWord word;
  word.read_ = std::move(read);
  return word;
}

SharedWord SharedWord::written_by(Word64 value, std::function<void(const Word64&)> written) {
  SharedWord word(std::move(value));
  word.written_ = std::move(written);
  return word;
}

void SharedWord::store(const Word64& value) {
  if (written_) written_(value);
  value_ = value;
}

}  // namespace vmcheck::smt
