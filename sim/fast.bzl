"""Options for code in which a search spends its time."""

# Always: brute force in a test would take minutes else.
BRUTE_FORCE = ["-O2"]

# Some in any build but a debug build, as the tests search much.
FAST = select({
    "//sim:optimised": ["-O3"],
    "//sim:debug": [],
    "//conditions:default": ["-O1"],
})
