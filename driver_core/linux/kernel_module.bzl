"""Builds the core as a Linux kernel module."""

MODULE_FILES = [
    "//driver_core:core_headers",
    "//driver_core:core_sources",
    "//driver_core:device_files",
    "//driver_core:kbuild_files",
    "//driver_core/linux:module_files",
]

def kernel_module(name, module, patch = None, **kwargs):
    """The core as MODULE.ko, against the headers of the newest kernel in /usr/src.

    Args:
      name: of the rule.
      module: the module's name; the file is MODULE.ko.
      patch: a fault to seed into the copy that is built.
      **kwargs: passed on to genrule.
    """
    native.genrule(
        name = name,
        srcs = MODULE_FILES + ([patch] if patch else []),
        outs = [module + ".ko"],
        cmd = " ".join(
            ["$(execpath //driver_core/linux:build_module.sh) $@ --name", module] +
            (["--patch $(execpath {})".format(patch)] if patch else []) +
            ["$(execpaths {})".format(files) for files in MODULE_FILES],
        ),
        tags = ["local"],
        tools = ["//driver_core/linux:build_module.sh"],
        **kwargs
    )
