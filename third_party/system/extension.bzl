"""The system libraries for Bazel 8 and later. A file of its own: Bazel 4 does not know module_extension."""

load(":system_library.bzl", "system_libraries")

def _extension_impl(_ctx):
    system_libraries()

system_libraries_extension = module_extension(implementation = _extension_impl)
