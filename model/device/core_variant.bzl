"""The driver of the device on the simulated machine, with its scenarios: one library a variant."""

load("@rules_cc//cc:defs.bzl", "cc_library")
load("//driver_core:core_tree.bzl", "core_tree")
load("//sim:fast.bzl", "FAST")

_UNITS = [
    "core_unit.cc",
    "datagrams.cc",
    "doorbells.cc",
    "machine.cc",
    "probes.cc",
    "scenarios_unit.cc",
]

def core_variant(name, fault = None):
    """A cc_library that defines the core `name` of cores.h.

    Args:
      name: of the variant and the library.
      fault: a patch in faults/ to apply first; None compiles the core as it stands.
    """
    core = "//driver_core:textual"
    if fault:
        core = name + "_source"
        core_tree(name = core, patch = fault)
    cc_library(
        name = name,
        srcs = _UNITS,
        copts = FAST + ["-DVMCHECK_CORE=" + name, "-DVMCHECK_CORE_NAME='\"{}\"'".format(name)],
        deps = [
            ":headers",
            core,
        ],
    )
