"""The cores with seeded faults that a package's scenarios must find."""

load("//driver_core:linked_only.bzl", "linked_only")
load("//third_party/system:cc.bzl", "cc_library")

def seeded_faults(variant, library_deps, of_unit_tests = None, **how):
    """The library `seeded_faults`: its source names each faulty core, and what finds it.

    A fault is a patch of the core, and has the patch's name.

    Args:
      variant: compiles a core; takes its `name` and, as `fault`, the patch.
      library_deps: of the library, the core without a fault among them.
      of_unit_tests: the faults of //driver_core/tests, by their folder in its faults/; default:
        those in the package's own faults/, all of them.
      **how: what `variant` takes besides.
    """
    patches = native.glob(["faults/*.patch"])
    if of_unit_tests:
        patches = [
            "//driver_core/tests:faults/{}/{}.patch".format(folder, fault)
            for folder, faults in of_unit_tests.items()
            for fault in faults
        ]
    cores = {patch.split("/")[-1][:-len(".patch")]: patch for patch in patches}
    for core, patch in cores.items():
        variant(name = core, fault = patch, **how)
    linked_only(
        name = "faulty_cores",
        deps = cores.keys(),
    )
    cc_library(
        name = "seeded_faults",
        srcs = ["seeded_faults.cc"],
        hdrs = ["seeded_faults.h"],
        deps = library_deps + [":faulty_cores"],
    )
