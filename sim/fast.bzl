"""Options for code in which a search spends its time."""

# Under -c opt; a debug build stays one.
FAST = select({
    "//sim:optimised": ["-O3"],
    "//conditions:default": [],
})
