#include "sim/memory/graph.h"

#include <utility>

namespace vmcheck::memory {

using run::acquires;
using run::Fence;
using run::releases;

namespace {

// Whether a fence acquires or releases as C11's do. The kernel's smp_rmb and smp_wmb order less.
bool is_acquire_fence(Fence fence, Knowledge knowledge) {
  if (fence == Fence::read) return knowledge == Knowledge::c11;
  return fence != Fence::release && fence != Fence::write;
}
bool is_release_fence(Fence fence, Knowledge knowledge) {
  if (fence == Fence::write) return knowledge == Knowledge::c11;
  return fence != Fence::acquire && fence != Fence::read;
}

// Whether an event is sequentially consistent, or creates or joins a task.
bool is_strong(const Event& event) {
  switch (event.operation) {
    case Operation::fence:
      return event.fence == Fence::seq_cst;
    case Operation::spawn:
    case Operation::join:
      return true;
    default:
      return event.order == run::Order::seq_cst || event.success == run::Order::seq_cst ||
             event.failure == run::Order::seq_cst;
  }
}

}  // namespace

void Graph::reset(std::uint32_t threads, const std::vector<Cell>& cells, Knowledge knowledge) {
  knowledge_ = knowledge;
  thread_count_ = threads;
  for (Thread& thread : threads_) {
    thread.events.clear();
    thread.pasts.clear();
  }
  cells_ = cells;
  touched_.assign(cells_.size(), 0);
  faults_ = 0;
  stamp_ = 1;
  strong_ = false;
  cuts_.clear();
  saved_cells_.clear();
  saved_ids_.clear();
  saved_events_.clear();
  saved_pasts_.clear();
}

EventId Graph::append(std::uint32_t thread, const Event& request, const Past* before) {
  Thread& target = threads_[thread];
  const auto index = static_cast<std::uint16_t>(target.events.size());
  target.events.push_back(request);
  Event& event = target.events.back();
  event.stamp = stamp_;
  event.write_stamp = stamp_ + 1;
  stamp_ += 2;
  strong_ = strong_ || is_strong(event);
  if (index == 0) {
    target.pasts.emplace_back();
  } else {
    target.pasts.push_back(Past(target.pasts.back()));
  }
  Past& past = target.pasts.back();
  if (before != nullptr) {
    past.porf.join(before->porf);
    past.hb.join(before->hb);
  }
  past.porf.count[thread] = past.hb.count[thread] = static_cast<std::uint16_t>(index + 1);
  if (event.operation == Operation::fence) {
    if (is_acquire_fence(event.fence, knowledge_)) past.hb.join(past.pending);
    if (is_release_fence(event.fence, knowledge_)) past.fenced = past.hb;
  }
  return {static_cast<std::uint16_t>(thread), index};
}

// After Lahav et al., PLDI 2017, section 3: sw = [release]; ([F]; po)?; rs; rf; (po; [F])?;
// [acquire].
void Graph::read_from(EventId read, EventId write) {
  Event& event = threads_[read.thread].events[read.index];
  event.rf = write;
  event.read_value = value_of(write);
  if (is_initial(write)) return;
  Past& own = threads_[read.thread].pasts[read.index];
  const Past& source = past(write);
  own.porf.join(source.porf);
  // In the kernel's model what comes from the own thread, though it may pass on another's message,
  // does not order.
  if (knowledge_ == Knowledge::kernel && write.thread == read.thread) return;
  if (acquires(event.order)) {
    own.hb.join(source.message);
  } else if (event.order != run::Order::plain) {
    own.pending.join(source.message);
  }
}

void Graph::forget_source(EventId read) {
  std::vector<Past>& pasts = threads_[read.thread].pasts;
  Past& past = pasts[read.index];
  past = read.index == 0 ? Past{} : pasts[read.index - 1];
  past.porf.count[read.thread] = past.hb.count[read.thread] =
      static_cast<std::uint16_t>(read.index + 1);
}

void Graph::list_read(EventId read) {
  cells_[event(read).location].reads.push_back(read);
}

void Graph::unlist_read(EventId read) {
  cells_[event(read).location].reads.pop_back();
}

void Graph::set_outcome(EventId choice, std::uint64_t value) {
  Event& event = this->event(choice);
  if (event.operation == Operation::fail) {
    faults_ = static_cast<std::uint32_t>(faults_ - event.value + value);
  }
  event.value = value;
}

// The message of a release is all that happens-before it; of a weaker write, what the last release
// fence had before it. A read-modify-write passes on the message that it has read: it continues the
// release sequence [W]; (rf; rmw)*.
void Graph::announce(EventId write) {
  const Event& event = this->event(write);
  Past& own = threads_[write.thread].pasts[write.index];
  own.message = releases(event.order) ? own.hb : own.fenced;
  if (event.order == run::Order::plain) own.message = Clock{};
  if (event.reads && !is_initial(event.rf)) own.message.join(past(event.rf).message);
}

// Of each thread only the latest known read counts: earlier ones have not read from later writes.
std::uint16_t Graph::lowest_position(EventId access) const {
  const Past& past = this->past(access);
  const Clock& known = knowledge_ == Knowledge::porf ? past.porf : past.hb;
  const Cell& cell = cells_[event(access).location];
  auto lowest = static_cast<std::uint16_t>(cell.co.size() - 1);
  while (lowest > 0 && !known.contains(cell.co[lowest])) --lowest;
  std::uint32_t left = (1u << thread_count_) - 1;  // threads, as bits
  for (std::size_t i = cell.reads.size(); left != 0 && i-- > 0;) {
    const EventId read = cell.reads[i];
    if ((left >> read.thread & 1) == 0 || read == access || !known.contains(read)) continue;
    const Event& reader = event(read);
    // The kernel's order does not go on behind another thread's plain read.
    const bool is_dim = knowledge_ == Knowledge::kernel && reader.order == run::Order::plain &&
                        read.thread != access.thread;
    if (is_dim) continue;
    lowest = std::max(lowest, co_position(reader.rf));
    left &= ~(1u << read.thread);
  }
  return lowest;
}

void Graph::number_writes(const Cell& cell, std::uint32_t from) {
  for (std::size_t i = std::max<std::size_t>(from, 1); i < cell.co.size(); ++i) {
    event(cell.co[i]).co_position = static_cast<std::uint16_t>(i);
  }
}

void Graph::place(EventId write, std::uint16_t position) {
  Cell& cell = cells_[event(write).location];
  cell.co.insert(cell.co.begin() + position, write);
  number_writes(cell, position);
}

void Graph::unplace(EventId write) {
  Event& event = this->event(write);
  Cell& cell = cells_[event.location];
  cell.co.erase(cell.co.begin() + event.co_position);
  number_writes(cell, event.co_position);
  event.co_position = Event::kUnplaced;
}

void Graph::remove_last(std::uint32_t thread) {
  Thread& target = threads_[thread];
  const Event& last = target.events.back();
  if (is_placed(last)) {
    unplace(
        {static_cast<std::uint16_t>(thread), static_cast<std::uint16_t>(target.events.size() - 1)});
  }
  if (last.reads) cells_[last.location].reads.pop_back();
  if (last.operation == Operation::fail) faults_ -= static_cast<std::uint32_t>(last.value);
  target.events.pop_back();
  target.pasts.pop_back();
}

void Graph::save_cell(std::uint32_t location) {
  if (touched_[location]) return;
  touched_[location] = 1;
  const Cell& cell = cells_[location];
  saved_ids_.insert(saved_ids_.end(), cell.co.begin(), cell.co.end());
  saved_ids_.insert(saved_ids_.end(), cell.reads.begin(), cell.reads.end());
  saved_cells_.push_back({location, static_cast<std::uint32_t>(cell.co.size()),
                          static_cast<std::uint32_t>(cell.reads.size())});
}

void Graph::cut(const Lengths& keep, EventId revisited) {
  Cut cut{};
  cut.revisited = revisited;
  cut.revisited_event = event(revisited);
  cut.revisited_past = past(revisited);
  cut.faults = faults_;
  const std::size_t first_saved_cell = saved_cells_.size();
  save_cell(event(revisited).location);
  for (std::uint32_t t = 0; t < thread_count_; ++t) {
    Thread& thread = threads_[t];
    cut.kept[t] = keep[t];
    cut.removed[t] = static_cast<std::uint16_t>(thread.events.size() - keep[t]);
    if (cut.removed[t] == 0) continue;
    for (std::size_t i = keep[t]; i < thread.events.size(); ++i) {
      const Event& event = thread.events[i];
      if (event.reads || event.writes) save_cell(event.location);
      if (event.operation == Operation::fail) faults_ -= static_cast<std::uint32_t>(event.value);
      saved_events_.push_back(event);
      saved_pasts_.push_back(thread.pasts[i]);
    }
    thread.events.resize(keep[t]);
    thread.pasts.resize(keep[t]);
  }
  cut.saved_cells = static_cast<std::uint32_t>(saved_cells_.size() - first_saved_cell);
  const auto is_cut = [&](EventId id) {
    return !is_initial(id) && (id.index >= keep[id.thread] || id == revisited);
  };
  for (std::size_t i = first_saved_cell; i < saved_cells_.size(); ++i) {
    Cell& cell = cells_[saved_cells_[i].location];
    touched_[saved_cells_[i].location] = 0;
    std::erase_if(cell.co, is_cut);
    std::erase_if(cell.reads, is_cut);
    number_writes(cell, 1);
  }
  Event& left = event(revisited);
  left.reads = left.writes = left.blocked = false;
  left.co_position = Event::kUnplaced;
  forget_source(revisited);
  cuts_.push_back(cut);
}

void Graph::undo_cut() {
  const Cut& cut = cuts_.back();
  event(cut.revisited) = cut.revisited_event;
  threads_[cut.revisited.thread].pasts[cut.revisited.index] = cut.revisited_past;
  faults_ = cut.faults;
  for (std::uint32_t t = thread_count_; t-- > 0;) {
    Thread& thread = threads_[t];
    thread.events.insert(thread.events.end(), saved_events_.end() - cut.removed[t],
                         saved_events_.end());
    thread.pasts.insert(thread.pasts.end(), saved_pasts_.end() - cut.removed[t],
                        saved_pasts_.end());
    saved_events_.resize(saved_events_.size() - cut.removed[t]);
    saved_pasts_.resize(saved_pasts_.size() - cut.removed[t]);
  }
  for (std::uint32_t i = 0; i < cut.saved_cells; ++i) {
    const SavedCell saved = saved_cells_.back();
    saved_cells_.pop_back();
    Cell& cell = cells_[saved.location];
    const auto reads = saved_ids_.end() - saved.reads;
    cell.reads.assign(reads, saved_ids_.end());
    cell.co.assign(reads - saved.writes, reads);
    saved_ids_.resize(saved_ids_.size() - saved.reads - saved.writes);
    number_writes(cell, 1);
  }
  cuts_.pop_back();
}

}  // namespace vmcheck::memory
