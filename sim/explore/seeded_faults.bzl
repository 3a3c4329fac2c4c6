"""The search as it stands, and with faults that its tests must find."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library")
load("//driver_core:source_tree.bzl", "source_tree")
load("//sim:fast.bzl", "FAST")

# The same cases every time; --test_env=RC_PARAMS="max_success=10000" for more and others.
SAME_CASES = {"RC_PARAMS": "seed=1 max_success=400"}

_SOURCES = [
    "estimate",
    "graph_search",
    "graph_search_position",
    "work_list",
]

def _unit(name, source, **kwargs):
    cc_library(
        name = name,
        srcs = [source],
        copts = FAST,
        deps = [
            ":graph_search_headers",
            "@fmt",
        ],
        alwayslink = True,  # the units need each other
        **kwargs
    )

def graph_search(name):
    """A cc_library of the search, each source a library of its own that a fault can stand in for."""
    for source in _SOURCES:
        _unit(source + "_unit", source + ".cc")
    cc_library(
        name = name,
        deps = [source + "_unit" for source in _SOURCES],
    )

def seeded_fault_tests(source, cases):
    """Tests that pass if the search's own tests fail because of a fault.

    Each patch in faults/SOURCE/ is a fault, and says in its first line what comes of it. The test
    has the patch's name.

    Args:
      source: which source has the faults, without its ending.
      cases: the library of the test cases that must find them.
    """
    for patch in native.glob(["faults/{}/*.patch".format(source)]):
        fault = patch.split("/")[-1][:-len(".patch")]
        unit = fault + "_unit"
        program = fault + "_cases"
        [faulty] = source_tree(
            name = unit + "_files",
            folder = unit,
            files = ["sim/explore/{}.cc".format(source)],
            inputs = [source + ".cc"],
            patch = patch,
        )
        _unit(unit, faulty, testonly = True)
        cc_binary(
            name = program,
            testonly = True,
            deps = [cases, unit] + [other + "_unit" for other in _SOURCES if other != source],
        )
        native.sh_test(
            name = fault + "_test",
            size = "medium",
            srcs = ["faults/found_out_test.sh"],
            args = ["$(rootpath {})".format(program)],
            data = [program],
            env = {"RC_PARAMS": SAME_CASES["RC_PARAMS"] + " noshrink=1"},
        )
