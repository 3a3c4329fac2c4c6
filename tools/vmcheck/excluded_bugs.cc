#include "tools/vmcheck/known_bugs.h"

namespace vmcheck {

const std::vector<ExcludedBug>& excluded_bugs() {
  static const std::vector<ExcludedBug> bugs{
      {"a ring's two ends are exchanged in a call", "Coverity CIDs 1056844 to 1056846",
       "the type system forbids it: the view that produces and the one that consumes are two "
       "types"},
      {"one ring is used in two ways, with a lock and without", "Linux, 2013",
       "a ring has no lock and no flag that says so: its caller guards each end"},
      {"the capacity of an array of handles wraps when it is doubled", "Linux, 2019",
       "tables have the size that they were compiled with"},
      {"a negative error is taken for a large number of pinned pages", "Linux, 2020",
       "the core pins no pages: it is given those that it works with"},
      {"pages of a user program are marked dirty without their lock", "Linux, 2021",
       "the core knows no pages of user programs"},
      {"an event is sent while another task is still making it", "Linux, 2025",
       "the core makes no events, and delivers from a buffer that only its handler writes"},
      {"a program's file is looked into before its kind is known", "Linux, 2023",
       "the core has no files: its clients are parts of the kernel, and all of one kind"},
      {"the last reference to a socket is dropped where its end may not be waited for",
       "Linux, 2015", "the core counts no references to sockets: its caller frees them"},
      {"a reference to a socket is kept by its shutdown", "Linux, 2019",
       "the core counts no references to sockets: its caller frees them"},
      {"whether a socket is in a table is asked before the lock is taken under which it is removed",
       "Linux, 2019", "the table of sockets asks and acts in one call, under its caller's lock"},
      {"a socket is found in a table while it is being freed", "Linux, 2018",
       "the table of sockets finds slots, and frees them, under its caller's one lock"},
      {"a transport goes away while poll() uses it", "Linux, 2020",
       "poll() is a function of numbers: it knows no transport"},
      {"a transport is read without the lock under which it is replaced", "Linux, 2021",
       "a choice is made of a value of all transports, which is read once"},
      {"a socket's transport is used though it has none", "Linux, 2021",
       "a connection is a value: what it asks for is done by its caller, who knows its transport"},
      {"a socket whose new transport fails is left with none", "Linux, 2025",
       "a choice that fails changes nothing"},
      {"a transport is tested, and gone when it is used", "Linux, 2025",
       "a choice is made of a value of all transports, which is read once"},
      {"a transport is released by a socket that is no one's any more", "Linux, 2025",
       "the core has no sockets but their slots in a table, which stay until they are closed"},
      {"the state of a socket is tested outside its lock", "Linux, 2021",
       "a step is made of the whole state and the event: there is nothing to test before it"},
      {"two locks are taken in either order", "Linux, 2025", "the core of sockets takes no lock"},
      {"a packet that was put off is given to another transport than it came by", "Linux, 2025",
       "no transport keeps anything for a connection: a packet finds it by both addresses, when it "
       "is looked at"},
  };
  return bugs;
}

}  // namespace vmcheck
