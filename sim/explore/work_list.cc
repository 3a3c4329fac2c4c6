#include "sim/explore/work_list.h"

#include <algorithm>
#include <utility>

namespace vmcheck::explore {

WorkList::WorkList(const std::vector<Part>& parts) {
  for (const Part& part : parts) items_.emplace_back().part = part;
}

WorkList::Item* WorkList::take() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stopped()) return nullptr;
    const auto next = std::find_if(items_.begin(), items_.end(), [](const Item& item) {
      return item.state == Item::State::waiting && !item.superfluous;
    });
    if (next != items_.end()) {
      next->state = Item::State::running;
      ++running_;
      return &*next;
    }
    if (running_ == 0) return nullptr;
    waiting_.fetch_add(1, std::memory_order_relaxed);
    changed_.wait(lock);
    waiting_.fetch_sub(1, std::memory_order_relaxed);
  }
}

void WorkList::add_behind(const Item& item, Part part) {
  const std::lock_guard lock(mutex_);
  auto at = std::find_if(items_.begin(), items_.end(),
                         [&](const Item& other) { return &other == &item; });
  items_.emplace(++at)->part = std::move(part);
  changed_.notify_one();
}

void WorkList::finish(Item& item, Item::State state) {
  const std::lock_guard lock(mutex_);
  item.state = state;
  --running_;
  if (state == Item::State::violated) {
    bool behind = false;
    for (Item& other : items_) {
      if (behind) other.superfluous = true;
      behind = behind || &other == &item;
    }
  }
  changed_.notify_all();
}

void WorkList::stop() {
  stopped_ = true;
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
}

}  // namespace vmcheck::explore
