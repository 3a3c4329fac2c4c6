"""The device of a user program as a library, as it is or with a fault."""

load("@rules_cc//cc:defs.bzl", "cc_library")
load("//driver_core:core_tree.bzl", "CORE_HEADERS", "CORE_SOURCES", "DEVICE_HEADERS", "DEVICE_SOURCES")
load("//driver_core:source_tree.bzl", "source_tree")
load("//driver_core/user:files.bzl", "USER_DEVICE")

def user_device(name, patch):
    """A cc_library of <driver_core/user/device.h>, with a fault in it. The driver is as it is.

    Args:
      name: of the library.
      patch: the fault.
    """
    folder = name + ".tree"
    files = source_tree(
        name = name + ".files",
        folder = folder,
        files = ["driver_core/" + file for file in CORE_HEADERS + CORE_SOURCES + DEVICE_HEADERS + DEVICE_SOURCES + USER_DEVICE],
        inputs = [
            "//driver_core:core_headers",
            "//driver_core:core_sources",
            "//driver_core:device_files",
            "//driver_core:user_hal",
            "//driver_core/user:machine_files",
        ],
        patch = patch,
    )
    cc_library(
        name = name,
        testonly = True,
        srcs = [file for file in files if "/user/" in file and file.endswith(".c")],
        hdrs = [file for file in files if file.endswith(".h")],
        includes = [
            folder,
            folder + "/driver_core/hal/user",
        ],
        deps = ["//driver_core/user:driver"],
    )
