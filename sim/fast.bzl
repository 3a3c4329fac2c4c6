"""Options for code in which a search spends its time."""

# Always: brute force in a test would take minutes else.
BRUTE_FORCE = ["-O2"]

_FASTEST = [
    "-O3",
    "-fomit-frame-pointer",
]

# Some in any build but a debug build, as the tests search much. With the ranges of values gcc warns
# there of what it would warn of when it optimises more; clang has no such option.
FAST = select({
    "//sim:optimised": _FASTEST,
    "//sim:debug": [],
    "//conditions:default": [
        "-O1",
        "-ftree-vrp",
        "-Wno-ignored-optimization-argument",
    ],
})

# Of code with a fault, which a test's search soon finds: a compiler takes longer to make it fast.
FAST_WITH_FAULT = select({
    "//sim:optimised": _FASTEST,
    "//conditions:default": [],
})
