"""Options for code in which a search spends its time."""

# Always: brute force in a test would take minutes else.
BRUTE_FORCE = ["-O2"]

_FASTEST = [
    "-O3",
    "-fomit-frame-pointer",
]

# For the processor that it takes by default, gcc 12 sets some hundred bytes to 0 by rep stos: slower, as
# measured, than the loop that it makes for this one.
_FASTEST_ON_X86_64 = _FASTEST + ["-mtune=skylake"]

# With the ranges of values gcc warns of what it would warn of when it optimises more; clang has no such
# option.
FAST_ENOUGH = [
    "-O1",
    "-ftree-vrp",
    "-Wno-ignored-optimization-argument",
]

# Some in any build but a debug build, as the tests search much.
FAST = select({
    "//sim:optimised": _FASTEST,
    "//sim:optimised_for_x86_64": _FASTEST_ON_X86_64,
    "//sim:debug": [],
    "//conditions:default": FAST_ENOUGH + [
        "-include",
        "precompiled_fast.h",
    ],
})

# Of code with a fault, which a test's search soon finds: a compiler takes longer to make it fast.
FAST_WITH_FAULT = select({
    "//sim:optimised": _FASTEST,
    "//sim:optimised_for_x86_64": _FASTEST_ON_X86_64,
    "//conditions:default": [],
})
