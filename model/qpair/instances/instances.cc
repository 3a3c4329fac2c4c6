#include <utility>

#include "model/qpair/instances/topics.h"

namespace vmcheck::qpair {

const std::vector<Instance>& instances() {
  static const std::vector<Instance> all = [] {
    std::vector<Instance> instances;
    for (const auto& topic : {index_instances, query_instances, transfer_instances,
                              hostile_query_instances, hostile_transfer_instances}) {
      for (Instance& instance : topic()) instances.push_back(std::move(instance));
    }
    return instances;
  }();
  return all;
}

}  // namespace vmcheck::qpair
