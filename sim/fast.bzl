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
_EACH = select({
    "//sim:optimised": _FASTEST,
    "//sim:optimised_for_x86_64": _FASTEST_ON_X86_64,
    "//sim:debug": [],
    "//conditions:default": FAST_ENOUGH + [
        "-include",
        "precompiled_fast.h",
    ],
})

# A step goes through most units of a search and of its model.
FAST = _EACH + select({
    "//sim:optimised_by_gcc": ["-flto"],
    "//conditions:default": [],
})

# For programs that search. By __cpu_model they know their processor: units that are optimised together
# ask for it when the libraries have been looked through already.
LINK_FAST = select({
    "//sim:optimised_by_gcc": ["-flto=auto"],
    "//conditions:default": [],
}) + select({
    "//sim:optimised_for_x86_64": ["-Wl,--undefined=__cpu_model"],
    "//conditions:default": [],
})

# Of what is slower, as measured, if it is optimised together with all that it calls.
FAST_ALONE = _EACH

# Of code with a fault, which a test's search soon finds: a compiler takes longer to make it fast.
FAST_WITH_FAULT = select({
    "//sim:optimised": _FASTEST,
    "//sim:optimised_for_x86_64": _FASTEST_ON_X86_64,
    "//conditions:default": [],
})
