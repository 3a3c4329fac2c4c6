"""Options for code in which a search spends its time."""

# Always: brute force in a test would take minutes else.
BRUTE_FORCE = ["-O2"]

# Under -c opt; a debug build stays one.
FAST = select({
    "//sim:optimised": ["-O3"],
    "//conditions:default": [],
})
