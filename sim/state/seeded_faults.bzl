"""The state explorer as it stands, and with faults that its tests must find."""

load("//sim:seeded_faults.bzl", "library_of_units", _seeded_fault_tests = "seeded_fault_tests")

_SOURCES = [
    "breadth_first",
    "candidates",
    "dependence",
    "depth_first",
    "fair_search",
    "file",
    "goals",
    "large_pages",
    "lasso",
    "latest",
    "on_the_way",
    "packed_states",
    "partial_order",
    "quotient",
    "reached",
    "saving",
    "state_set",
    "states",
    "symmetry",
    "telling",
    "ways",
    "words",
    "workers",
]

_DEPS = [
    ":search_headers",
    "@fmt",
    "@xxhash",
]

def states(name):
    """A cc_library of the explorer."""
    library_of_units(name, _SOURCES, _DEPS)

def seeded_fault_tests(source, cases):
    """Tests that pass if `cases` fail because of a fault in one of the explorer's sources: each night."""
    _seeded_fault_tests(source, cases, _SOURCES, _DEPS, tags = ["nightly"])
