"""Builds the core as a Linux kernel module."""

MODULE_FILES = [
    "//driver_core:core_headers",
    "//driver_core:core_sources",
    "//driver_core:device_files",
    "//driver_core:kbuild_files",
    "//driver_core:stack_files",
    "//driver_core:vsock_files",
    "//driver_core/linux:module_files",
]

def _build_module(name, out, inputs, options, tags = [], **kwargs):
    """Runs build_module.sh with options, and the files in `inputs` besides the core's."""
    native.genrule(
        name = name,
        srcs = MODULE_FILES + inputs,
        outs = [out],
        cmd = " ".join(
            ["$(execpath //driver_core/linux:build_module.sh) $@"] + options +
            ["$(execpaths {})".format(files) for files in MODULE_FILES],
        ),
        tags = tags + ["local"],
        tools = ["//driver_core/linux:build_module.sh"],
        **kwargs
    )

def kernel_module(name, module, patch = None, **kwargs):
    """The core as MODULE.ko, against the headers of the newest kernel in /usr/src.

    Args:
      name: of the rule.
      module: the module's name; the file is MODULE.ko.
      patch: a fault to seed into the copy that is built.
      **kwargs: passed on to genrule.
    """
    _build_module(
        name = name,
        out = module + ".ko",
        inputs = [patch] if patch else [],
        options = ["--name " + module] + (["--patch $(execpath {})".format(patch)] if patch else []),
        **kwargs
    )

def client_module(name, source, **kwargs):
    """A module that uses what vmci_core exports, for the same kernel.

    Args:
      name: of the rule.
      source: its one source file, NAME.c; the module is NAME.ko.
      **kwargs: passed on to genrule.
    """
    _build_module(
        name = name,
        out = source[:-len(".c")] + ".ko",
        inputs = [source],
        options = ["--client $(execpath {})".format(source)],
        **kwargs
    )
