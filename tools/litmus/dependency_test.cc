// Which dependencies a thread's accesses tell the machine.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "sim/run/machine.h"
#include "tools/litmus/interpreter.h"
#include "tools/litmus/parser.h"

namespace vmcheck::litmus {
namespace {

using run::Location;
using run::Order;
using run::Site;

// Runs one task, and writes down each access as "a/d/c": on which accesses it depends.
class Recorder final : public run::Machine {
 public:
  explicit Recorder(const Test& test) {
    for (const SharedLocation& location : test.locations) memory_.push_back(location.initial);
    const Scope scope(*this);
    Registers registers;
    run_thread(test, test.threads.at(0), {0}, registers);
  }

  std::vector<std::string> accesses_made;

  Location word(std::string, std::uint64_t) override { return {}; }
  Location bytes(std::string, std::uint32_t) override { return {}; }
  Location guard(std::uint32_t) override { return {}; }
  std::uint32_t task(std::string, std::function<void()>) override { return 0; }
  std::uint32_t dormant_task(std::string, std::function<void()>) override { return 0; }
  void finally(std::function<void()>) override {}
  void allow_faults(std::uint32_t) override {}
  std::uint64_t load(Location from, Order, Site) override { return access(from); }
  void store(Location to, std::uint64_t value, Order, Site) override { access(to) = value; }
  std::uint64_t read_modify_write(Location at, run::Rmw operation, std::uint64_t operand, Order,
                                  Site) override {
    std::uint64_t& word = access(at);
    return std::exchange(word, apply(operation, word, operand));
  }
  std::uint64_t compare_exchange(Location at, std::uint64_t expected, std::uint64_t desired, Order,
                                 Order, Site) override {
    std::uint64_t& word = access(at);
    return word == expected ? std::exchange(word, desired) : word;
  }
  void fence(run::Fence, Site) override { access({0}); }
  std::uint64_t await(Location from, run::Condition, Order, Site) override { return access(from); }
  void lock(Location at, Site) override { access(at) = 1; }
  void unlock(Location at, Site) override { access(at) = 0; }
  void spawn(std::uint32_t, Site) override {}
  void join(std::uint32_t, Site) override {}
  void assume(bool) override {}
  std::uint32_t accesses() const override {
    return static_cast<std::uint32_t>(accesses_made.size());
  }
  void next_depends_on(const run::Dependencies& dependencies) override { next_ = dependencies; }
  bool fails(Site) override { return false; }
  std::uint32_t choose(std::uint32_t) override { return 0; }

 protected:
  void* own_memory(std::size_t, std::size_t) override { return nullptr; }
  bool tells_story() const override { return false; }
  void add_note(std::string) override {}
  void count(const run::Property&) override {}
  void violate(const run::Property&, std::string message) override {
    throw std::runtime_error(message);
  }

 private:
  static std::string indices(std::uint64_t mask) {
    std::string text;
    for (int i = 0; i < 64; ++i) {
      if (mask >> i & 1) text += (text.empty() ? "" : ",") + std::to_string(i);
    }
    return text;
  }

  std::uint64_t& access(Location at) {
    const run::Dependencies d = std::exchange(next_, {});
    accesses_made.push_back(indices(d.address) + "/" + indices(d.data) + "/" + indices(d.control));
    return memory_.at(at.number);
  }

  std::vector<std::uint64_t> memory_;
  run::Dependencies next_;
};

using Accesses = std::vector<std::string>;

Accesses accesses_of(const std::string& body) {
  const auto test = read_test(
      "C t\n{ p=x; }\nP0(int *x, int *y, int **p) {\nint *r0; int r1; int r2;\n" + body + "\n}",
      "t.litmus");
  return Recorder(test).accesses_made;
}

TEST(Dependencies, OfAddresses) {
  EXPECT_EQ(accesses_of("r0 = READ_ONCE(*p); r1 = READ_ONCE(*r0); WRITE_ONCE(*r0, 1);"),
            (Accesses{"//", "0//", "0//"}));
  EXPECT_EQ(accesses_of("r1 = READ_ONCE(*x); r2 = READ_ONCE(*(y + (r1 ^ r1)));"),
            (Accesses{"//", "0//"}));
  EXPECT_EQ(accesses_of("r1 = **p;"), (Accesses{"//", "0//"}));
}

TEST(Dependencies, OfData) {
  EXPECT_EQ(accesses_of("r1 = *x; r2 = *y; WRITE_ONCE(*x, r1 + 2 * r2); *y = 3;"),
            (Accesses{"//", "//", "/0,1/", "//"}));
  EXPECT_EQ(accesses_of("r1 = *x; r1 = 0; WRITE_ONCE(*y, r1);"), (Accesses{"//", "//"}));
  EXPECT_EQ(accesses_of("smp_mb(); r1 = *x; r2 = r1 && 1; *y = r2 ? 1 : 2;"),
            (Accesses{"//", "//", "/1/"}));
  // The value of a load depends on that load, not on what its address depends on.
  EXPECT_EQ(accesses_of("r0 = READ_ONCE(*p); r1 = READ_ONCE(*r0); *y = r1;"),
            (Accesses{"//", "0//", "/1/"}));
}

TEST(Dependencies, OfReadModifyWrites) {
  EXPECT_EQ(accesses_of("r1 = *x; r2 = atomic_fetch_add(r1, y); *x = r2;"),
            (Accesses{"//", "/0/", "/1/"}));
  EXPECT_EQ(accesses_of("r1 = *x; r2 = atomic_add_return(r1, y); *x = r2;"),
            (Accesses{"//", "/0/", "/0,1/"}));
  EXPECT_EQ(accesses_of("r1 = *x; r2 = cmpxchg(y, r1, 1); *x = r2;"),
            (Accesses{"//", "//0", "/1/"}));
  EXPECT_EQ(
      accesses_of("r1 = 5; r2 = atomic_compare_exchange_strong(x, &r1, 1); *y = r1; *y = r2;"),
      (Accesses{"//", "/0/", "/0/"}));
  EXPECT_EQ(accesses_of("*x = 5; r2 = atomic_compare_exchange_strong(y, x, 1);"),
            (Accesses{"//", "//", "//1", "/2/1,2"}));
}

// As in the kernel's model, control extends over the arms of an `if` and no further.
TEST(Dependencies, OfControl) {
  EXPECT_EQ(accesses_of("r1 = *x; if (r1 == 0) { *y = 1; smp_mb(); } *y = 2;"),
            (Accesses{"//", "//0", "//", "//"}));
  EXPECT_EQ(accesses_of("r1 = *x; if (r1) *y = 1; else *y = 2; *y = 3;"),
            (Accesses{"//", "//0", "//"}));
  EXPECT_EQ(accesses_of("r1 = *x; if (!r1) { r2 = *y; if (!r2) *y = 1; *x = 2; }"),
            (Accesses{"//", "//0", "//0,1", "//0"}));
}

}  // namespace
}  // namespace vmcheck::litmus
