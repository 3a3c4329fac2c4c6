// What the code under test meets instead of hardware: every access to shared memory is a call here.
//
// A HAL maps a driver's own primitives to these calls. The explorer behind them decides who runs
// next and what a load returns. A scenario builds its program through the same object, anew for
// each run.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "sim/run/path.h"
#include "sim/run/property.h"

namespace vmcheck::run {

// The ordering that an access asks for, in C11's terms. `plain` is not atomic: queue data.
enum class Order : std::uint8_t { plain, relaxed, acquire, release };

// A cell of shared memory, numbered in the order of creation.
struct Location {
  std::uint32_t number = 0;
};

// Where in the source an access stands.
struct Site {
  const char* file = "";
  std::uint32_t line = 0;

  // The caller's. (Not std::source_location, which clang 14 lacks.)
  static constexpr Site current(const char* file = __builtin_FILE(),
                                std::uint32_t line = __builtin_LINE()) {
    return {file, line};
  }
};

class Machine {
 public:
  virtual ~Machine() = default;

  // The machine on which the calling code runs.
  static Machine& current();

  // Building a program, before its tasks run ------------------------------------------------------

  // A shared word that holds `value`.
  virtual Location word(std::string name, std::uint64_t value) = 0;

  // `count` shared bytes, not written yet, in consecutive locations.
  virtual Location bytes(std::string name, std::uint32_t count) = 0;

  // `count` consecutive locations that nobody may access: an access violates property::kInBounds.
  virtual Location guard(std::uint32_t count) = 0;

  // A task. It runs concurrently with the others, each of its accesses a step.
  virtual void task(std::string name, std::function<void()> body) = 0;

  // What runs alone after all tasks have ended, and sees all that they did.
  virtual void finally(std::function<void()> body) = 0;

  // Lets at most `count` operations that can fail do so in one run, each a choice.
  virtual void allow_faults(std::uint32_t count) = 0;

  // Running
  // ----------------------------------------------------------------------------------------

  virtual std::uint64_t load(Location from, Order order, Site site) = 0;
  virtual void store(Location to, std::uint64_t value, Order order, Site site) = 0;

  // One byte. Reading one that was never written violates property::kInitialised.
  virtual std::uint8_t load_byte(Location from, Site site) = 0;
  virtual void store_byte(Location to, std::uint8_t value, Site site) = 0;

  // Whether an operation that can fail does so now.
  virtual bool fails(Site site) = 0;

  // One of `options` values that the scenario leaves open.
  virtual std::uint32_t choose(std::uint32_t options) = 0;

  // Marks in the story what a task does: "enqueue 2 bytes". No step.
  virtual void note(std::function<std::string()> text) = 0;

  // Demands `holds` of this run; `message` is asked for only when it does not.
  virtual void always(const Property& property, bool holds,
                      const std::function<std::string()>& message) = 0;

  // Reports that what a `sometimes` property describes has been reached.
  virtual void sometimes(const Property& property, bool reached) = 0;

 protected:
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
