#include "tools/litmus/primitives.h"

#include <map>
#include <string>
#include <utility>

namespace vmcheck::litmus {
namespace {

using run::Fence;
using run::Order;
using run::Rmw;

using Arguments = std::vector<Argument>;

// Before the names that the kernel and C11 give to different operations.
constexpr const char* kC11Prefix = "C11 ";

constexpr std::pair<const char*, Rmw> kFetchOperations[] = {{"add", Rmw::add},
                                                            {"sub", Rmw::subtract},
                                                            {"and", Rmw::bit_and},
                                                            {"or", Rmw::bit_or},
                                                            {"xor", Rmw::bit_xor}};

// By name. The kernel's are those of its own litmus tests (tools/memory-model/linux-kernel.def),
// with the orders that are documented there.
class Table {
 public:
  Table() {
    add_kernel_accesses();
    add_kernel_fences("smp_");
    add_kernel_fences("virt_");
    add_kernel_exchanges();
    add_kernel_atomics();
    add_c11_variant("", {});
    add_c11_variant("_explicit", {Argument::memory_order});
    add_c11("atomic_thread_fence", {Argument::memory_order}, Operation::fence);
  }

  const Primitive* find(std::string_view name) const {
    const auto found = primitives_.find(name);
    return found == primitives_.end() ? nullptr : &found->second;
  }

 private:
  Primitive& add(const std::string& name, Arguments arguments, Operation operation, Order order) {
    const auto place = primitives_.try_emplace(name).first;
    Primitive& primitive = place->second;
    primitive.arguments = std::move(arguments);
    primitive.access.operation = operation;
    primitive.access.order = order;
    primitive.access.name = place->first.c_str();
    if (name.starts_with(kC11Prefix)) primitive.access.name += std::string_view(kC11Prefix).size();
    primitive.has_value = operation == Operation::load ||
                          operation == Operation::read_modify_write ||
                          operation == Operation::compare_exchange;
    return primitive;
  }

  void add_kernel_accesses() {
    using enum Argument;
    add("READ_ONCE", {object}, Operation::load, Order::relaxed);
    add("WRITE_ONCE", {object, value}, Operation::store, Order::relaxed);
    add("rcu_dereference", {object}, Operation::load, Order::relaxed);
    add("rcu_assign_pointer", {object, value}, Operation::store, Order::release);
    add("atomic_read", {pointer}, Operation::load, Order::relaxed);
    add("atomic_read_acquire", {pointer}, Operation::load, Order::acquire);
    add("atomic_set", {pointer, value}, Operation::store, Order::relaxed);
    add("atomic_set_release", {pointer, value}, Operation::store, Order::release);
    add("spin_lock", {pointer}, Operation::lock, Order::acquire);
    add("spin_unlock", {pointer}, Operation::unlock, Order::release);
  }

  void add_fence(const std::string& name, Fence fence) {
    add(name, {}, Operation::fence, Order::relaxed).access.fence = fence;
  }

  void add_kernel_fences(const std::string& prefix) {
    using enum Argument;
    add_fence(prefix + "mb", Fence::seq_cst);
    add_fence(prefix + "rmb", Fence::read);
    add_fence(prefix + "wmb", Fence::write);
    add(prefix + "load_acquire", {pointer}, Operation::load, Order::acquire);
    add(prefix + "store_release", {pointer, value}, Operation::store, Order::release);
    add(prefix + "store_mb", {object, value}, Operation::store, Order::relaxed).then_full_fence =
        true;
  }

  // Calls `add` with a name and an order for each of the kernel's four variants.
  template <typename Add>
  static void for_each_variant(const std::string& name, const Add& add) {
    add(name, Order::seq_cst);
    add(name + "_relaxed", Order::relaxed);
    add(name + "_acquire", Order::acquire);
    add(name + "_release", Order::release);
  }

