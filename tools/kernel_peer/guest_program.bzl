"""What runs in the guest, with the core as it is or with a fault."""

load("@rules_cc//cc:defs.bzl", "cc_binary")
load("//driver_core:core_tree.bzl", "core_tree")

def guest_program(name, patch = None):
    """A program of everything that is tried against the kernel.

    Args:
      name: of the program.
      patch: a fault to seed into the core's decisions. What asks the kernel stays as it is.
    """
    core_tree(
        name = name + ".core",
        patch = patch,
        tags = ["nightly"],
    )
    cc_binary(
        name = name,
        testonly = True,
        srcs = [
            "agreement.h",
            "context.cc",
            "context.h",
            "datagram_calls.cc",
            "datagram_calls.h",
            "draw.h",
            "guest.cc",
            "guest.h",
            "main.cc",
            "pair_calls.cc",
            "pair_calls.h",
        ],
        tags = ["nightly"],
        deps = [
            name + ".core",
            "//driver_core/user:machine",
            "//tools/cli:exit_code",
            "@cli11",
            "@fmt",
        ],
    )
