"""What runs in the guest, with the core as it is or with a fault."""

load("//driver_core:core_tree.bzl", "CORE_HEADERS", "CORE_SOURCES", "DEVICE_HEADERS", "DEVICE_SOURCES", "HOST_HEADERS", "STACK_HEADERS", "STACK_SOURCES", "VSOCK_HEADERS", "VSOCK_SOURCES")
load("//driver_core:source_tree.bzl", "source_tree")
load("//driver_core/user:files.bzl", "USER_MACHINE")
load("//third_party/system:cc.bzl", "cc_binary", "cc_library")

# Of what is a host's the guest's kernel is one: only rules are compared.
_CORE = (CORE_HEADERS + CORE_SOURCES + DEVICE_HEADERS + DEVICE_SOURCES + HOST_HEADERS + STACK_HEADERS +
         STACK_SOURCES + VSOCK_HEADERS + VSOCK_SOURCES + USER_MACHINE)

# Calls of these the linker leads past the recorder: recorder_hooks.cc.
_RECORDED = [
    "vmci_connection_step",
    "vmci_notify_dequeued",
    "vmci_notify_enqueued",
    "vmci_notify_reader_waits",
    "vmci_notify_receive",
    "vmci_notify_writer_waits",
    "vmci_stack_find",
]

def guest_program(name, patch = None, tags = []):
    """A program of everything that is tried against the kernel.

    Args:
      name: of the program.
      patch: a fault to seed into the core.
      tags: of everything that is made for it.
    """
    folder = name + ".core"
    files = source_tree(
        name = name + ".files",
        folder = folder,
        files = ["driver_core/" + file for file in _CORE],
        inputs = [
            "//driver_core:core_headers",
            "//driver_core:core_sources",
            "//driver_core:device_files",
            "//driver_core:host_headers_files",
            "//driver_core:stack_files",
            "//driver_core:user_hal",
            "//driver_core:vsock_files",
            "//driver_core/user:machine_files",
        ],
        patch = patch,
        tags = tags,
    )
    cc_library(
        name = folder + ".headers",
        hdrs = [file for file in files if file.endswith(".h")],
        includes = [
            folder,
            folder + "/driver_core/hal/user",
        ],
        tags = tags,
    )
    cc_library(
        name = folder,
        srcs = [file for file in files if file.endswith(".c")],
        tags = tags,
        deps = [folder + ".headers"],
    )
    cc_library(
        name = name + ".calls",
        testonly = True,
        srcs = [
            "agreement.h",
            "context.h",
            "datagram_calls.cc",
            "draw.h",
            "pair_calls.cc",
        ],
        hdrs = [
            "datagram_calls.h",
            "pair_calls.h",
        ],
        tags = tags,
        deps = [
            folder,
            "@fmt",
        ],
    )
    cc_binary(
        name = name,
        testonly = True,
        srcs = [
            "guest.cc",
            "guest.h",
            "main.cc",
            "run_scenarios.h",
        ],
        linkopts = ["-Wl,--wrap={}".format(function) for function in _RECORDED],
        tags = tags,
        deps = [
            ":players",
            name + ".calls",
            "//tools/cli:exit_code",
            "@cli11",
        ],
    )
