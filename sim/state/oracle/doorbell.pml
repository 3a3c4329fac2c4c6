/* A consumer that sleeps until a bell rings, and a producer who rings it: the same model as
 * doorbell.cc, line by line. Each process has one control state, the head of its loop, and says in
 * a variable what it does next; each step is a d_step. So the states are those of the variables.
 *
 * -DSLOTS=n: slots of the ring. -DAT_ONCE: the consumer sleeps without looking again. */

byte tail, head, producer, consumer;
bool asleep, bell;

#define USED ((tail + 2 * SLOTS - head) % (2 * SLOTS))
#define BEHIND(index) ((index + 1) % (2 * SLOTS))

#ifdef AT_ONCE
#define ASLEEP 4
#else
#define ASLEEP 3
#endif

active proctype Producer() {
  do
  :: d_step { producer == 0 && USED != SLOTS -> tail = BEHIND(tail); producer = 1 }
  :: d_step { producer == 1 && asleep -> producer = 2 }
  :: d_step { producer == 1 && !asleep -> producer = 0 }
  :: d_step { producer == 2 -> asleep = false; bell = true; producer = 0 }
  od
}

active proctype Consumer() {
  do
  :: d_step { consumer == 0 && tail == head -> consumer = 2 }
  :: d_step { consumer == 0 && tail != head -> consumer = 1 }
  :: d_step { consumer == 1 -> head = BEHIND(head); consumer = 0 }
  :: d_step { consumer == 2 -> asleep = true; consumer = ASLEEP }
  :: d_step { consumer == 3 && tail == head -> consumer = 4 }
  :: d_step { consumer == 3 && tail != head -> asleep = false; consumer = 0 }
  :: d_step { consumer == 4 && bell -> bell = false; consumer = 0 }
  od
}
