// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Calls of sockets: the core's, of which none blocks, and the waiting for what they wait for. */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/sched/signal.h>

#include "../stack/call.h"
#include "../stack/stream.h"
#include "sockets.h"

/* A call that is tried again and again. `result` is what it returned last. */
struct attempt {
	struct vmci_sockets *sockets;
	unsigned int socket;
	int result;
	union {
		unsigned int child;
		struct vmci_stream stream;
	};
	void *bytes;
	vmci_u64 length;
};

typedef int (*attempt_fn)(struct attempt *attempt);

/*
 * Makes attempts until one does not say `again`, or a signal comes: -EINTR. Between two it sleeps
 * until something has happened to the socket: also what does so while an attempt is being made.
 */
static int try_until_done(struct attempt *attempt, attempt_fn once, int again)
{
	wait_queue_head_t *waiting = &attempt->sockets->waiting[attempt->socket];
	DEFINE_WAIT_FUNC(wait, woken_wake_function);

	might_sleep();
	add_wait_queue(waiting, &wait);
	for (;;) {
		attempt->result = once(attempt);
		if (attempt->result != again)
			break;
		if (signal_pending(current)) {
			attempt->result = -EINTR;
			break;
		}
		wait_woken(&wait, TASK_INTERRUPTIBLE, MAX_SCHEDULE_TIMEOUT);
	}
	remove_wait_queue(waiting, &wait);
	return attempt->result;
}

static int run_call(struct vmci_sockets *sockets, struct vmci_call *call)
{
	might_sleep();
	vmci_linux_run(&sockets->device->platform, vmci_call_step(&sockets->node, call));
	return call->result;
}

int vmci_sockets_open(struct vmci_sockets *sockets, unsigned int *socket)
{
	return vmci_stack_open(&sockets->stack, VMCI_SOCKET_STREAM, 0, 1, socket);
}
EXPORT_SYMBOL_GPL(vmci_sockets_open);

void vmci_sockets_close(struct vmci_sockets *sockets, unsigned int socket)
{
	struct vmci_call call;

	vmci_call_init(&call, socket, VMCI_CALL_CLOSE);
	run_call(sockets, &call);
}
EXPORT_SYMBOL_GPL(vmci_sockets_close);

int vmci_sockets_bind(struct vmci_sockets *sockets, unsigned int socket,
		      struct vmci_address address)
{
	return vmci_stack_bind(&sockets->stack, socket, address, 1);
}
EXPORT_SYMBOL_GPL(vmci_sockets_bind);

int vmci_sockets_listen(struct vmci_sockets *sockets, unsigned int socket, u32 backlog)
{
	return vmci_stack_listen(&sockets->stack, socket, backlog);
}
EXPORT_SYMBOL_GPL(vmci_sockets_listen);

static int accept_once(struct attempt *attempt)
{
	return vmci_stack_accept(&attempt->sockets->stack, attempt->socket, &attempt->child);
}

int vmci_sockets_accept(struct vmci_sockets *sockets, unsigned int socket, unsigned int *child)
{
	struct attempt attempt = { .sockets = sockets, .socket = socket };
	int result = try_until_done(&attempt, accept_once, -EAGAIN);

	if (result == 0)
		*child = attempt.child;
	return result;
}
EXPORT_SYMBOL_GPL(vmci_sockets_accept);

static int connected_once(struct attempt *attempt)
{
	return vmci_stack_connected(&attempt->sockets->stack, attempt->socket);
}

int vmci_sockets_connect(struct vmci_sockets *sockets, unsigned int socket,
			 struct vmci_address remote)
{
	struct attempt attempt = { .sockets = sockets, .socket = socket };
	struct vmci_handle name;
	struct vmci_call call;
	int result;

	vmci_call_init(&call, socket, VMCI_CALL_CONNECT);
	call.remote = remote;
	result = run_call(sockets, &call);
	if (result != -EINPROGRESS)
		return result;
	result = try_until_done(&attempt, connected_once, -EINPROGRESS);
	if (result != -EINTR)
		return result;
	/* Unless it is over meanwhile it is given up; then what came of it is told all the same. */
	name = call.attempt;
	vmci_call_init(&call, socket, VMCI_CALL_INTERRUPT);
	call.attempt = name;
	result = run_call(sockets, &call);
	return result == 0 ? vmci_stack_connected(&sockets->stack, socket) : result;
}
EXPORT_SYMBOL_GPL(vmci_sockets_connect);

static int move_once(struct attempt *attempt)
{
	unsigned int kind = attempt->stream.kind;

	vmci_stream_init(&attempt->stream, attempt->socket, kind);
	vmci_linux_run(&attempt->sockets->device->platform,
		       vmci_stream_step(&attempt->sockets->node, &attempt->stream, attempt->bytes,
					attempt->length));
	return attempt->stream.result;
}

/* Moves up to `length` bytes, and waits until one has been moved, or none will be any more. */
static ssize_t move(struct vmci_sockets *sockets, unsigned int socket, unsigned int kind,
		    void *bytes, size_t length)
{
	struct attempt attempt = {
		.sockets = sockets,
		.socket = socket,
		.bytes = bytes,
		.length = length,
	};
	int result;

	if (length == 0)
		return 0;
	attempt.stream.kind = (unsigned char)kind;
	result = try_until_done(&attempt, move_once, -EAGAIN);
	return result < 0 ? result : (ssize_t)attempt.stream.count;
}

ssize_t vmci_sockets_send(struct vmci_sockets *sockets, unsigned int socket, const void *bytes,
			  size_t length)
{
	return move(sockets, socket, VMCI_STREAM_SEND, (void *)bytes, length);
}
EXPORT_SYMBOL_GPL(vmci_sockets_send);

ssize_t vmci_sockets_receive(struct vmci_sockets *sockets, unsigned int socket, void *bytes,
			     size_t length)
{
	return move(sockets, socket, VMCI_STREAM_RECEIVE, bytes, length);
}
EXPORT_SYMBOL_GPL(vmci_sockets_receive);

int vmci_sockets_shutdown(struct vmci_sockets *sockets, unsigned int socket, unsigned int halves)
{
	struct vmci_call call;

	vmci_call_init(&call, socket, VMCI_CALL_SHUTDOWN);
	call.mode = halves;
	return run_call(sockets, &call);
}
EXPORT_SYMBOL_GPL(vmci_sockets_shutdown);
