#include "model/device/tables.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "driver_core/tests/notify_indexes_model.h"
#include "driver_core/tests/registry_model.h"
#include "driver_core/tests/subscriptions_model.h"
#include "model/device/core.h"

namespace vmcheck::device {
namespace {

// The queue of datagrams that wait for deferred work, beside one without a bound.
class DelayedRun final : public core::TableRun {
 public:
  enum Call : std::uint32_t { kAppend, kTake };

  explicit DelayedRun(const Tables& core) : core_(core) {}

  std::string Make(const core::TableCall& call) override {
    return call.number == kAppend ? append(call.operands[0]) : take();
  }

  std::string Drain() override {
    while (!waiting_.empty()) {
      const std::string wrong = take();
      if (!wrong.empty()) return wrong;
    }
    return take();
  }

 private:
  std::string append(std::uint32_t datagram) {
    const int expected = waiting_.size() == Tables::kDelayed ? VMCI_ERROR_NO_RESOURCES : 0;
    const vmci_delayed entry{static_cast<vmci_kept>(datagram + 1),
                             static_cast<vmci_table_index>(datagram)};
    const int result = core_.delayed_append(&queue_, entry);
    if (result != expected) return core::Differs("the result", result, expected);
    if (expected == 0) waiting_.push_back(datagram);
    return "";
  }

  std::string take() {
    vmci_delayed entry{};
    const bool taken = core_.delayed_take(&queue_, &entry) != 0;
    if (taken == waiting_.empty()) return taken ? "one is taken, and none waits" : "none is taken";
    if (!taken) return "";
    const std::uint32_t oldest = waiting_.front();
    waiting_.pop_front();
    if (entry.kept != oldest + 1) return core::Differs("the datagram", entry.kept - 1, oldest);
    return entry.slot == oldest ? "" : core::Differs("its endpoint", entry.slot, oldest);
  }

  const Tables& core_;
  vmci_delayed_queue queue_{};
  std::deque<std::uint32_t> waiting_;
};

core::Table delayed_table(const Tables& core) {
  core::Table table;
  table.name = "delayed-datagrams";
  table.summary = "datagrams begin to wait and are taken: as in a queue, of so many at most";
  table.begin = {"delayed-datagrams", {}};
  table.calls = {{"append", {100}, 3}, {"take", {}, 2}};
  table.run = [&core](const core::TableCall&) { return std::make_unique<DelayedRun>(core); };
  return table;
}

}  // namespace

std::vector<core::Table> tables(const Core& core) {
  const Tables& all = *core.tables;
  return {core::RegistryTable(all), core::NotifyIndexesTable(all), core::SubscriptionsTable(all),
          delayed_table(all)};
}

}  // namespace vmcheck::device
