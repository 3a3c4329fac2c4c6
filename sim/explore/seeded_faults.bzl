"""The search as it stands, and with faults that its tests must find."""

load("//sim:seeded_faults.bzl", "library_of_units", _seeded_fault_tests = "seeded_fault_tests")

_SOURCES = [
    "estimate",
    "graph_search",
    "graph_search_position",
    "work_list",
]

_DEPS = [
    ":graph_search_headers",
    "@fmt",
]

def graph_search(name):
    """A cc_library of the search."""
    library_of_units(name, _SOURCES, _DEPS)

def seeded_fault_tests(source, cases):
    """Tests that pass if `cases` fail because of a fault in one of the search's sources."""
    _seeded_fault_tests(source, cases, _SOURCES, _DEPS)
