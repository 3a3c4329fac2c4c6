"""Tests that examples notice each of the faults seeded into copies of the core, or into a library."""

load("@rules_cc//cc:defs.bzl", "cc_binary")
load("//driver_core:core_tree.bzl", "core_tree")

def _found_is_enough(env):
    """A test's environment in which a case that fails is not made smaller."""
    return {name: value + " noshrink=1" if name == "RC_PARAMS" else value for name, value in env.items()}

def core_faults_test(name, sources, deps, env, parts = [], folders = [""], local_defines = [], size = "small", tags = []):
    """An sh_test that fails if the examples pass on a core with one of the faults.

    Each patch of a folder faults/FOLDER is a fault, and says in its first line what comes of it.

    Args:
      name: of the test.
      sources, deps: of each program of examples; "{}" stands for the folder of its fault. The core
        is <driver_core/...>.
      env: the test's environment: how many cases.
      parts: of the core: see core_tree.
      folders: of the faults; "": those that lie in faults/ itself.
      local_defines: of the programs.
      size: of the test.
      tags: of the test, and of all that is built for it alone.
    """
    programs = []
    for folder in folders:
        for fault in native.glob(["faults/{}/*.patch".format(folder) if folder else "faults/*.patch"]):
            program = fault + ".examples"
            core = fault + ".core"
            core_tree(
                name = core,
                parts = parts,
                patch = fault,
                tags = tags,
            )
            cc_binary(
                name = program,
                testonly = True,
                srcs = [source.format(folder) for source in sources],
                local_defines = local_defines,
                tags = tags,
                deps = [dep.format(folder) for dep in deps] + [core],
            )
            programs.append(program)
    native.sh_test(
        name = name,
        size = size,
        srcs = ["faults_test.sh"],
        args = ["$(rootpath {})".format(program) for program in programs],
        data = programs,
        env = _found_is_enough(env),
        tags = tags,
    )

def library_faults_test(name, faults, deps, srcs = [], env = {}):
    """An sh_test that fails if the examples pass on libraries with one of the faults.

    Args:
      name: of the test.
      faults: patches of this package.
      deps: of each program of examples; "{}" stands for its fault.
      srcs: of each of them: what has to be compiled with the fault.
      env: the test's environment: how many cases.
    """
    programs = [fault + ".examples" for fault in faults]
    for fault, program in zip(faults, programs):
        cc_binary(
            name = program,
            testonly = True,
            srcs = srcs,
            deps = [dep.format(fault) for dep in deps],
        )
    native.sh_test(
        name = name,
        size = "small",
        srcs = ["faults_test.sh"],
        args = ["$(rootpath :%s)" % program for program in programs],
        data = programs,
        env = _found_is_enough(env),
    )
