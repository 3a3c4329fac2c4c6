/* Peterson's lock for two tasks: the same model as ../examples/peterson.h, line by line. Each
 * process has one control state, the head of its loop, and says in a variable what it does next;
 * each step is a d_step.
 *
 * -DTASK=n: the task of which it is claimed that it does not wait for ever. */

#define OUTSIDE 0
#define ANNOUNCING 1
#define YIELDING 2
#define WAITING 3
#define INSIDE 4

byte at[2], turn;
bool wants[2];

#define OTHER (1 - _pid)

active [2] proctype Task() {
  do
  :: d_step { at[_pid] == OUTSIDE -> at[_pid] = ANNOUNCING }
  :: d_step { at[_pid] == ANNOUNCING -> wants[_pid] = true; at[_pid] = YIELDING }
  :: d_step { at[_pid] == YIELDING -> turn = OTHER; at[_pid] = WAITING }
  :: d_step { at[_pid] == WAITING && !(wants[OTHER] && turn == OTHER) -> at[_pid] = INSIDE }
  :: d_step { at[_pid] == INSIDE -> wants[_pid] = false; at[_pid] = OUTSIDE }
  od
}

ltl gets_in { [] <> (at[TASK] == OUTSIDE || at[TASK] == INSIDE) }
