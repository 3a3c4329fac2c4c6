#include "model/qpair/proofs/agreement/questions.h"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <vector>

namespace vmcheck::qpair::proofs {

namespace {

// In the order of CoreOperation.
constexpr std::array kNames{"enqueue",
                            "enqueuev",
                            "produce_indexes",
                            "produce_free_space",
                            "produce_buf_ready",
                            "dequeue",
                            "dequeuev",
                            "peek",
                            "peekv",
                            "consume_indexes",
                            "consume_free_space",
                            "consume_buf_ready"};

}  // namespace

const std::vector<CoreOperation>& core_operations() {
  static const std::vector<CoreOperation> all = [] {
    std::vector<CoreOperation> operations;
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      operations.push_back(static_cast<CoreOperation>(i));
    }
    return operations;
  }();
  return all;
}

std::string name(CoreOperation operation) {
  return kNames.at(static_cast<std::size_t>(operation));
}

bool is_query(CoreOperation operation) {
  switch (operation) {
    case CoreOperation::enqueue:
    case CoreOperation::enqueuev:
    case CoreOperation::dequeue:
    case CoreOperation::dequeuev:
    case CoreOperation::peek:
    case CoreOperation::peekv:
      return false;
    default:
      return true;
  }
}

bool is_vectored(CoreOperation operation) {
  return operation == CoreOperation::enqueuev || operation == CoreOperation::dequeuev ||
         operation == CoreOperation::peekv;
}

std::ostream& operator<<(std::ostream& out, const Call& call) {
  return out << "asked for " << call.length << " at " << call.own << ", the peer at " << call.peers
             << ": result " << call.result << " with " << call.answer[0] << " " << call.answer[1]
             << ", then at " << call.own_after << " (published: " << call.published_after
             << "), the peer at " << call.peers_after;
}

std::ostream& operator<<(std::ostream& out, const Filling& filling) {
  return out << "tail " << filling.tail << ", head " << filling.head << ", " << filling.fill
             << " bytes";
}

namespace {

// What is in one set and not in the other: the first few.
template <typename T>
void list_surplus(std::ostream& out, const char* who, const std::set<T>& of,
                  const std::set<T>& to) {
  constexpr std::size_t kMostListed = 4;
  std::vector<T> surplus;
  std::set_difference(of.begin(), of.end(), to.begin(), to.end(), std::back_inserter(surplus));
  if (surplus.empty()) return;
  out << "only the " << who << " finds " << surplus.size() << " of its " << of.size() << ":\n";
  surplus.resize(std::min(surplus.size(), kMostListed));
  for (const T& one : surplus) out << "  " << one << '\n';
}

void tell_objection(std::ostream& out, const char* who, const std::string& objection) {
  if (!objection.empty()) out << "the " << who << " objects: " << objection << '\n';
}

}  // namespace

template <typename T>
std::string difference(const Findings<T>& explored, const Findings<T>& proved) {
  std::ostringstream out;
  tell_objection(out, "explorer", explored.objection);
  tell_objection(out, "prover", proved.objection);
  list_surplus(out, "explorer", explored.all, proved.all);
  list_surplus(out, "prover", proved.all, explored.all);
  return out.str();
}

template std::string difference(const Findings<Call>&, const Findings<Call>&);
template std::string difference(const Findings<Filling>&, const Findings<Filling>&);

std::uint64_t largest_fill(const Findings<Filling>& findings) {
  std::uint64_t largest = 0;
  for (const Filling& filling : findings.all) largest = std::max(largest, filling.fill);
  return largest;
}

}  // namespace vmcheck::qpair::proofs
