#include <fmt/core.h>

#include <optional>
#include <tuple>
#include <utility>

#include "sim/explore/diagnosis.h"
#include "sim/explore/words.h"

namespace vmcheck::explore {
namespace {

using memory::Event;
using memory::EventId;
using memory::Graph;
using memory::Operation;
using run::Fence;
using run::Order;

// A read of one task from a write of another by which an access might come before a later one, and
// what it lacks for that.
struct Link {
  EventId write;
  EventId read;
  bool lacks_release;
  bool lacks_acquire;
};

class Race {
 public:
  Race(const GraphMachine& machine, EventId one, EventId other)
      : machine_(machine), graph_(machine.graph()), one_(one), other_(other) {
    // The read is told first, else the task that was declared first.
    const auto rank = [&](EventId id) { return std::pair(graph_.event(id).writes, id.thread); };
    if (rank(other_) < rank(one_)) std::swap(one_, other_);
  }

  std::string text() const {
    const std::string conflict = fmt::format(
        "{} and {}, in no order: ", access_text(one_, location(one_)), access_text(other_, "it"));
    if (const auto link = weak_link(one_, other_)) return conflict + link_text(*link);
    if (const auto link = weak_link(other_, one_)) return conflict + link_text(*link);
    return conflict + advice();
  }

 private:
  const std::string& task(EventId id) const { return machine_.task_name(id.thread); }
  std::string location(EventId id) const {
    return machine_.location_name(graph_.event(id).location);
  }
  std::string site(EventId id) const { return in_parentheses(graph_.event(id).site); }
  const char* kind(EventId id) const {
    const Event& event = graph_.event(id);
    return event.reads && event.writes ? "update" : event.writes ? "write" : "read";
  }

  std::string access_text(EventId id, const std::string& of) const {
    const Event& event = graph_.event(id);
    const std::string where = site(id);
    if (event.reads && event.writes) {
      return fmt::format("{} changes {} from {} to {}{}", task(id), of, event.read_value,
                         event.value, where);
    }
    if (event.writes) return fmt::format("{} writes {} to {}{}", task(id), event.value, of, where);
    return fmt::format("{} reads {} from {}{}", task(id), event.read_value, of, where);
  }

  // The best link by which `first` might come before `second` and does not: that lacks least, in
  // the tasks of the two themselves if possible.
  std::optional<Link> weak_link(EventId first, EventId second) const {
    std::optional<Link> best;
    const auto rank = [&](const Link& link) {
      return std::tuple(link.lacks_release + link.lacks_acquire, link.read.thread != second.thread,
                        link.write.thread != first.thread);
    };
    const memory::Clock& past = graph_.past(second).porf;
    for (std::uint16_t t = 0; t < graph_.threads(); ++t) {
      for (std::uint16_t i = 0; i < past.count[t]; ++i) {
        const std::optional<Link> link = link_to({t, i}, first, second);
        if (link && (!best || rank(*link) < rank(*best))) best = link;
      }
    }
    return best;
  }

  // What a read lacks to bring `first` before `second`. Nothing when it leads from elsewhere, or
  // lacks nothing.
  std::optional<Link> link_to(EventId read, EventId first, EventId second) const {
    const Event& event = graph_.event(read);
    if (!event.reads || event.order == Order::plain || memory::is_initial(event.rf)) return {};
    const EventId write = event.rf;
    if (write.thread == read.thread || graph_.event(write).order == Order::plain) return {};
    const memory::Past& source = graph_.past(write);
    const bool leads_on = source.hb.contains(first) || source.message.contains(first);
    if (!leads_on || graph_.past(read).hb.contains(first)) return {};
    const Link link{write, read, !is_released(first, write), !is_acquired(read, second)};
    if (!link.lacks_release && !link.lacks_acquire) return {};
    return link;
  }

  // Whether whoever acquires from `write` knows `first`; or, in the kernel's model, whoever has a
  // read fence.
  bool is_released(EventId first, EventId write) const {
    if (graph_.past(write).message.contains(first)) return true;
    const std::uint16_t begin = first.thread == write.thread ? first.index : 0;
    return has_fence(write.thread, begin, write.index, {Fence::release, Fence::write});
  }

  // Whether what is behind `read`, as far as `second` knows of it, knows what was released.
  bool is_acquired(EventId read, EventId second) const {
    return acquires(graph_.event(read).order) ||
           has_fence(read.thread, read.index, graph_.past(second).porf.count[read.thread],
                     {Fence::acquire, Fence::read});
  }

  // Whether there is a fence of one of the kinds, or of both directions, among some events of a
  // task.
  bool has_fence(std::uint16_t thread, std::uint16_t begin, std::uint16_t end,
                 const std::pair<Fence, Fence>& kinds) const {
    for (std::uint16_t i = begin; i < end; ++i) {
      const Event& event = graph_.event({thread, i});
      if (event.operation != Operation::fence) continue;
      if (event.fence == kinds.first || event.fence == kinds.second) return true;
      if (event.fence == Fence::acq_rel || event.fence == Fence::seq_cst) return true;
    }
    return false;
  }

  std::string link_text(const Link& link) const {
    const char* lack = !link.lacks_acquire   ? "that store is no release"
                       : !link.lacks_release ? "that load is no acquire"
                                             : "that store is no release and that load no acquire";
    return fmt::format("{} reads {}{} from {}'s write{}, but {}", task(link.read),
                       location(link.read), site(link.read), task(link.write), site(link.write),
                       lack);
  }

  // Nothing leads from one to the other. An order can only be one that agrees with coherence.
  std::string advice() const {
    const bool one_first = coherence_place(one_) < coherence_place(other_);
    const EventId first = one_first ? one_ : other_;
    const EventId second = one_first ? other_ : one_;
    return fmt::format(
        "nothing synchronises the two; {0}'s {1} comes first in coherence order, so only a release "
        "by {0} behind it and an acquire of that by {2} before its {3} could order them",
        task(first), kind(first), task(second), kind(second));
  }

  // Writes in coherence order, and each read between the write that it reads and the next one.
  std::uint32_t coherence_place(EventId id) const {
    const Event& event = graph_.event(id);
    if (event.writes) return 2u * event.co_position;
    return 2u * graph_.co_position(event.rf) + 1;
  }

  const GraphMachine& machine_;
  const Graph& graph_;
  EventId one_;
  EventId other_;
};

}  // namespace

std::string describe_race(const GraphMachine& machine, EventId one, EventId other) {
  return Race(machine, one, other).text();
}

}  // namespace vmcheck::explore
