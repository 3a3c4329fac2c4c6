#include "sim/memory/oracle/random_program.h"

#include <vector>

#include "sim/memory/oracle/program_builder.h"

namespace vmcheck::memory::oracle {
namespace {

rc::Gen<std::uint32_t> below(std::uint32_t limit) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint32_t>(0, limit));
}

// 0, 1 or, less often, 2: what few threads and locations share is what models differ in.
rc::Gen<std::uint32_t> low_number() {
  return rc::gen::map(below(5), [](std::uint32_t number) { return number / 2; });
}

// One of the kinds. Shrinks towards the first.
rc::Gen<StepKind> one_of(const std::vector<StepKind>& kinds) {
  return rc::gen::map(below(static_cast<std::uint32_t>(kinds.size())),
                      [kinds](std::uint32_t number) { return kinds[number]; });
}

rc::Gen<Step> any_step(const rc::Gen<StepKind>& kind) {
  return rc::gen::build<Step>(
      rc::gen::set(&Step::kind, kind), rc::gen::set(&Step::thread, low_number()),
      rc::gen::set(&Step::location, low_number()), rc::gen::set(&Step::order, below(60)),
      rc::gen::set(&Step::variant, below(60)), rc::gen::set(&Step::constant, below(3)));
}

rc::Gen<std::vector<Step>> any_steps(std::size_t count, const std::vector<StepKind>& kinds) {
  return rc::gen::container<std::vector<Step>>(count, any_step(one_of(kinds)));
}

using enum StepKind;

// Steps of any kind in any thread.
rc::Gen<Program> any_mixture(Model model, const Shape& shape) {
  const std::vector<StepKind> kinds = {nothing, fence,  fence,  skip, update, compare_exchange,
                                       lock,    assume, choose, fail, spawn,  join,
                                       await,   await,  load,   load, load,   store,
                                       store,   store,  store,  store};
  return rc::gen::map(any_steps(shape.instructions, kinds), [=](const std::vector<Step>& steps) {
    ProgramBuilder builder(model, shape, false);
    for (const Step& step : steps) builder.add(step);
    return builder.program();
  });
}

// A critical cycle, as the litmus shapes are: each thread accesses a location and, after something
// that may order the two, the location with which the next thread begins. With a few steps more.
rc::Gen<Program> any_cycle(Model model, const Shape& shape) {
  const auto ends = any_steps(6, {load, load, load, load, store, store, store, store, store, update,
                                  compare_exchange, await, await});
  const auto middles =
      any_steps(6, {nothing, nothing, fence, fence, fence, skip, skip, lock, lock, assume, choose,
                    fail, spawn, join, await, update, load, load, store});
  const auto more = any_steps(
      3, {nothing, nothing, nothing, assume, spawn, join, await, load, store, store, update});
  return rc::gen::map(
      rc::gen::tuple(below(3), below(2), ends, middles, more), [=](const auto& drawn) {
        const auto& [size, strong, ends, middles, more] = drawn;
        const std::uint32_t threads = size == 0 ? 2 : 3;
        ProgramBuilder builder(model, shape, strong == 1);
        const auto add = [&](Step step, std::uint32_t thread, std::uint32_t location) {
          step.thread = thread;
          step.location = location % 3;
          builder.add(step);
        };
        for (std::uint32_t t = 0; t < threads; ++t) {
          add(ends[2 * t], t, t);
          add(middles[2 * t], t, t + middles[2 * t].location);
          add(middles[2 * t + 1], t, t + middles[2 * t + 1].location);
          add(ends[2 * t + 1], t, (t + 1) % threads);
        }
        for (const Step& step : more) builder.add(step);
        return builder.program();
      });
}

}  // namespace

rc::Gen<Program> any_program(Model model, Shape shape) {
  return rc::gen::weightedOneOf<Program>(
      {{1, any_mixture(model, shape)}, {3, any_cycle(model, shape)}});
}

}  // namespace vmcheck::memory::oracle
