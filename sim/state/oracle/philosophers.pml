/* Philosophers of whom the last one takes the right fork first: the same model as
 * ../examples/philosophers.h, line by line. Each process has one control state, the head of its
 * loop; each step is a d_step.
 *
 * -DCOUNT=n: philosophers. -DTASK=n: the one of whom it is claimed that he eats again and again. */

byte has[COUNT];
bool taken[COUNT];

#define FORK(which) ((_pid + (_pid == COUNT - 1 -> 1 - which : which)) % COUNT)

active [COUNT] proctype Philosopher() {
  do
  :: d_step { has[_pid] == 0 && !taken[FORK(0)] -> taken[FORK(0)] = true; has[_pid] = 1 }
  :: d_step { has[_pid] == 1 && !taken[FORK(1)] -> taken[FORK(1)] = true; has[_pid] = 2 }
  :: d_step {
       has[_pid] == 2 -> taken[FORK(0)] = false; taken[FORK(1)] = false; has[_pid] = 0
     }
  od
}

ltl eats { [] <> (has[TASK] == 2) }
