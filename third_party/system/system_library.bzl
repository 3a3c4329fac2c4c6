"""The libraries that vmcheck takes from the system: the one place that names them."""

_BUILD = """
load("@rules_cc//cc:defs.bzl", "cc_library")

cc_library(
    name = "{name}",
    linkopts = {linkopts},
    deps = {deps},
    visibility = ["//visibility:public"],
)
"""

def _system_library_impl(ctx):
    if not ctx.path("/usr/include/" + ctx.attr.header).exists:
        fail("vmcheck needs {header} from Debian's package {apt}.\n  Run: apt-get install {apt}\n  (or tools/setup.sh, which installs everything that vmcheck needs)".format(
            header = ctx.attr.header,
            apt = ctx.attr.apt,
        ))
    ctx.file("WORKSPACE", "workspace(name = \"{}\")\n".format(ctx.name))
    ctx.file("BUILD.bazel", _BUILD.format(name = ctx.attr.target, linkopts = repr(ctx.attr.linkopts), deps = repr(ctx.attr.precompiled)))

system_library = repository_rule(
    implementation = _system_library_impl,
    attrs = {
        "apt": attr.string(doc = "Debian package to install when the header is missing"),
        "header": attr.string(doc = "a header of the library, relative to /usr/include"),
        "linkopts": attr.string_list(),
        "precompiled": attr.string_list(doc = "headers of it that come precompiled"),
        "target": attr.string(doc = "the cc_library's name"),
    },
    # A failure is looked at again at the next build, so that installing the package is enough.
    local = True,
)

# Headers that take longer to read than most of what includes them to compile.
_PRECOMPILED = {
    "googletest": ["@//third_party/system:precompiled_for_tests"],
}

# name, header, package, linker flags
_LIBRARIES = [
    ("boost_container", "boost/container/small_vector.hpp", "libboost-dev", []),
    ("boost_context", "boost/context/detail/fcontext.hpp", "libboost-context-dev", ["-lboost_context"]),
    ("cli11", "CLI/CLI.hpp", "libcli11-dev", []),
    ("fmt", "fmt/core.h", "libfmt-dev", ["-lfmt"]),
    ("google_benchmark", "benchmark/benchmark.h", "libbenchmark-dev", ["-lbenchmark", "-lpthread"]),
    ("googletest", "gtest/gtest.h", "libgtest-dev", ["-lgtest_main", "-lgtest", "-lpthread"]),
    ("nlohmann_json", "nlohmann/json.hpp", "nlohmann-json3-dev", []),
    ("rapidcheck", "rapidcheck.h", "librapidcheck-dev", ["-lrapidcheck"]),
    ("xxhash", "xxhash.h", "libxxhash-dev", []),  # inlined from the header
    ("z3", "z3++.h", "libz3-dev", ["-lz3"]),
]

def system_libraries():
    for name, header, apt, linkopts in _LIBRARIES:
        system_library(name = name, header = header, apt = apt, linkopts = linkopts, precompiled = _PRECOMPILED.get(name, []), target = name)
