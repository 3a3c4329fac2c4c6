// Faults seeded into the core's driver of the device, each a patch in faults/, and the violation
// that each must cause.
//
// The core's unit tests have faults of their own, in driver_core/tests/faults. Most of those in its
// tables and its parser are found by these scenarios too, but not
//
//   event: id_in_use_given_out, id_zero_given_out, left_behind_without_an_id
//   resource: reserved_id_given_out, references_wrap
//   notify_index: users_wrap
//       It takes as many ids or users as a number can count.
//   event: removed_subscriber_called
//       Who unsubscribes may be called until that is done.
//   event: subscriber_passed_over
//       There is one subscriber.
//   notify_index: released_index_reused_at_once
//       The hypervisor rings at once: no ring is on its way when an index gets another owner.
//   notify_index: shared_unevenly
//       Those who share an index are called for the others as well, however many there are.
//   receive: longest_passed_over, rest_counted_twice, next_page_forgotten
//       What honest devices send is never as long as the buffer or a little longer, and leaves
//       nothing out up to a page's end; and what others send need not arrive.
//   receive: read_beyond_the_buffer
//       What the driver does to its own memory only a sanitizer sees.
//   datagram: denied_one_way, queue_gets_full; all of route
//       They are of a host, and no scenario has one.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "model/device/cores.h"

namespace vmcheck::device {

struct SeededFault {
  // What finds it.
  enum class By {
    all_states,   // the search of all states
    random_runs,  // runs at random; nothing that a search of all states looks for is broken
  };

  const Core* core;         // its name is the patch's
  std::string scenario;     // in which it is found
  std::string property;     // which the shortest violation there breaks, or the first run
  std::string origin = {};  // where it was published: "Linux, 2019"; empty: a class of faults
  By by = By::all_states;

  // For test output.
  friend void PrintTo(const SeededFault& fault, std::ostream* out) { *out << fault.core->name; }
};

const std::vector<SeededFault>& seeded_faults();

// The core with a fault, or the sound one for an empty name. Null when there is none of that name.
const Core* find_core(const std::string& fault);

}  // namespace vmcheck::device
