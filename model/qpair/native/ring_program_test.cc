#include "model/qpair/native/ring_program.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>
#include <string>

namespace vmcheck::native {

extern const Core peek_consumes;
extern const Core swapped_consume_free_space;
extern const Core swapped_consume_indexes;
extern const Core swapped_produce_buf_ready;
extern const Core vector_element_overwrites;
extern const Core vector_length_unchecked;
extern const Core wrap_one_byte_late;

namespace {

rc::Gen<Step> any_step() {
  const auto length = rc::gen::resize(24, rc::gen::inRange<std::uint32_t>(0, 24));
  return rc::gen::build<Step>(
      rc::gen::set(&Step::end, rc::gen::element(End::a, End::b)),
      rc::gen::set(&Step::operation,
                   rc::gen::element(Operation::enqueue, Operation::dequeue, Operation::peek)),
      rc::gen::set(&Step::lengths,
                   rc::gen::nonEmpty(rc::gen::resize(
                       4, rc::gen::container<std::vector<std::uint32_t>>(length)))));
}

rc::Gen<RingProgram> any_program() {
  const auto size = rc::gen::inRange<std::uint32_t>(0, 40);
  const auto raw = rc::gen::build<RingProgram>(
      rc::gen::set(&RingProgram::size_a, size), rc::gen::set(&RingProgram::size_b, size),
      rc::gen::set(&RingProgram::start_a, size), rc::gen::set(&RingProgram::start_b, size),
      rc::gen::set(&RingProgram::steps, rc::gen::container<std::vector<Step>>(any_step())));
  return rc::gen::map(raw, [](RingProgram program) {
    if (program.size_a == 0 && program.size_b == 0) program.size_a = 1;
    program.start_a %= std::max(program.size_a, 1u);
    program.start_b %= std::max(program.size_b, 1u);
    return program;
  });
}

std::string reproduce(const RingProgram& program) {
  return fmt::format("to reproduce: bazel run //model/qpair/native:ring_program -- '{}'",
                     to_string(program));
}

void agrees_with_fifo(const Core& core) {
  const RingProgram program = *any_program();
  const std::string difference = find_difference(program, core);
  if (!difference.empty()) RC_FAIL(difference + "\n" + reproduce(program));
}

}  // namespace

// For RapidCheck's own report of a failing case.
void showValue(const RingProgram& program, std::ostream& out) {
  out << to_string(program);
}

namespace {

RC_GTEST_PROP(RingProgram, AgreesWithTheFifo, ()) {
  agrees_with_fifo(sound_core);
}

RC_GTEST_PROP(RingProgram, ReadsItsOwnText, ()) {
  const RingProgram program = *any_program();
  RC_ASSERT(to_string(parse_program(to_string(program))) == to_string(program));
}

RC_GTEST_PROP(RingProgram, AgreesWithTheFifoForAnyBytes, (const std::vector<std::uint8_t>& bytes)) {
  const RingProgram program = decode_program(bytes);
  const std::string difference = find_difference(program);
  if (!difference.empty()) RC_FAIL(difference + "\n" + reproduce(program));
}

class Fault : public testing::TestWithParam<const Core*> {};

// The program behind "to reproduce:", which a person would run.
RingProgram reported_program(const std::string& report) {
  const std::size_t begin = report.find('\'', report.find("to reproduce:"));
  const std::size_t end = report.find('\'', begin + 1);
  return parse_program(report.substr(begin + 1, end - begin - 1));
}

TEST_P(Fault, IsFoundShrunkAndReproduced) {
  const Core& core = *GetParam();
  testing::internal::CaptureStderr();
  const bool holds = rc::check([&] { agrees_with_fifo(core); });
  const std::string report = testing::internal::GetCapturedStderr();
  ASSERT_FALSE(holds);
  const RingProgram program = reported_program(report);
  EXPECT_NE(find_difference(program, core), "");
  EXPECT_EQ(find_difference(program), "");
  EXPECT_LE(program.steps.size(), 4u) << report;
  fmt::print("{}: {}\n", core.name, to_string(program));
}

INSTANTIATE_TEST_SUITE_P(All, Fault,
                         testing::Values(&peek_consumes, &swapped_consume_free_space,
                                         &swapped_consume_indexes, &swapped_produce_buf_ready,
                                         &vector_element_overwrites, &vector_length_unchecked,
                                         &wrap_one_byte_late),
                         [](const auto& test) { return test.param->name; });

std::string refusal(const char* text) {
  try {
    parse_program(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST(RingProgramText, RefusesWhatItCannotMean) {
  EXPECT_EQ(refusal(""), "in \"\": expected sizes and starts such as 5,3@4,0");
  EXPECT_EQ(refusal("5,3"), "in \"5,3\": expected sizes and starts such as 5,3@4,0");
  EXPECT_EQ(refusal("0,0@0,0"), "in \"0,0@0,0\": expected a size other than 0");
  EXPECT_EQ(refusal("5,3@5,0"), "in \"5,3@5,0\": expected starts below the sizes");
  EXPECT_EQ(refusal("5,x@0,0"), "in \"5,x@0,0\": expected a number up to 65536");
  EXPECT_EQ(refusal("5,3@0,0 c+1"), "in \"c+1\": expected a step such as a+2, b-1.2 or b?3");
  EXPECT_EQ(refusal("5,3@0,0 a+1,2"), "in \"a+1,2\": expected a step such as a+2, b-1.2 or b?3");
  EXPECT_EQ(refusal("5,3@0,0 a+99999"), "in \"a+99999\": expected a number up to 65536");
  EXPECT_EQ(refusal("5,3@4,0  a+2 b-1.2 b?3 "), "");
}

}  // namespace
}  // namespace vmcheck::native
