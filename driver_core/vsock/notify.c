// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The two protocols of notification.
 */
#include "notify.h"

#include "../index.h"

void vmci_notify_init(struct vmci_notify *notify, unsigned char protocol, vmci_u64 size)
{
	notify->size = size;
	notify->window = size;
	notify->window_min = VMCI_NOTIFY_STEP;
	if (size < VMCI_NOTIFY_STEP)
		notify->window_min = size;
	notify->produced_laps = 0;
	notify->consumed_laps = 0;
	notify->protocol = protocol;
	notify->flags = 0;
}

int vmci_notify_is_readable(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			    vmci_u64 lowat)
{
	if ((view->shutdown & VMCI_SHUTDOWN_RECEIVE) || (view->peer_shutdown & VMCI_SHUTDOWN_SEND))
		return 1;
	return view->ready + view->taken >= lowat || view->ready + view->taken >= notify->size - 1;
}

int vmci_notify_is_writable(const struct vmci_notify *notify, const struct vmci_notify_view *view)
{
	if ((view->shutdown & VMCI_SHUTDOWN_SEND) || (view->peer_shutdown & VMCI_SHUTDOWN_RECEIVE))
		return 1;
	return view->sent < notify->size - 1;
}

static void notify_begin(const struct vmci_notify *notify, struct vmci_notify_outcome *outcome)
{
	outcome->notify = *notify;
	outcome->generation = 0;
	outcome->offset = 0;
	outcome->actions = 0;
	if (notify->flags & VMCI_NOTIFY_OWES_WROTE)
		outcome->actions |= VMCI_NOTIFY_SEND_WROTE;
	if (notify->flags & VMCI_NOTIFY_OWES_READ)
		outcome->actions |= VMCI_NOTIFY_SEND_READ;
	outcome->notify.flags &= (unsigned char)~(VMCI_NOTIFY_OWES_WROTE | VMCI_NOTIFY_OWES_READ);
}

/*
 * Tells nobody who does not want to know: a peer that reads no more need not hear of data, one that
 * writes no more not of space. The halves are told apart: a peer that has shut down the one may
 * wait for the other.
 */
static void notify_end(const struct vmci_notify_view *view, struct vmci_notify_outcome *outcome)
{
	if (view->peer_shutdown & VMCI_SHUTDOWN_RECEIVE)
		outcome->actions &= ~(VMCI_NOTIFY_SEND_WROTE | VMCI_NOTIFY_SEND_WAITING_WRITE);
	if (view->peer_shutdown & VMCI_SHUTDOWN_SEND)
		outcome->actions &= ~(VMCI_NOTIFY_SEND_READ | VMCI_NOTIFY_SEND_WAITING_READ);
}

/* Tells a peer that waits to write as soon as there is enough space. */
static void tell_of_space(const struct vmci_notify_view *view, struct vmci_notify_outcome *outcome)
{
	struct vmci_notify *notify = &outcome->notify;

	if (!(notify->flags & VMCI_NOTIFY_PEER_WRITES))
		return;
	if (!(notify->flags & VMCI_NOTIFY_SHRUNK)) {
		notify->flags |= VMCI_NOTIFY_SHRUNK;
		if (notify->window < VMCI_NOTIFY_STEP ||
		    notify->window - VMCI_NOTIFY_STEP < notify->window_min)
			notify->window = notify->window_min;
		else
			notify->window = notify->window - VMCI_NOTIFY_STEP;
	}
	if (notify->size - 1 - view->ready <= notify->size - notify->window)
		return;
	notify->flags &= (unsigned char)~(VMCI_NOTIFY_PEER_WRITES | VMCI_NOTIFY_SHRUNK);
	outcome->actions |= VMCI_NOTIFY_SEND_READ;
}

/* Tells a peer that waits to read as soon as there is anything. */
static void tell_of_data(const struct vmci_notify_view *view, struct vmci_notify_outcome *outcome)
{
	struct vmci_notify *notify = &outcome->notify;

	if (!(notify->flags & VMCI_NOTIFY_PEER_READS) || view->sent == 0)
		return;
	notify->flags &= (unsigned char)~VMCI_NOTIFY_PEER_READS;
	outcome->actions |= VMCI_NOTIFY_SEND_WROTE;
}

/*
 * If no more is in the queue than has just been written, the peer may have found it empty. It may
 * have begun to read since.
 */
void vmci_notify_enqueued(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			  vmci_u64 written, struct vmci_notify_outcome *outcome)
{
	notify_begin(notify, outcome);
	if (view->tail < written)
		outcome->notify.produced_laps = notify->produced_laps + 1;
	if (notify->protocol == VMCI_NOTIFY_ON_STATE && view->sent <= written)
		outcome->actions |= VMCI_NOTIFY_SEND_WROTE;
	tell_of_data(view, outcome);
	notify_end(view, outcome);
}

/* If no more is free than has just been read, the peer may have found the queue full. */
void vmci_notify_dequeued(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			  vmci_u64 read, struct vmci_notify_outcome *outcome)
{
	notify_begin(notify, outcome);
	if (view->head < read)
		outcome->notify.consumed_laps = notify->consumed_laps + 1;
	if (notify->protocol == VMCI_NOTIFY_ON_STATE && notify->size - 1 - view->ready <= read)
		outcome->notify.flags |= VMCI_NOTIFY_PEER_WRITES;
	tell_of_space(view, outcome);
	notify_end(view, outcome);
}

