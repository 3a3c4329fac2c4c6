/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What the module vmci_core exports to clients of the device: datagrams, doorbells, queue pairs,
 * events.
 *
 * A client gets a reference of the device, and gives it back when it has destroyed, unsubscribed
 * and detached from all that it had. Until then the reference is good, though the device itself may
 * be pulled out, or unbound from its driver, at any time: then the device calls nobody any more,
 * what would be sent fails with VMCI_ERROR_DEVICE_NOT_FOUND, and what the client has is still there
 * for it to destroy. A device that is found later is another one, of which a client gets a
 * reference anew.
 *
 * Clients are called with no lock held, by threads: by the device's interrupt thread, which serves
 * nobody else meanwhile, so that a client that sleeps should ask for VMCI_ENDPOINT_FLAG_DELAYED or
 * VMCI_DOORBELL_FLAG_DELAYED and is called by a workqueue; and about the other end of a local queue
 * pair by whoever attaches or detaches there. A client may be called before the function that
 * creates what it is called for returns, and not after the one that destroys it has. It may do
 * anything but end what it is called for, which would wait for itself.
 *
 * Errors are those of enum vmci_result. A function that does not sleep may be called wherever
 * spinlocks may be taken.
 */
#ifndef VMCI_CORE_LINUX_VMCI_DEVICE_H
#define VMCI_CORE_LINUX_VMCI_DEVICE_H

#include <linux/types.h>

#include "../device/flags.h"
#include "../event.h"
#include "../queue_pair.h"
#include "../result.h"
#include "../ring.h"
#include "../route.h"
#include "../wire.h"

struct vmci_device;
struct vmci_pair_end;

/*
 * How a client is called: with a datagram, `size` bytes with its header; with an event's payload;
 * with an enum vmci_event that says what has become of the peer.
 */
typedef void (*vmci_arrived_fn)(void *client, const void *datagram, size_t size);
typedef void (*vmci_rung_fn)(void *client);
typedef void (*vmci_happened_fn)(void *client, const void *payload, size_t size);
typedef void (*vmci_peer_changed_fn)(void *client, unsigned int event);

/**
 * vmci_device_get() - Take a reference of the device that this machine has.
 * @device: where it is put, on success
 *
 * Does not sleep.
 *
 * Return: VMCI_SUCCESS, or VMCI_ERROR_DEVICE_NOT_FOUND when there is none, or none any more.
 */
int vmci_device_get(struct vmci_device **device);

/**
 * vmci_device_put() - Give a reference back.
 * @device: the device
 *
 * The client has no endpoint, doorbell, queue pair or subscription of its own any more. May sleep.
 */
void vmci_device_put(struct vmci_device *device);

/**
 * vmci_device_context() - The context id of this machine.
 * @device: the device
 *
 * It changes when the machine is migrated: then subscribers of VMCI_EVENT_CONTEXT_ID_UPDATE are
 * called, and handles with the old id are good for their destruction only. Does not sleep.
 *
 * Return: the id as it is known now; when the device is gone, as it was.
 */
vmci_u32 vmci_device_context(struct vmci_device *device);

/**
 * vmci_device_create_endpoint() - Begin to receive datagrams, and to be able to send some.
 * @device: the device
 * @resource: the id that the endpoint is to have, or VMCI_ID_INVALID for one that is free
 * @flags: VMCI_ENDPOINT_FLAG_ANY_CONTEXT, VMCI_ENDPOINT_FLAG_DELAYED, or 0
 * @arrived: what is called with each datagram
 * @client: what it is called with
 * @handle: where the endpoint's handle is put, on success
 *
 * Does not sleep.
 *
 * Return: VMCI_SUCCESS; VMCI_ERROR_INVALID_ARGS for other flags or nothing to call;
 * VMCI_ERROR_ALREADY_EXISTS when another endpoint has the id; VMCI_ERROR_NO_RESOURCES.
 */
int vmci_device_create_endpoint(struct vmci_device *device, vmci_u32 resource, unsigned int flags,
				vmci_arrived_fn arrived, void *client, struct vmci_handle *handle);

/**
 * vmci_device_destroy_endpoint() - End an endpoint, and wait until its client is not called.
 * @device: the device
 * @handle: the endpoint's
 *
 * Sleeps.
 *
 * Return: VMCI_SUCCESS, or VMCI_ERROR_NOT_FOUND when there is no such endpoint.
 */
