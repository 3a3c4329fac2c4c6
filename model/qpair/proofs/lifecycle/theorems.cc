#include "model/qpair/proofs/lifecycle/theorems.h"

#include <iterator>
#include <utility>

#include "model/qpair/proofs/lifecycle/topics.h"

namespace vmcheck::qpair::proofs::lifecycle {

const std::vector<smt::Theorem>& theorems() {
  static const std::vector<smt::Theorem> all = [] {
    std::vector<smt::Theorem> theorems = broker::theorems();
    for (auto* topic : {&checkpoint::theorems, &guest::theorems}) {
      std::vector<smt::Theorem> more = (*topic)();
      std::move(more.begin(), more.end(), std::back_inserter(theorems));
    }
    return theorems;
  }();
  return all;
}

}  // namespace vmcheck::qpair::proofs::lifecycle
