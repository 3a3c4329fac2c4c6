"""The core's files to be included as <driver_core/...>, as they stand or after a patch."""

# The portable core, as every machine compiles it.
CORE_HEADERS = [
    "datagram.h",
    "event.h",
    "hal/hal.h",
    "index.h",
    "limits.h",
    "notify_index.h",
    "queue_pair.h",
    "receive.h",
    "resource.h",
    "result.h",
    "ring.h",
    "route.h",
    "wire.h",
]

CORE_SOURCES = [
    "event.c",
    "notify_index.c",
    "receive.c",
    "resource.c",
    "ring.c",
    "ring_query.c",
]

# The platform that records what another one does, and its log.
RECORDED_HEADERS = [
    "hal/recorded/hal_device_platform.h",
    "hal/recorded/hal_platform.h",
    "hal/recorded/record_file.h",
    "hal/recorded/record_log.h",
    "hal/recorded/record_pair.h",
]

# The driver of the device, for machines that have one.
DEVICE_HEADERS = [
    "device/deferred.h",
    "device/delayed.h",
    "device/delivery.h",
    "device/doorbell.h",
    "device/doorbell_table.h",
    "device/endpoint.h",
    "device/flags.h",
    "device/guest.h",
    "device/interrupt.h",
    "device/message.h",
    "device/probe.h",
    "device/queue_pair.h",
    "device/queue_pair_end.h",
    "device/queue_pair_message.h",
    "device/queue_pair_rules.h",
    "device/queue_pair_table.h",
    "device/registers.h",
    "device/send.h",
    "device/step.h",
    "device/subscription.h",
    "device/transfer.h",
    "hal/device.h",
    "hal/lock.h",
    "hal/timer.h",
]

DEVICE_SOURCES = [
    "device/deferred.c",
    "device/delivery.c",
    "device/doorbell.c",
    "device/doorbell_table.c",
    "device/endpoint.c",
    "device/guest.c",
    "device/interrupt.c",
    "device/notification.c",
    "device/probe.c",
    "device/queue_pair.c",
    "device/queue_pair_end.c",
    "device/queue_pair_message.c",
    "device/queue_pair_table.c",
    "device/send.c",
    "device/subscription.c",
    "device/transfer.c",
]

# A host's contexts and its broker of queue pairs, for machines that run others.
HOST_HEADERS = [
    "hal/context.h",
    "hal/host.h",
    "host/bell.h",
    "host/bell_rules.h",
    "host/bell_table.h",
    "host/broker.h",
    "host/checkpoint.h",
    "host/checkpoint_rules.h",
    "host/dispatch.h",
    "host/endpoint.h",
    "host/fetch.h",
    "host/host.h",
    "host/host_ring.h",
    "host/mailbox.h",
    "host/notify.h",
    "host/operation.h",
    "host/pair.h",
    "host/pair_alloc.h",
    "host/pair_party.h",
    "host/program.h",
    "host/send.h",
    "host/subscriber.h",
    "host/table.h",
    "host/watch.h",
    "host/watch_rules.h",
]

HOST_SOURCES = [
    "host/bell.c",
    "host/bell_table.c",
    "host/broker.c",
    "host/broker_event.c",
    "host/checkpoint.c",
    "host/context.c",
    "host/doorbell.c",
    "host/endpoint.c",
    "host/fetch.c",
    "host/host.c",
    "host/host_ring.c",
    "host/notify.c",
    "host/operation.c",
    "host/program.c",
    "host/send.c",
    "host/subscriber.c",
    "host/table.c",
    "host/watch.c",
]

# Sockets.
VSOCK_HEADERS = [
    "vsock/address.h",
    "vsock/connection.h",
    "vsock/datagram.h",
    "vsock/error.h",
    "vsock/notify.h",
    "vsock/options.h",
    "vsock/packet.h",
    "vsock/poll.h",
    "vsock/port_table.h",
    "vsock/role.h",
    "vsock/socket.h",
    "vsock/transport.h",
]

VSOCK_SOURCES = [
    "vsock/child.c",
    "vsock/client.c",
    "vsock/connected.c",
    "vsock/connection.c",
    "vsock/listener.c",
    "vsock/notify.c",
    "vsock/port_table.c",
]

# The machine's sockets, over the driver of its device, and over the machine as a host.
STACK_HEADERS = [
    "hal/stack.h",
    "stack/arrival.h",
    "stack/attach.h",
    "stack/attach_host.h",
    "stack/call.h",
    "stack/carrier.h",
    "stack/datagram.h",
    "stack/datagram_endpoint.h",
    "stack/datagram_queue.h",
    "stack/inbox.h",
    "stack/notice.h",
    "stack/pool.h",
    "stack/stack.h",
    "stack/stream.h",
    "stack/turn.h",
    "stack/ways.h",
    "stack/work.h",
]

STACK_SOURCES = [
    "stack/arrival.c",
    "stack/attach.c",
    "stack/attach_host.c",
    "stack/call.c",
    "stack/carrier.c",
    "stack/carrier_guest.c",
    "stack/carrier_host.c",
    "stack/carrier_local.c",
    "stack/datagram.c",
    "stack/datagram_call.c",
    "stack/datagram_endpoint.c",
    "stack/datagram_queue.c",
    "stack/notice.c",
    "stack/pool.c",
    "stack/stack.c",
    "stack/stream.c",
    "stack/turn.c",
    "stack/work.c",
]

# What there is besides the portable core.
_PARTS = {
    "device": "//driver_core:device_files",
    "host": "//driver_core:host_files",
    "stack": "//driver_core:stack_files",
    "vsock": "//driver_core:vsock_files",
}

# The files, then the patch; a patch that no longer fits, to the line, fails the build.
_COPY = """
set -e
tree=$1 patch=$2
shift 2
cp --parents "$@" $tree
chmod -R u+w $tree
[ -z "$patch" ] || patch --quiet --strip=1 --fuzz=0 --no-backup-if-mismatch --directory=$tree < $patch
"""

def _copies_impl(ctx):
    tree = ctx.actions.declare_directory(ctx.label.name)
    patch = ctx.file.patch
    ctx.actions.run_shell(
        inputs = ctx.files.files + ([patch] if patch else []),
        outputs = [tree],
        command = _COPY,
        arguments = [tree.path, patch.path if patch else ""] + [file.path for file in ctx.files.files],
        mnemonic = "CopyCore",
        execution_requirements = {"no-sandbox": "1"},  # which would cost more than the copies
    )
    return [
        DefaultInfo(files = depset([tree]), data_runfiles = ctx.runfiles([tree])),
        CcInfo(compilation_context = cc_common.create_compilation_context(
            headers = depset([tree]),
            system_includes = depset([tree.path]),
        )),
    ]

_copies = rule(
    implementation = _copies_impl,
    attrs = {
        "files": attr.label_list(allow_files = True),
        "patch": attr.label(allow_single_file = [".patch"]),
    },
)

def core_tree(name, parts, patch = None, tags = []):
    """Copies of the core's files, headers and sources, that other units include.

    A folder is what Bazel sees of them: as a target for each file they would be most of all targets.

    Args:
      name: of it in deps, and of the folder.
      parts: what is needed besides the portable core, of "device", "host", "stack", "vsock": each
        copy of a file costs a build as much as some lines of code.
      patch: a unified diff against a/driver_core/... to apply to them.
      tags: of all that is made.
    """
    _copies(
        name = name,
        files = [
            "//driver_core:core_headers",
            "//driver_core:core_sources",
        ] + [_PARTS[part] for part in parts],
        patch = patch,
        tags = tags,
    )
