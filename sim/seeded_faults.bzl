"""Libraries of which each source is a unit of its own, and faults in them that tests must find."""

load("//driver_core:source_tree.bzl", "source_tree")
load("//sim:fast.bzl", "FAST")
load("//third_party/system:cc.bzl", "cc_binary", "cc_library")

# The same cases every time; --test_env=RC_PARAMS="max_success=10000" for more and others.
SAME_CASES = {"RC_PARAMS": "seed=1 max_success=400"}

def _unit(name, source, deps, **kwargs):
    cc_library(
        name = name,
        srcs = [source],
        copts = FAST,
        deps = deps,
        alwayslink = True,  # the units need each other
        **kwargs
    )

def library_of_units(name, sources, deps):
    """A cc_library, each source a library of its own that a fault can stand in for.

    Args:
      name: of the library.
      sources: without their ending.
      deps: of each of them, the headers too.
    """
    for source in sources:
        _unit(source + "_unit", source + ".cc", deps)
    cc_library(
        name = name,
        deps = [source + "_unit" for source in sources],
    )

def seeded_fault_tests(source, cases, sources, deps, tags = []):
    """Tests that pass if the library's own tests fail because of a fault.

    Each patch in faults/SOURCE/ is a fault, and says in its first line what comes of it. The test
    has the patch's name.

    Args:
      source: which source has the faults, without its ending.
      cases: the library of the test cases that must find them.
      sources, deps: as they were given to library_of_units.
      tags: of the tests, and of all that is built for them alone.
    """
    for patch in native.glob(["faults/{}/*.patch".format(source)]):
        fault = patch.split("/")[-1][:-len(".patch")]
        unit = fault + "_unit"
        program = fault + "_cases"
        [faulty] = source_tree(
            name = unit + "_files",
            folder = unit,
            files = ["{}/{}.cc".format(native.package_name(), source)],
            inputs = [source + ".cc"],
            patch = patch,
        )
        _unit(unit, faulty, deps, testonly = True, tags = tags)
        cc_binary(
            name = program,
            testonly = True,
            tags = tags,
            deps = [cases, unit] + [other + "_unit" for other in sources if other != source],
        )
        native.sh_test(
            name = fault + "_test",
            size = "medium",
            tags = tags,
            srcs = ["//sim:found_out_test.sh"],
            args = ["$(rootpath {})".format(program)],
            data = [program],
            env = {"RC_PARAMS": SAME_CASES["RC_PARAMS"] + " noshrink=1"},
        )
