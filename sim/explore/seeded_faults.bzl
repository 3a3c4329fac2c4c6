"""The search as it stands, and with faults that its tests must find."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library")
load("//driver_core:source_tree.bzl", "source_tree")
load("//sim:fast.bzl", "FAST")

# The same cases every time; --test_env=RC_PARAMS="max_success=10000" for more and others.
SAME_CASES = {"RC_PARAMS": "seed=1 max_success=400"}

_SOURCES = [
    "estimate.cc",
    "graph_search.cc",
    "graph_search_position.cc",
    "work_list.cc",
]

def graph_search(name, patch = None, **kwargs):
    """A cc_library of the search.

    Args:
      name: of the library.
      patch: a unified diff against a/sim/explore/... to apply first; None: as it stands.
      **kwargs: passed on to cc_library.
    """
    sources = _SOURCES
    if patch:
        sources = source_tree(
            name = name + "_files",
            folder = name,
            files = ["sim/explore/" + source for source in _SOURCES],
            inputs = _SOURCES,
            patch = patch,
        )
    cc_library(
        name = name,
        srcs = sources,
        copts = FAST,
        deps = [
            ":graph_search_headers",
            "@fmt",
        ],
        **kwargs
    )

def seeded_fault_test(patch, cases):
    """A test that passes if the search's own test fails because of a fault.

    Args:
      patch: the fault; its name without folder and ending is that of the test.
      cases: the library of the test cases that must find it.
    """
    fault = patch.split("/")[-1][:-len(".patch")]
    search = fault + "_search"
    program = fault + "_cases"
    graph_search(
        name = search,
        testonly = True,
        patch = patch,
    )
    cc_binary(
        name = program,
        testonly = True,
        deps = [
            cases,
            search,
        ],
    )
    native.sh_test(
        name = fault + "_test",
        size = "small",
        srcs = ["faults/found_out_test.sh"],
        args = ["$(rootpath {})".format(program)],
        data = [program],
        env = {"RC_PARAMS": SAME_CASES["RC_PARAMS"] + " noshrink=1"},
    )
