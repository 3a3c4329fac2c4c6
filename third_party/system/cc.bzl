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

def cc_binary(deps = [], **kwargs):
    _cc_binary(deps = deps + _PRECOMPILED, **kwargs)

def cc_library(deps = [], **kwargs):
    _cc_library(deps = deps + _PRECOMPILED, **kwargs)

def cc_test(deps = [], **kwargs):
    _cc_test(deps = deps + _PRECOMPILED, **kwargs)