int vmci_device_destroy_endpoint(struct vmci_device *device, struct vmci_handle handle);

/**
 * vmci_device_send() - Send a datagram to the host or the hypervisor.
 * @device: the device
 * @datagram: its header, and behind that its payload; its source is an endpoint's handle, of which
 *	an invalid context becomes this machine's
 *
 * Does not sleep. Through memory it waits, without giving up the processor, for the device to take
 * the datagram.
 *
 * Return: what the hypervisor answers: VMCI_SUCCESS or more, or its error;
 * VMCI_ERROR_NO_HANDLE when the source is no endpoint; VMCI_ERROR_INVALID_ARGS when the datagram is
 * too long; VMCI_ERROR_DST_UNREACHABLE; VMCI_ERROR_DEVICE_NOT_FOUND when the device is gone.
 */
int vmci_device_send(struct vmci_device *device, struct vmci_datagram *datagram);

/**
 * vmci_device_create_doorbell() - Begin to be called when somebody rings.
 * @device: the device
 * @resource: the id that the doorbell is to have, or VMCI_ID_INVALID for one that is free
 * @flags: VMCI_DOORBELL_FLAG_DELAYED or 0
 * @rung: what is called, once for all rings that came before the call
 * @client: what it is called with
 * @handle: where the doorbell's handle is put, on success
 *
 * Sleeps.
 *
 * Return: VMCI_SUCCESS; VMCI_ERROR_INVALID_ARGS for other flags or nothing to call, or an id that
 * was asked for while the machine's changes; VMCI_ERROR_UNAVAILABLE when the device has no
 * doorbells, or is gone; VMCI_ERROR_ALREADY_EXISTS when another doorbell has the id;
 * VMCI_ERROR_NO_RESOURCES; the hypervisor's errors.
 */
int vmci_device_create_doorbell(struct vmci_device *device, vmci_u32 resource, unsigned int flags,
				vmci_rung_fn rung, void *client, struct vmci_handle *handle);

/**
 * vmci_device_destroy_doorbell() - End a doorbell, and wait until its client is not called.
 * @device: the device
 * @handle: the doorbell's
 *
 * Sleeps.
 *
 * Return: VMCI_SUCCESS, or VMCI_ERROR_NOT_FOUND when there is no such doorbell.
 */
int vmci_device_destroy_doorbell(struct vmci_device *device, struct vmci_handle handle);

/**
 * vmci_device_notify_doorbell() - Ring a doorbell of the host's or of this machine's.
 * @device: the device
 * @handle: the doorbell's
 *
 * Does not sleep.
 *
 * Return: VMCI_SUCCESS; VMCI_ERROR_INVALID_ARGS for an invalid handle; VMCI_ERROR_DEVICE_NOT_FOUND
 * when the device is gone; the hypervisor's errors.
 */
int vmci_device_notify_doorbell(struct vmci_device *device, struct vmci_handle handle);

/**
 * vmci_device_subscribe() - Begin to be called when an event happens.
 * @device: the device
 * @event: one of enum vmci_event
 * @happened: what is called with the payload, struct vmci_event_data first, all of it there
 * @client: what it is called with
 * @id: where the subscription's id is put, on success
 *
 * Does not sleep.
 *
 * Return: VMCI_SUCCESS; VMCI_ERROR_INVALID_ARGS for nothing to call; VMCI_ERROR_EVENT_UNKNOWN;
 * VMCI_ERROR_NO_RESOURCES.
 */
int vmci_device_subscribe(struct vmci_device *device, vmci_u32 event, vmci_happened_fn happened,
			  void *client, vmci_u32 *id);

/**
 * vmci_device_unsubscribe() - End a subscription, and wait until its client is not called.
 * @device: the device
 * @id: the subscription's
 *
 * Sleeps.
 *
 * Return: VMCI_SUCCESS, or VMCI_ERROR_NOT_FOUND when there is no such subscription.
 */
int vmci_device_unsubscribe(struct vmci_device *device, vmci_u32 id);

