// The allocator of notification indexes beside a model of its contract alone: a list of how many
// users each index has.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "driver_core/tests/table_program.h"

namespace vmcheck::core {

// Of a Core with the type NotifyIndexes, the number kIndexes of them, and the functions
// notify_indexes_init and notify_index_..., as CoreTables has them. It can be copied.
template <typename Core>
class NotifyIndexesRun final : public TableRun {
 public:
  enum Call : std::uint32_t { kReserve, kRelease };

  explicit NotifyIndexesRun(const Core& core) : core_(&core) {
    core_->notify_indexes_init(&table_);
  }

  // All have a user, or none has.
  NotifyIndexesRun(const Core& core, const TableCall& begin) : NotifyIndexesRun(core) {
    for (unsigned i = 0; begin.operands[0] != 0 && i < Core::kIndexes; ++i) {
      core_->notify_index_reserve(&table_, &last_);
      ++users_[i];
    }
  }

  unsigned last() const { return last_; }
  std::vector<unsigned> in_use() const {
    std::vector<unsigned> indexes;
    for (unsigned i = 0; i < Core::kIndexes; ++i) {
      if (users_[i] > 0) indexes.push_back(i);
    }
    return indexes;
  }

  std::string Make(const TableCall& call) override {
    if (call.number == kReserve) return Full() ? "" : Reserve();
    const std::vector<unsigned> indexes = in_use();
    if (indexes.empty()) return "";
    return Release(indexes[call.operands[0] % indexes.size()]);
  }

  std::string Drain() override {
    for (const unsigned index : in_use()) {
      while (users_[index] > 0) {
        const std::string wrong = Release(index);
        if (!wrong.empty()) return wrong;
      }
    }
    return "";
  }

  std::string Reserve() {
    unsigned index = 0xdeadbeef;
    const int result = core_->notify_index_reserve(&table_, &index);
    if (result != 0) return Differs("the result", result, 0);
    if (index >= Core::kIndexes) return "an index beyond the page: " + std::to_string(index);
    const unsigned expected = NextOfTheLeastUsed();
    if (index != expected) return Differs("the index", index, expected);
    last_ = index;
    ++users_[index];
    return Wrong();
  }

  std::string Release(unsigned index) {
    core_->notify_index_release(&table_, index);
    --users_[index];
    return Wrong();
  }

 private:
  static constexpr std::uint32_t kMostUsers = 200;  // of an index; no more are asked for

  bool Full() const { return users_[NextOfTheLeastUsed()] == kMostUsers; }

  unsigned NextOfTheLeastUsed() const {
    const std::uint32_t fewest = *std::min_element(users_.begin(), users_.end());
    unsigned index = last_;
    do {
      index = (index + 1) % Core::kIndexes;
    } while (users_[index] != fewest);
    return index;
  }

  std::string Wrong() const {
    if (!std::equal(users_.begin(), users_.end(), table_.users)) return "users are miscounted";
    unsigned end = Core::kIndexes;
    while (end > 0 && users_[end - 1] == 0) --end;
    return table_.end == end ? "" : Differs("the end of the scan", table_.end, end);
  }

  const Core* core_;
  typename Core::NotifyIndexes table_;
  std::vector<std::uint32_t> users_ = std::vector<std::uint32_t>(Core::kIndexes);
  unsigned last_ = Core::kIndexes - 1;
};

// The core must live as long.
template <typename Core>
Table NotifyIndexesTable(const Core& core) {
  using Run = NotifyIndexesRun<Core>;
  Table table;
  table.name = "notify-indexes";
  table.summary = "notification indexes are reserved and released: as in a list of their users";
  table.begin = {"notify-indexes", {2}};
  table.calls = {{"reserve", {}, 1}, {"release", {64}, 1}};
  table.run = [&core](const TableCall& begin) { return std::make_unique<Run>(core, begin); };
  return table;
}

}  // namespace vmcheck::core
