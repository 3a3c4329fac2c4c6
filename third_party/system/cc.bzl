"""C++ rules whose units may include what is precompiled, as .bazelrc and FAST let them."""

load(
    "@rules_cc//cc:defs.bzl",
    _cc_binary = "cc_binary",
    _cc_library = "cc_library",
    _cc_test = "cc_test",
)

_PRECOMPILED = [
    "//third_party/system:precompiled",
    "//third_party/system:precompiled_fast",
]

# Of units that are optimised together, gold leaves out what several of them define, if it is given them by
# --start-lib and not in archives.
_ARCHIVES_IF_FAST = select({
    "//sim:optimised_by_gcc": ["-supports_start_end_lib"],
    "//conditions:default": [],
})

def cc_binary(deps = [], features = [], **kwargs):
    _cc_binary(deps = deps + _PRECOMPILED, features = features + _ARCHIVES_IF_FAST, **kwargs)

def cc_library(deps = [], **kwargs):
    _cc_library(deps = deps + _PRECOMPILED, **kwargs)

def cc_test(deps = [], features = [], **kwargs):
    _cc_test(deps = deps + _PRECOMPILED, features = features + _ARCHIVES_IF_FAST, **kwargs)
