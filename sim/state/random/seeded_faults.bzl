"""The random explorer as it stands, and with faults that its tests must find."""

load("//sim:seeded_faults.bzl", "library_of_units", _seeded_fault_tests = "seeded_fault_tests")

_SOURCES = [
    "campaign",
    "minimise",
    "one_of",
    "plan",
    "priorities",
    "random_chooser",
    "rationed",
    "recovery",
    "seed",
    "steps",
    "strikes",
    "trials",
    "walk",
]

_DEPS = [
    ":headers",
    "//sim/state:replay",
    "//sim/state:states",
    "//sim/state:story",
    "@fmt",
]

def random_explorer(name):
    """A cc_library of the random explorer."""
    library_of_units(name, _SOURCES, _DEPS)

def seeded_fault_tests(source, cases):
    """Tests that pass if `cases` fail because of a fault in one of the explorer's sources: each night."""
    _seeded_fault_tests(source, cases, _SOURCES, _DEPS, tags = ["nightly"])
