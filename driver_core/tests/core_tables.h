// The core's tables as the models of them call them.
#pragma once

extern "C" {
#include "driver_core/event.h"
#include "driver_core/notify_index.h"
#include "driver_core/resource.h"
}

namespace vmcheck::core {

struct CoreTables {
  using Handle = vmci_handle;
  using Registry = vmci_registry;
  using Resource = vmci_resource;
  using Subscriptions = vmci_subscriptions;
  using Subscription = vmci_subscription;
  using NotifyIndexes = vmci_notify_indexes;

  static constexpr unsigned kResources = VMCI_RESOURCES_MAX;
  static constexpr unsigned kSubscriptions = VMCI_SUBSCRIPTIONS_MAX;
  static constexpr unsigned kIndexes = VMCI_NOTIFY_INDEXES;

  static constexpr auto* registry_init = vmci_registry_init;
  static constexpr auto* registry_add = vmci_registry_add;
  static constexpr auto* registry_get = vmci_registry_get;
  static constexpr auto* registry_hold = vmci_registry_hold;
  static constexpr auto* registry_put = vmci_registry_put;
  static constexpr auto* registry_remove = vmci_registry_remove;
  static constexpr auto* registry_unused = vmci_registry_unused;
  static constexpr auto* registry_release = vmci_registry_release;

  static constexpr auto* subscriptions_init = vmci_subscriptions_init;
  static constexpr auto* subscriptions_add = vmci_subscriptions_add;
  static constexpr auto* subscriptions_next = vmci_subscriptions_next;
  static constexpr auto* subscriptions_put = vmci_subscriptions_put;
  static constexpr auto* subscriptions_remove = vmci_subscriptions_remove;
  static constexpr auto* subscriptions_unused = vmci_subscriptions_unused;
  static constexpr auto* subscriptions_release = vmci_subscriptions_release;

  static constexpr auto* notify_indexes_init = vmci_notify_indexes_init;
  static constexpr auto* notify_index_reserve = vmci_notify_index_reserve;
  static constexpr auto* notify_index_release = vmci_notify_index_release;
};

}  // namespace vmcheck::core
