#include "tools/litmus/parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/memory/models.h"
#include "tools/litmus/address.h"
#include "tools/litmus/supported.h"

namespace vmcheck::litmus {
namespace {

// A test of one thread with this body.
std::string with_body(const std::string& body) {
  return "C t\n{}\nP0(int *x, int **p, atomic_t *v, spinlock_t *s, atomic_int *a) {\nint r0; int "
         "r1;\n" +
         body + "\n}\nexists (0:r0=1)\n";
}

// A test with these lines behind its thread.
std::string with_end(const std::string& end) {
  return "C t\n{ x=0; }\nP0(int *x) { int r0 = *x; }\n" + end;
}

// What is wrong with a text; empty when nothing is.
std::string error_of(const std::string& text) {
  try {
    read_test(text, "t.litmus");
  } catch (const replay::BadInput& error) {
    return error.what();
  }
  return "";
}

std::string error_under(const memory::Model& model, const std::string& body) {
  try {
    check_supported(read_test(with_body(body), "t.litmus"), model);
  } catch (const replay::BadInput& error) {
    return error.what();
  }
  return "";
}

TEST(Reader, AcceptsBothDialects) {
  for (const char* body : {
           "WRITE_ONCE(*x, 1); r0 = READ_ONCE(*x);",
           "smp_store_release(x, 1); r0 = smp_load_acquire(x);",
           "virt_store_release(x, 1); r0 = virt_load_acquire(x); virt_store_mb(*x, 2);",
           "smp_mb(); smp_rmb(); smp_wmb(); virt_mb(); virt_rmb(); virt_wmb(); smp_store_mb(*x, "
           "1);",
           "rcu_assign_pointer(*p, x); r0 = READ_ONCE(*rcu_dereference(*p));",
           "r0 = xchg(x, 1); r0 = xchg_acquire(x, 1); r1 = cmpxchg_release(x, 0, 1);",
           "atomic_set(v, 1); r0 = atomic_read(v); atomic_set_release(v, 2); atomic_inc(v);",
           "atomic_add(2, v); r0 = atomic_sub_return_relaxed(2, v); r1 = atomic_fetch_xor(1, v);",
           "r0 = atomic_fetch_add(1, v); r1 = atomic_fetch_add(a, 1);",
           "r0 = atomic_xchg(v, 3); r1 = atomic_cmpxchg_relaxed(v, 3, 4); atomic_fetch_inc(v);",
           "spin_lock(s); r0 = *x; *x = r0 + 1; spin_unlock(s);",
           "r0 = atomic_load_explicit(a, memory_order_acquire); atomic_store(a, r0);",
           "r0 = atomic_exchange_explicit(a, 1, memory_order_acq_rel);",
           "r1 = atomic_compare_exchange_strong(a, &r0, 2);",
           "r1 = atomic_compare_exchange_strong_explicit(a, x, 2, memory_order_release, "
           "memory_order_relaxed);",
           "atomic_thread_fence(memory_order_relaxed); atomic_thread_fence(memory_order_acq_rel);",
           "if (r0 == 0) r1 = 1; else { r1 = 2; } if (*x) { } else r0 = (r1 ? 2 : ~3) << 1;",
           "long q = -1, *z = (long *)x; unsigned int w = (*z) + 0x1fUL; ; { w = !w && r0 || 1; }",
           "/* (* */ r0 = 1; // (*\n r1 = (*x);",
       }) {
    EXPECT_EQ(error_of(with_body(body)), "") << body;
  }
}

TEST(Reader, AcceptsHeadersCommentsAndStates) {
  EXPECT_EQ(error_of("C t (* a *)\n\"a text\"\nCycle=Rfe PodRR\nHash=1\n(* b\n *)\n"
                     "{ int x = 1; y=x; int *p = &y; 0:r5=-7; 0:q=x; [w]=2; spinlock_t s; "
                     "atomic_t v = ATOMIC_INIT(0); long z; }\n"
                     "// c\nP0(int *x) { int r0 = r5; }\n(* d *)\n"
                     "locations [x; 0:r0; y int; p*]\nfilter (x=1)\n"
                     "exists (* e *) (x=2 /\\ not (0:r0=0 \\/ [y]==x) /\\ 0:q<>&y /\\ true)\n"),
            "");
  EXPECT_EQ(error_of("C t\n{}\nP0(void) {}\nP1() {}"), "");
}

TEST(Reader, KeepsWhatTheTestSays) {
  const auto test = read_test(
      "C MP+x\n{ y=z; 1:r1=5; }\nP0(int *x) { *x = 1; }\nP1(int *x) { int r0 = *x; }\n"
      "~exists (1:r0=1 /\\ (x=z \\/ ~(1:r1=-5)))",
      "t.litmus");
  EXPECT_EQ(test.name, "MP+x");
  ASSERT_EQ(test.locations.size(), 3u);
  EXPECT_EQ(test.locations[0].name, "y");
  EXPECT_EQ(test.locations[0].initial, address_of(1));
  EXPECT_EQ(test.locations[1].name, "z");
  EXPECT_EQ(test.locations[2].initial, 0u);
  ASSERT_EQ(test.threads.size(), 2u);
  EXPECT_EQ(test.threads[1].registers[0].initial, 5u);
  EXPECT_EQ(test.quantifier, Quantifier::not_exists);
  EXPECT_EQ(to_string(test.condition, test), "1:r0=1 /\\ ([x]=z \\/ not (1:r1=-5))");
}

TEST(Reader, RefusesWhatItDoesNotHave) {
  const std::vector<std::pair<const char*, const char*>> table = {
      {"while (1) r0 = 1;", "t.litmus:5: unsupported: `while`: loops and jumps"},
      {"\n goto out;", "t.litmus:6: unsupported: `goto`: loops and jumps"},
      {"rcu_read_lock();", "t.litmus:5: unsupported: `rcu_read_lock`: not an operation"},
      {"smp_mb__after_spinlock();", "unsupported: `smp_mb__after_spinlock`: not an operation"},
      {"r0 = spin_trylock(s);", "unsupported: `spin_trylock`: not an operation"},
      {"r0 = atomic_load_explicit(a, memory_order_consume);",
       "unsupported: `memory_order_consume`: no memory model"},
      {"r0 = atomic_compare_exchange_weak(a, &r1, 1);",
       "unsupported: `atomic_compare_exchange_weak`: not an operation"},
      {"r0 = x[0];", "unsupported: `[`"},
      {"int q[2];", "unsupported: `[`: arrays"},
      {"struct foo f;", "unsupported: `struct`"},
      {"float f;", "unsupported: `float`"},
      {"r0 += 1;", "unsupported: `+=`"},
      {"r0 = r1++;", "unsupported: `++`"},
      {"r0 = &r1;", "unsupported: `&`"},
      {"r0 = 010;", "unsupported: `010`: C reads it as octal"},
      {"r0 = r1 && *x;", "unsupported: `&&`: an access to memory in an operand"},
      {"r0 = r1 ? *x : 0;", "unsupported: `?`: an access to memory in an operand"},
      {"r0 = *a;", "unsupported: `a`: a plain access to an atomic"},
      {"*v = 1;", "unsupported: `v`: a plain access to an atomic_t"},
      {"WRITE_ONCE(*s, 1);", "unsupported: `s`: a spinlock_t can be locked"},
      {"spin_lock(x);", "unsupported: `x`: only a spinlock_t"},
      {"atomic_int q;", "unsupported: `q`: a local variable that is atomic"},
  };
  for (const auto& [body, message] : table) {
    EXPECT_NE(error_of(with_body(body)).find(message), std::string::npos)
        << body << "\n"
        << error_of(with_body(body));
  }
}

TEST(Reader, RefusesMistakes) {
  const std::vector<std::pair<const char*, const char*>> table = {
      {"r0 = 1", "t.litmus:6: expected `;`, got `}`"},
      {"r9 = 1;", "t.litmus:5: expected a local variable, got `r9`: declare it"},
      {"r0 = y;", "expected a parameter or a local variable, got `y`"},
      {"int r0;", "`r0` is declared twice in this thread"},
      {"int x;", "`x` is declared twice in this thread"},
      {"r0 = smp_mb();", "`smp_mb` has no value"},
      {"READ_ONCE(x);", "expected `*`, an object in memory, got `x`"},
      {"WRITE_ONCE(*x);", "expected `,`, got `)`"},
      {"r0 = 4611686018427387904;", "expected a number smaller than 4611686018427387904"},
      {"r0 = 99999999999999999999999;", "expected a number smaller than"},
      {"r0 = 12ab;", "expected a number, got `12ab`"},
      {"r0 = ;", "expected an expression, got `;`"},
      {"= 1;", "expected a statement, got `=`"},
      {"atomic_store_explicit(a, 1, memory_order_acquire);",
       "`atomic_store_explicit` cannot have the order `memory_order_acquire`"},
      {"r0 = atomic_load_explicit(a, memory_order_release);", "cannot have the order"},
      {"atomic_compare_exchange_strong_explicit(a, &r0, 1, memory_order_relaxed, "
       "memory_order_release);",
       "cannot have the order `memory_order_release` where it fails"},
      {"r0 = atomic_load_explicit(a, 5);", "expected a memory_order, got `5`"},
      {"atomic_compare_exchange_strong(a, &x, 1);", "expected a local variable, got `x`"},
      {"{ r0 = 1;", "t.litmus:7: expected `}`, got `exists`"},
  };
  for (const auto& [body, message] : table) {
    EXPECT_NE(error_of(with_body(body)).find(message), std::string::npos)
        << body << "\n"
        << error_of(with_body(body));
  }
}

TEST(Reader, RefusesMistakesOutsideThreads) {
  const std::vector<std::pair<std::string, const char*>> table = {
      {"", "t.litmus:1: expected `C NAME`"},
      {"AArch64 MP\n{}", "t.litmus:1: expected `C NAME`"},
      {"C \n{}", "expected the name of the test"},
      {"C t\nP0() {}", "t.litmus:2: expected `{`, the initial state"},
      {"C t\n(* no end", "t.litmus:2: the comment (* has no end"},
      {"C t\n\"no end", "t.litmus:2: a text in double quotes has no end"},
      {"C t\n{ x=1", "expected `;`, got the end of the file"},
      {"C t\n{ int x[2]; }", "unsupported: `[`: arrays"},
      {"C t\n{ x={1}; }", "unsupported: `{`: arrays"},
      {"C t\n{ foo_t x; }", "unsupported: `foo_t`: not a type"},
      {"C t\n{ x=1; x=2; }", "[x] is given a value twice"},
      {"C t\n{ 3:r0=1; }\nP0() {}", "the initial state mentions thread 3, the test has 1"},
      {"C t\n{ 9:r0=1; }", "expected a thread from 0 to 7, got 9"},
      {"C t\n{ 0:x=1; }\nP0(int *x) {}", "`x` is a parameter, and a local variable"},
      {"C t\n{}\nP1() {}", "t.litmus:3: expected `P0`, the first thread"},
      {"C t\n{}\nP0() {}\nP2() {}", "t.litmus:4: expected `P1`, the next thread"},
      {"C t\n{}\nP0(int x) {}", "expected `*`: a parameter is a pointer"},
      {"C t\n{}\nint f(int x) {}", "expected `P0`"},
      {std::string("C t\n{}\nP0() { \0 }", 16), "t.litmus:3: expected text, got the byte 0x00"},
      {"C t\n{}\nP0() {} \xff", "expected text, got the byte 0xff"},
      {with_end("exists (y=1)"), "t.litmus:4: expected a location, got `y`"},
      {with_end("exists (0:r1=1)"), "expected a local variable of P0, got `r1`"},
      {with_end("exists (1:r0=1)"), "expected one of 1 threads, got 1"},
      {with_end("exists (x=1"), "expected `)`, got the end of the file"},
      {with_end("exists (x=1 => x=2)"), "unsupported: `=>`"},
      {with_end("exists (x)"), "expected `=`, got `)`"},
      {with_end("exists (x=1) exists (x=2)"), "expected the end of the file, got `exists`"},
      {with_end("final (x=1)"), "expected a thread, `locations`"},
      {with_end("locations [z;]"), "expected a location, got `z`"},
  };
  for (const auto& [text, message] : table) {
    EXPECT_NE(error_of(text).find(message), std::string::npos) << text << "\n" << error_of(text);
  }
}

std::string repeat(const std::string& text, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

TEST(Reader, BoundsEverything) {
  const std::size_t deep = 100'000;
  EXPECT_NE(error_of(with_body("r0 = " + repeat("(", deep))).find("levels of nesting"),
            std::string::npos);
  EXPECT_NE(error_of(with_body("r0 = " + repeat("-", deep))).find("unsupported: `--`"),
            std::string::npos);
  EXPECT_NE(error_of(with_body("r0 = " + repeat("- ", deep))).find("levels of nesting"),
            std::string::npos);
  EXPECT_NE(error_of(with_body(repeat("{", deep))).find("levels of nesting"), std::string::npos);
  EXPECT_NE(error_of(with_body(repeat("if (1) ", deep))).find("nest"), std::string::npos);
  EXPECT_NE(error_of(with_end("exists " + repeat("(", deep))).find("levels of nesting"),
            std::string::npos);
  EXPECT_NE(error_of(with_end("exists " + repeat("~", deep))).find("levels of nesting"),
            std::string::npos);
  EXPECT_NE(error_of(with_body("r0 = " + repeat("1+(", 40) + "1" + repeat(")", 40) + ";"))
                .find("at most 32 values"),
            std::string::npos);
  EXPECT_NE(error_of(with_body(repeat("smp_mb();", 65))).find("at most 64 accesses"),
            std::string::npos);
  EXPECT_EQ(error_of(with_body(repeat("smp_mb();", 64))), "");
  EXPECT_EQ(error_of(with_body("if (r0) {" + repeat("smp_mb();", 64) + "} else {" +
                               repeat("smp_mb();", 64) + "}")),
            "");
  EXPECT_NE(error_of(with_body("r0 = 1" + repeat("+1", deep) + ";")).find("instructions"),
            std::string::npos);
  EXPECT_NE(error_of(with_body(std::string(kMostBytes, ' '))).find("expected at most 1048576"),
            std::string::npos);
  std::string registers;
  std::string locations;
  for (int i = 0; i < 300; ++i) {
    registers += "int q" + std::to_string(i) + ";";
    locations += "x" + std::to_string(i) + ";";
  }
  EXPECT_NE(error_of(with_body(registers)).find("at most 64 local variables"), std::string::npos);
  EXPECT_NE(error_of("C t\n{" + locations + "}").find("at most 256 locations"), std::string::npos);
  std::string threads;
  for (int i = 0; i < 9; ++i) threads += "P" + std::to_string(i) + "() {}\n";
  EXPECT_NE(error_of("C t\n{}\n" + threads).find("at most 8 threads"), std::string::npos);
}

TEST(Reader, SaysWhichFileItCannotRead) {
  for (const char* path : {"/nowhere/x.litmus", "/"}) {
    EXPECT_THROW(read_test_file(path), replay::BadInput) << path;
  }
}

TEST(Models, RefuseWhatTheyDoNotDefine) {
  const char* const missing_in_kernel[] = {
      "atomic_thread_fence(memory_order_acquire);",
      "atomic_thread_fence(memory_order_release);",
      "atomic_thread_fence(memory_order_acq_rel);",
      "r0 = atomic_load(a);",
      "atomic_store(a, 1);",
      "r0 = atomic_exchange(a, 1);",
      "r0 = atomic_fetch_add(a, 1);",
      "r0 = atomic_compare_exchange_strong(a, &r1, 1);",
      "r0 = atomic_exchange_explicit(a, 1, memory_order_acq_rel);",
      "atomic_inc(v); smp_rmb(); r0 = *x;",
  };
  for (const char* body : missing_in_kernel) {
    EXPECT_NE(
        error_under(memory::lkmm(), body).find("t.litmus:5: unsupported under lkmm: `atomic_"),
        std::string::npos)
        << body << "\n"
        << error_under(memory::lkmm(), body);
    for (const memory::Model* model : memory::models()) {
      if (model == &memory::lkmm()) continue;
      EXPECT_EQ(error_under(*model, body), "") << body;
    }
  }
  for (const char* body :
       {"atomic_thread_fence(memory_order_seq_cst);", "r0 = xchg(x, 1);",
        "r0 = atomic_load_explicit(a, memory_order_acquire);",
        "r0 = atomic_exchange_explicit(a, 1, memory_order_release);",
        "r0 = atomic_fetch_inc_relaxed(v); smp_rmb(); r1 = *x;", "atomic_inc(v); smp_mb();"}) {
    EXPECT_EQ(error_under(memory::lkmm(), body), "") << body;
  }
}

}  // namespace
}  // namespace vmcheck::litmus
