// What the code under test meets instead of hardware: every access to shared memory is a call here.
//
// A HAL maps a driver's own primitives to these calls. The explorer behind them decides who runs
// next and what a load returns. A scenario builds its program through the same object, anew for
// each run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "sim/run/access.h"
#include "sim/run/property.h"

namespace vmcheck::run {

class Machine {
 public:
  virtual ~Machine() = default;

  // The machine on which the calling code runs.
  static Machine& current();

  // Building a program, before its tasks run -----------------------------------------------------

  // A shared word that holds `value`.
  virtual Location word(std::string name, std::uint64_t value) = 0;

  // `count` shared bytes, not written yet, in consecutive locations.
  virtual Location bytes(std::string name, std::uint32_t count) = 0;

  // `count` consecutive locations that nobody may access: an access violates property::kInBounds.
  virtual Location guard(std::uint32_t count) = 0;

  // An object that belongs to the task which is declared next. Besides its own stack a task may
  // change such objects only, and only its own: where a search goes back, it puts them back.
  template <typename T, typename... Arguments>
  T& own(Arguments&&... arguments) {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>,
                  "a task's object is saved and put back as bytes");
    return *new (own_memory(sizeof(T), alignof(T))) T{std::forward<Arguments>(arguments)...};
  }

  // A task, and its number, counted from 0. It runs concurrently with the others, each of its
  // accesses a step. It must not keep memory from the heap across an access: give it an object.
  virtual std::uint32_t task(std::string name, std::function<void()> body) = 0;

  // A task that does not begin before another one spawns it.
  virtual std::uint32_t dormant_task(std::string name, std::function<void()> body) = 0;

  // What runs alone after all tasks have ended, and sees all that they did. It may change the
  // tasks' objects.
  virtual void finally(std::function<void()> body) = 0;

  // Lets at most `count` operations that can fail do so in one run, each a choice.
  virtual void allow_faults(std::uint32_t count) = 0;

  // Running ---------------------------------------------------------------------------------------

  // Reading a location that was never written violates property::kInitialised.
  virtual std::uint64_t load(Location from, Order order, Site site) = 0;
  virtual void store(Location to, std::uint64_t value, Order order, Site site) = 0;

  // Replaces a value by another atomically, and returns the old one.
  virtual std::uint64_t read_modify_write(Location at, Rmw operation, std::uint64_t operand,
                                          Order order, Site site) = 0;

  // Writes `desired` if the location holds `expected`, atomically. Returns what it held. A failure
  // is a load of order `failure` and writes nothing.
  virtual std::uint64_t compare_exchange(Location at, std::uint64_t expected, std::uint64_t desired,
                                         Order success, Order failure, Site site) = 0;

  virtual void fence(Fence kind, Site site) = 0;

  // Waits until the location holds what is waited for, and returns it. A task that waits for ever
  // violates property::kProgress. One access, however often a real loop would look; but it races
  // with what that loop would race with.
  virtual std::uint64_t await(Location from, Condition condition, Order order, Site site) = 0;

  // A lock is a word that holds 0 when it is free.
  virtual void lock(Location at, Site site) = 0;
  virtual void unlock(Location at, Site site) = 0;

  // Lets a dormant task begin; waits for the end of a task.
  virtual void spawn(std::uint32_t task, Site site) = 0;
  virtual void join(std::uint32_t task, Site site) = 0;

  // Gives up a run in which `holds` is false: it is counted as blocked, and no verdict on it.
  virtual void assume(bool holds) = 0;

  // How many accesses and fences the running task has made, and on which of them the next one
  // depends. Native code cannot tell, and then no dependency is assumed.
  virtual std::uint32_t accesses() const { return 0; }
  virtual void next_depends_on(const Dependencies&) {}

  // Whether an operation that can fail does so now.
  virtual bool fails(Site site) = 0;

  // One of `options` values that the scenario leaves open.
  virtual std::uint32_t choose(std::uint32_t options) = 0;

  // Marks in the story what a task does: "enqueue 2 bytes". No step. `text` is a function, asked
  // for only when a story is told.
  template <typename Text>
  void note(const Text& text) {
    if (tells_story()) add_note(text());
  }

  // Demands `holds` of this run; `message` is a function, asked for only when it does not.
  template <typename Message>
  void always(const Property& property, bool holds, const Message& message) {
    if (holds) [[likely]] {
      count(property);
    } else {
      violate(property, message());
    }
  }

  // Reports that what a `sometimes` property describes has been reached.
  void sometimes(const Property& property, bool reached) {
    if (reached) count(property);
  }

 protected:
  // Memory of the task that is declared next. It has its place until the run ends.
  virtual void* own_memory(std::size_t size, std::size_t alignment) = 0;

  virtual bool tells_story() const = 0;
  virtual void add_note(std::string text) = 0;

  // A property was evaluated and held, or was reached. Properties are told apart by name.
  virtual void count(const Property& property) = 0;

  // A property is broken. Does not return: the run ends here.
  virtual void violate(const Property& property, std::string message) = 0;

  // Makes a machine the current one of this thread while a run lasts.
  class Scope {
   public:
    explicit Scope(Machine& machine);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Machine* outer_;
  };
};

}  // namespace vmcheck::run
