/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Sockets for kernel code: streams of bytes between it and programs of the host, of other kernel
 * code of this machine, or, through the host, of other machines. They are AF_VSOCK's over VMCI, but
 * not that family: programs of this machine do not have them, and a machine has either these or
 * Linux's own over its device.
 *
 * A socket is a number, from vmci_sockets_open() or vmci_sockets_accept() to vmci_sockets_close().
 * Any number of threads may use a socket, but nobody while it is being closed, or behind that. What
 * waits does so until there is something to return or a signal comes. A machine that migrates loses
 * its connections: their calls return what is said for a peer that is gone. When the device is
 * pulled out nothing comes from beyond it any more, and what waits for that waits for a signal.
 *
 * All functions may sleep. Errors are negative errno values, but for vmci_sockets_begin().
 */
#ifndef VMCI_CORE_LINUX_VMCI_SOCKETS_H
#define VMCI_CORE_LINUX_VMCI_SOCKETS_H

#include <linux/types.h>

#include "../vsock/address.h"

struct vmci_device;
struct vmci_sockets;

/**
 * vmci_sockets_begin() - Begin to have sockets over a device.
 * @device: the device, of which they take a reference
 * @sockets: where the machine's sockets are put, on success
 *
 * Return: VMCI_SUCCESS; VMCI_ERROR_ALREADY_EXISTS when somebody has sockets over the device;
 * VMCI_ERROR_NO_MEM, VMCI_ERROR_NO_RESOURCES.
 */
int vmci_sockets_begin(struct vmci_device *device, struct vmci_sockets **sockets);

/**
 * vmci_sockets_end() - Have no sockets any more.
 * @sockets: the machine's, each of which is closed
 */
void vmci_sockets_end(struct vmci_sockets *sockets);

/**
 * vmci_sockets_open() - Make a socket.
 * @sockets: the machine's
 * @socket: where its number is put, on success
 *
 * Return: 0, or -ENOMEM when there are too many.
 */
int vmci_sockets_open(struct vmci_sockets *sockets, unsigned int *socket);

/**
 * vmci_sockets_close() - Do without a socket.
 * @sockets: the machine's
 * @socket: the socket; its peer finds it gone, and what it has not read is lost
 */
void vmci_sockets_close(struct vmci_sockets *sockets, unsigned int socket);

/**
 * vmci_sockets_bind() - Give a socket an address.
 * @sockets: the machine's
 * @socket: the socket
 * @address: VMCI_CID_ANY, or a context of this machine; a port, or VMCI_PORT_ANY for one that is
 *	free
 *
 * Return: 0; -EINVAL when it has one; -EADDRNOTAVAIL when the context is not this machine's, or no
 * port is free; -EADDRINUSE when another socket matches the address.
 */
int vmci_sockets_bind(struct vmci_sockets *sockets, unsigned int socket,
		      struct vmci_address address);

/**
 * vmci_sockets_listen() - Let others connect to a socket.
 * @sockets: the machine's
 * @socket: the socket, which is bound
 * @backlog: how many connections may wait to be accepted
 *
 * Return: 0; -EINVAL when it is not bound, is connected, or was.
 */
int vmci_sockets_listen(struct vmci_sockets *sockets, unsigned int socket, u32 backlog);

/**
 * vmci_sockets_accept() - Wait for a connection to a socket.
 * @sockets: the machine's
 * @socket: the socket, which listens
 * @child: where the number of the socket that is connected is put, on success
 *
 * Return: 0; -EINVAL when it does not listen; -EINTR.
 */
int vmci_sockets_accept(struct vmci_sockets *sockets, unsigned int socket, unsigned int *child);

/**
 * vmci_sockets_connect() - Connect a socket, and wait until it is.
 * @sockets: the machine's
 * @socket: the socket, which is given an address if it has none
 * @remote: whom to connect to; VMCI_CID_LOCAL is this machine
 *
 * Return: 0; -ECONNRESET when nobody listens there; -ETIMEDOUT; -EINTR, then the attempt is over;
 * -EISCONN when it is connected, or was; -EALREADY when another thread connects it; -EINVAL when
 * it listens or the address has a wildcard; -ENODEV when the device is gone.
 */
int vmci_sockets_connect(struct vmci_sockets *sockets, unsigned int socket,
			 struct vmci_address remote);

/**
 * vmci_sockets_send() - Send bytes, and wait until some of them are on their way.
 * @sockets: the machine's
 * @socket: the socket, which is connected
 * @bytes: what to send
 * @length: how many bytes, at least 1
 *
 * Return: how many were sent; -EPIPE when this side may not send any more, or the peer is gone;
 * -ENOTCONN; -EPROTO when the peer's indices are wrong; -EINTR.
 */
ssize_t vmci_sockets_send(struct vmci_sockets *sockets, unsigned int socket, const void *bytes,
			  size_t length);

/**
 * vmci_sockets_receive() - Wait for bytes, and receive them.
 * @sockets: the machine's
 * @socket: the socket, which is connected
 * @bytes: where they are put
 * @length: for how many there is room, at least 1
 *
 * Return: how many were received; 0 when no more will come; -ENOTCONN when it never was connected;
 * -EPROTO when the peer's indices are wrong; -EINTR.
 */
ssize_t vmci_sockets_receive(struct vmci_sockets *sockets, unsigned int socket, void *bytes,
			     size_t length);

/**
 * vmci_sockets_shutdown() - End one half of a connection, or both.
 * @sockets: the machine's
 * @socket: the socket, which is connected
 * @halves: VMCI_SHUTDOWN_RECEIVE, VMCI_SHUTDOWN_SEND or VMCI_SHUTDOWN_BOTH
 *
 * Return: 0; -ENOTCONN; -EINVAL for no half; another error when the peer could not be told: then
 * it can be tried again.
 */
int vmci_sockets_shutdown(struct vmci_sockets *sockets, unsigned int socket, unsigned int halves);

#endif