  void add_kernel_exchanges() {
    using enum Argument;
    for (const std::string prefix : {"", "atomic_"}) {
      for_each_variant(prefix + "xchg", [&](const std::string& name, Order order) {
        add(name, {pointer, value}, Operation::read_modify_write, order);
      });
      // A cmpxchg that fails orders nothing, whatever its name says.
      for_each_variant(prefix + "cmpxchg", [&](const std::string& name, Order order) {
        add(name, {pointer, value, value}, Operation::compare_exchange, order);
      });
    }
  }

  void add_atomic(const std::string& name, bool by_one, Rmw rmw, RmwResult result, Order order) {
    using enum Argument;
    Primitive& primitive = add(name, by_one ? Arguments{pointer} : Arguments{value, pointer},
                               Operation::read_modify_write, order);
    primitive.access.rmw = rmw;
    primitive.access.result = result;
    primitive.has_value = result != RmwResult::nothing;
    primitive.operand_is_one = by_one;
  }

  void add_kernel_atomics() {
    struct Arithmetic {
      std::string name;
      bool by_one;
      Rmw rmw;
    };
    for (const Arithmetic& a : {Arithmetic{"add", false, Rmw::add},
                                {"sub", false, Rmw::subtract},
                                {"inc", true, Rmw::add},
                                {"dec", true, Rmw::subtract}}) {
      add_atomic("atomic_" + a.name, a.by_one, a.rmw, RmwResult::nothing, Order::relaxed);
      for_each_variant("atomic_" + a.name + "_return", [&](const std::string& name, Order order) {
        add_atomic(name, a.by_one, a.rmw, RmwResult::new_value, order);
      });
      for_each_variant("atomic_fetch_" + a.name, [&](const std::string& name, Order order) {
        add_atomic(name, a.by_one, a.rmw, RmwResult::old_value, order);
      });
    }
    for (const auto& [name, rmw] : kFetchOperations) {
      if (rmw == Rmw::add || rmw == Rmw::subtract) continue;
      for_each_variant(std::string("atomic_fetch_") + name,
                       [&, rmw = rmw](const std::string& variant, Order order) {
                         add_atomic(variant, false, rmw, RmwResult::old_value, order);
                       });
    }
  }

  Primitive& add_c11(const std::string& name, Arguments arguments, Operation operation) {
    Primitive& primitive = add(name, std::move(arguments), operation, Order::seq_cst);
    primitive.access.is_c11 = true;
    return primitive;
  }

  // C11's, whose names end in `suffix` and which are told their `orders`, or are seq_cst.
  void add_c11_variant(const std::string& suffix, const Arguments& orders) {
    using enum Argument;
    const auto with_orders = [&](Arguments arguments) {
      arguments.insert(arguments.end(), orders.begin(), orders.end());
      return arguments;
    };
    add_c11("atomic_load" + suffix, with_orders({pointer}), Operation::load);
    add_c11("atomic_store" + suffix, with_orders({pointer, value}), Operation::store);
    add_c11("atomic_exchange" + suffix, with_orders({pointer, value}),
            Operation::read_modify_write);
    for (const auto& [name, rmw] : kFetchOperations) {
      // The kernel has an atomic_fetch_add() as well.
      const std::string key = suffix.empty() ? kC11Prefix : "";
      add_c11(key + "atomic_fetch_" + name + suffix, with_orders({pointer, value}),
              Operation::read_modify_write)
          .access.rmw = rmw;
    }
    Arguments compare = with_orders({pointer, expected, value});
    if (!orders.empty()) compare.push_back(failure_order);
    Primitive& primitive = add_c11("atomic_compare_exchange_strong" + suffix, std::move(compare),
                                   Operation::compare_exchange_memory);
    primitive.access.failure = Order::seq_cst;
    primitive.has_value = true;
  }

  std::map<std::string, Primitive, std::less<>> primitives_;
};

const Table& table() {
  static const Table table;
  return table;
}

}  // namespace

const Primitive* find_primitive(std::string_view name) {
  return table().find(name);
}

const Primitive* find_c11_twin(std::string_view name) {
  return table().find(kC11Prefix + std::string(name));
}

}  // namespace vmcheck::litmus
