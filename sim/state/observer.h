// What a model says while it makes a step: what holds, what has been reached, what it does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/explore/result.h"
#include "sim/run/property.h"
#include "sim/state/process.h"

namespace vmcheck::state {

// Parts of a state, a bit for each, as its model counts them.
using Parts = std::uint64_t;
inline constexpr Parts kAllParts = ~Parts{0};

class Observer {
 public:
  // A property broken, and how.
  struct Breach {
    run::Property property;
    std::string message;
  };

  enum class Use {
    search,   // counts and notices; asks for no text
    walk,     // the same where each state that is checked is the one that the step before made
    telling,  // keeps texts as well
  };

  // Of a model with these properties.
  explicit Observer(const std::vector<run::Property>& properties, Use use = Use::search);
  Observer(Observer&&) = default;
  Observer& operator=(Observer&&) = default;

  // For the model ---------------------------------------------------------------------------------

  // A property is an object that lives as long as the model.

  // Demands `holds` of the state or step; `message` is a function, asked for only when a story of
  // it is told. Returns `holds`: the step goes on, and the search ends behind it. Throws
  // std::logic_error if the property is none of the model's.
  template <typename Message>
  bool always(const run::Property& property, bool holds, const Message& message) {
    count(property);
    if (!holds) [[unlikely]]
      note_breach(property, message);
    return holds;
  }

  // Reports that what a `sometimes` property describes has been reached.
  void sometimes(const run::Property& property, bool reached) {
    if (reached) count(property);
  }

  // Says in the story what the step does: "producer rings". `text` is a function, asked for only
  // when a story is told.
  template <typename Text>
  void note(const Text& text) {
    if (tells()) notes_.push_back(text());
  }

  // Says whose step it is, as the model's processes() counts them. A step can be one of several
  // processes, or of none. Throws std::logic_error for a number that no process can have.
  void made_by(std::uint32_t process) {
    if (process >= kMostProcesses) throw_no_process(process);
    makers_ |= ProcessSet{1} << process;
  }

  // Says that the step has changed these parts at most. If it says nothing, that may be all.
  void changes(Parts parts) {
    if (use_ == Use::walk) changed_ = parts;
  }

  // For check(): what may be different from a state that was checked. What depends on other parts
  // alone need not be looked at again.
  Parts changed() const { return changed_; }

  // For the search --------------------------------------------------------------------------------

  // The state has been checked.
  void forget_changes() { changed_ = kAllParts; }

  // Whether a property broke since this was last asked.
  bool take_broken() { return std::exchange(broken_, false); }

  // Whose step it was, as far as it was said since this was last asked.
  ProcessSet take_makers() { return std::exchange(makers_, 0); }

  // The first breach, and the notes since they were last taken. For telling only.
  const std::optional<Breach>& breach() const { return breach_; }
  std::vector<std::string> take_notes() { return std::exchange(notes_, {}); }

  // How often each property was evaluated or reached.
  const std::vector<explore::Coverage>& coverage() const { return coverage_; }

 private:
  // An object that properties are named by, and the count of the one that it names.
  struct Name {
    const run::Property* object = nullptr;
    std::uint64_t* count = nullptr;
  };

  [[noreturn]] static void throw_no_process(std::uint32_t process);

  bool tells() const { return use_ == Use::telling; }

  // A property is nearly always the same object again, and nearly always at its home.
  void count(const run::Property& property) {
    const Name& name = names_[home(property)];
    ++*(name.object == &property ? name.count : find(property).count);
  }

  // Not among the code of a step: it is hardly ever called.
  template <typename Message>
  [[gnu::cold, gnu::noinline]] void note_breach(const run::Property& property,
                                                const Message& message) {
    if (tells() && !broken_) breach_ = {property, message()};
    broken_ = true;
  }

  std::size_t home(const run::Property& property) const {
    const auto hash = reinterpret_cast<std::uintptr_t>(&property) * kMultiplier;
    return static_cast<std::size_t>(hash >> shift_);
  }
  Name& place(const run::Property& property);
  const Name& find(const run::Property& property);
  std::uint64_t* count_of(const run::Property& property);

  static constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15;  // 2^64 by the golden ratio

  Use use_;
  bool broken_ = false;
  Parts changed_ = kAllParts;
  ProcessSet makers_ = 0;
  std::optional<Breach> breach_;
  std::vector<std::string> notes_;
  std::vector<explore::Coverage> coverage_;
  std::vector<Name> names_;  // a hash table with open addressing, at most an eighth of it full
  std::size_t known_ = 0;    // names in it
  int shift_;                // it has 1 << (64 - shift_) places
};

}  // namespace vmcheck::state
