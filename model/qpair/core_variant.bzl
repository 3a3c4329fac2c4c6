"""Compiles the production core for a checker's machine: as it stands, or with a fault seeded in."""

load("//driver_core:core_tree.bzl", "core_tree")
load("//third_party/system:cc.bzl", "cc_library")

# The core's public functions. Each variant of the core gets its own prefix before their names, so
# that many variants link into one program; a function missing here is a duplicate at link time.
_CORE_FUNCTIONS = [
    "vmci_queue_header_init",
    "vmci_ring_consume_buf_ready",
    "vmci_ring_consume_free_space",
    "vmci_ring_consume_indexes",
    "vmci_ring_dequeue",
    "vmci_ring_dequeuev",
    "vmci_ring_enqueue",
    "vmci_ring_enqueuev",
    "vmci_ring_pair_init",
    "vmci_ring_pair_resume",
    "vmci_ring_peek",
    "vmci_ring_peekv",
    "vmci_ring_produce_buf_ready",
    "vmci_ring_produce_free_space",
    "vmci_ring_produce_indexes",
]

def core_variant(name, unit, deps, table = None, fault = None, **kwargs):
    """A cc_library that defines the core under its own name for one checker's machine.

    Args:
      name: of the library.
      unit: C++ source that includes the core's files as <driver_core/...>.
      deps: the machine: what gives hal_platform.h, and what the unit needs besides.
      table: C++ name of the table of functions that the unit defines, VMCHECK_CORE in it; default:
        the library's.
      fault: a patch in model/qpair/faults/ to apply first; None compiles the core as it stands.
      **kwargs: passed on to cc_library.
    """
    table = table or name
    core = "//driver_core:textual"
    if fault:
        core = name + "_source"
        core_tree(name = core, parts = [], patch = fault)
    cc_library(
        name = name,
        srcs = [unit],
        copts = ["-DVMCHECK_CORE=" + table, "-DVMCHECK_CORE_NAME='\"{}\"'".format(table)] +
                ["-D{1}={0}_{1}".format(table, function) for function in _CORE_FUNCTIONS],
        deps = deps + [core],
        **kwargs
    )
