// The parts of a search and what has become of them, shared by the threads that do them.
//
// The parts stand in the order in which a single thread would visit their executions: a part that
// is split is followed by what was split off. So the first violation is the same however many
// threads there are, and so is what was visited before it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <vector>

#include "sim/explore/result.h"
#include "sim/explore/witness.h"

namespace vmcheck::explore {

// What a thread has seen of a part.
struct Tally {
  std::uint64_t executions = 0;
  std::uint64_t blocked = 0;
  std::uint64_t steps = 0;
};

class WorkList {
 public:
  struct Item {
    Part part;  // what to do; of an item that was stopped: what is left
    enum class State : std::uint8_t {
      waiting,
      running,
      done,
      violated,
      stopped
    } state = State::waiting;
    Tally tally;
    std::optional<Witness> witness;        // violated
    std::atomic<bool> superfluous{false};  // something before it is violated
  };

  explicit WorkList(const std::vector<Part>& parts);

  // The next item to be done, when there is one; waits for one as long as others may split theirs.
  // Null when all is done or the search is to stop.
  Item* take();

  // Whether a thread waits for something to do.
  bool is_short() const { return waiting_.load(std::memory_order_relaxed) > 0; }

  // Puts a part that was split off behind an item.
  void add_behind(const Item& item, Part part);

  // An item is finished with.
  void finish(Item& item, Item::State state);

  // Ends all.
  void stop();
  bool stopped() const { return stopped_.load(std::memory_order_relaxed); }

  // When all threads have ended: the items in order.
  const std::list<Item>& items() const { return items_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Item> items_;
  std::uint32_t running_ = 0;
  std::atomic<std::uint32_t> waiting_{0};
  std::atomic<bool> stopped_{false};
};

}  // namespace vmcheck::explore