static void say_waiting_read(const struct vmci_notify_view *view, vmci_u64 target,
			     struct vmci_notify_outcome *outcome)
{
	struct vmci_notify *notify = &outcome->notify;

	if (notify->flags & VMCI_NOTIFY_TOLD_READING)
		return;
	notify->flags |= VMCI_NOTIFY_TOLD_READING;
	outcome->offset = vmci_pointer_add(view->head, target, notify->size);
	outcome->generation = notify->consumed_laps;
	if (outcome->offset < target)
		outcome->generation = notify->consumed_laps + 1;
	outcome->actions |= VMCI_NOTIFY_SEND_WAITING_READ;
}

/* A reader that has to wait is fast enough: from now on the writer is let go on sooner. */
void vmci_notify_reader_waits(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			      vmci_u64 target, struct vmci_notify_outcome *outcome)
{
	struct vmci_notify *next = &outcome->notify;

	notify_begin(notify, outcome);
	if (view->ready != 0) {
		outcome->actions |= VMCI_NOTIFY_TAKE;
		notify_end(view, outcome);
		return;
	}
	if (notify->size - next->window < VMCI_NOTIFY_STEP)
		next->window = notify->size;
	else
		next->window = next->window + VMCI_NOTIFY_STEP;
	if (notify->protocol == VMCI_NOTIFY_WAITING)
		say_waiting_read(view, target, outcome);
	notify_end(view, outcome);
}

/* The place is one lap behind the tail: where the peer's head makes room enough. */
static void say_waiting_write(const struct vmci_notify_view *view, vmci_u64 room,
			      struct vmci_notify_outcome *outcome)
{
	struct vmci_notify *notify = &outcome->notify;

	notify->flags |= VMCI_NOTIFY_TOLD_WRITING;
	outcome->offset = vmci_pointer_add(view->tail, room + 1, notify->size);
	outcome->generation = notify->produced_laps;
	if (outcome->offset > view->tail && notify->produced_laps != 0)
		outcome->generation = notify->produced_laps - 1;
	outcome->actions |= VMCI_NOTIFY_SEND_WAITING_WRITE;
}

void vmci_notify_writer_waits(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			      vmci_u64 room, struct vmci_notify_outcome *outcome)
{
	notify_begin(notify, outcome);
	if (notify->protocol == VMCI_NOTIFY_WAITING && !(notify->flags & VMCI_NOTIFY_TOLD_WRITING))
		say_waiting_write(view, room, outcome);
	notify_end(view, outcome);
}

/* The peer has written: who waits is woken when there is enough, and else nothing may be lost. */
static void peer_wrote(const struct vmci_notify_view *view, vmci_u64 lowat,
		       struct vmci_notify_outcome *outcome)
{
	outcome->notify.flags &= (unsigned char)~VMCI_NOTIFY_TOLD_READING;
	if (vmci_notify_is_readable(&outcome->notify, view, lowat))
		outcome->actions |= VMCI_NOTIFY_WAKE_READER;
	else
		outcome->actions |= VMCI_NOTIFY_TAKE;
}

/* The peer has read. If that was before the queue was full again, it is asked once more. */
static void peer_read(const struct vmci_notify_view *view, struct vmci_notify_outcome *outcome)
{
	struct vmci_notify *notify = &outcome->notify;
	int waited = notify->flags & VMCI_NOTIFY_TOLD_WRITING;

	notify->flags &= (unsigned char)~VMCI_NOTIFY_TOLD_WRITING;
	if (vmci_notify_is_writable(notify, view))
		outcome->actions |= VMCI_NOTIFY_WAKE_WRITER;
	else if (waited)
		say_waiting_write(view, 1, outcome);
}

void vmci_notify_receive(const struct vmci_notify *notify, const struct vmci_notify_view *view,
			 vmci_u32 type, vmci_u64 lowat, struct vmci_notify_outcome *outcome)
{
	notify_begin(notify, outcome);
	if (type == VMCI_PACKET_WROTE)
		peer_wrote(view, lowat, outcome);
	if (type == VMCI_PACKET_READ)
		peer_read(view, outcome);
	if (type == VMCI_PACKET_WAITING_READ && notify->protocol == VMCI_NOTIFY_WAITING) {
		outcome->notify.flags |= VMCI_NOTIFY_PEER_READS;
		tell_of_data(view, outcome);
	}
	if (type == VMCI_PACKET_WAITING_WRITE && notify->protocol == VMCI_NOTIFY_WAITING) {
		outcome->notify.flags |= VMCI_NOTIFY_PEER_WRITES;
		tell_of_space(view, outcome);
	}
	notify_end(view, outcome);
}

void vmci_notify_not_sent(struct vmci_notify *notify, unsigned int actions)
{
	if (actions & VMCI_NOTIFY_SEND_WROTE)
		notify->flags |= VMCI_NOTIFY_OWES_WROTE;
	if (actions & VMCI_NOTIFY_SEND_READ)
		notify->flags |= VMCI_NOTIFY_OWES_READ;
	if (actions & VMCI_NOTIFY_SEND_WAITING_READ)
		notify->flags &= (unsigned char)~VMCI_NOTIFY_TOLD_READING;
	if (actions & VMCI_NOTIFY_SEND_WAITING_WRITE)
		notify->flags &= (unsigned char)~VMCI_NOTIFY_TOLD_WRITING;
}