/**
 * struct vmci_pair_request - What a client wants of a queue pair.
 * @handle: the pair's handle, or an invalid one for an id that is free, for who creates it. Who
 *	attaches gives it, and for a local pair its creator may
 * @peer: the context that may have the other end, or VMCI_ID_INVALID for any
 * @flags: VMCI_QUEUE_PAIR_ATTACH_ONLY: attach, and create none. VMCI_QUEUE_PAIR_LOCAL: both ends
 *	are on this machine
 * @produce_size: the bytes of the ring that this end fills, of which one is never used. One of both
 *	sizes may be 0, and then that ring does not move anything
 * @consume_size: those of the ring that this end drains
 * @changed: what is called when the peer has attached (VMCI_EVENT_PEER_ATTACH), when it has
 *	detached (VMCI_EVENT_PEER_DETACH), and when it is lost as the machine was resumed or
 *	migrated (VMCI_EVENT_QUEUE_PAIR_RESUMED); each once, and in this order
 * @client: what it is called with
 *
 * One who attaches finds the peer there, and is not told so.
 */
struct vmci_pair_request {
	struct vmci_handle handle;
	vmci_u32 peer;
	vmci_u32 flags;
	vmci_u64 produce_size;
	vmci_u64 consume_size;
	vmci_peer_changed_fn changed;
	void *client;
};

/**
 * vmci_device_create_pair() - Create a queue pair, or attach to one.
 * @device: the device
 * @request: what is wanted
 * @end: where the client's end of the pair is put, on success
 *
 * Both rings are empty for this end: what a peer has put into its own before is still to come. For
 * a handle of the host's context, or a local one that somebody has created, this is an attachment
 * without VMCI_QUEUE_PAIR_ATTACH_ONLY too.
 *
 * Sleeps, and allocates the rings, whose pages are charged to no process.
 *
 * Return: VMCI_SUCCESS; VMCI_ERROR_INVALID_ARGS for other flags, two sizes of 0, nothing to call,
 * or a handle that is or is not given and should not be so; VMCI_ERROR_NO_ACCESS for a handle or a
 * peer of another machine; VMCI_ERROR_NOT_FOUND or VMCI_ERROR_UNAVAILABLE when there is no such
 * local pair, or none to attach to any more; VMCI_ERROR_QUEUEPAIR_MISMATCH when its sizes are not
 * these, exchanged; VMCI_ERROR_ALREADY_EXISTS when the machine has an end of the pair;
 * VMCI_ERROR_NO_RESOURCES for too many bytes or pairs; VMCI_ERROR_NO_MEM;
 * VMCI_ERROR_DEVICE_NOT_FOUND when the device is gone, and the pair is not local; the hypervisor's
 * errors.
 */
int vmci_device_create_pair(struct vmci_device *device, const struct vmci_pair_request *request,
			    struct vmci_pair_end **end);

/**
 * vmci_device_detach_pair() - Give up an end of a queue pair, and wait for calls of its client.
 * @end: the end
 *
 * No call with the end or its rings is under way, and none is made any more. What the client has
 * put into its ring stays for a local peer. Succeeds where the device is gone, and where the
 * hypervisor has forgotten the pair.
 *
 * Sleeps.
 *
 * Return: VMCI_SUCCESS, and the end is no more; or the hypervisor's error, which has refused: then
 * the end is as it was, and so is its memory, which the host may still use.
 */
int vmci_device_detach_pair(struct vmci_pair_end *end);

/**
 * vmci_pair_end_handle() - The handle of a queue pair, for its peer.
 * @end: the client's end
 *
 * Does not sleep.
 *
 * Return: the handle.
 */
struct vmci_handle vmci_pair_end_handle(const struct vmci_pair_end *end);

/**
 * vmci_pair_end_ring() - The rings of a queue pair, for the functions of vmci_core.h.
 * @end: the client's end
 *
 * They have begun, and are the client's to fill and drain by vmci_ring_enqueue(),
 * vmci_ring_dequeue(), vmci_ring_peek(), their vectored forms and the queries, whoever the peer is
 * and whether it is there. None of these sleeps or takes a lock. The client serialises its produce
 * operations, and its consume operations: ../ring.h says which calls may run at the same time. Does
 * not sleep.
 *
 * Return: both rings, until the end is detached.
 */
struct vmci_ring_pair *vmci_pair_end_ring(struct vmci_pair_end *end);

#endif
