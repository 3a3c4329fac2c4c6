"""FreeBSD's driver of the device as a library, on a kernel that a test makes up."""

load("@rules_cc//cc:defs.bzl", "cc_library")
load("//driver_core:core_tree.bzl", "CORE_HEADERS", "CORE_SOURCES", "DEVICE_HEADERS", "DEVICE_SOURCES")
load("//driver_core:source_tree.bzl", "source_tree")

_FREEBSD = [
    "freebsd/interrupts.c",
    "freebsd/interrupts.h",
    "freebsd/pci.c",
    "freebsd/resources.c",
    "hal/freebsd/hal_device_platform.h",
    "hal/freebsd/hal_lock_platform.h",
    "hal/freebsd/hal_platform.h",
    "hal/freebsd/hal_timer_platform.h",
]

def freebsd_driver(name, patch = None):
    """A cc_library of freebsd_kernel.h, over copies of the driver and the core.

    Args:
      name: of the library.
      patch: a fault to seed into the copies.
    """
    folder = name + ".tree"
    files = source_tree(
        name = name + ".files",
        folder = folder,
        files = ["driver_core/" + file for file in CORE_HEADERS + CORE_SOURCES + DEVICE_HEADERS + DEVICE_SOURCES + _FREEBSD],
        inputs = [
            "//driver_core:core_headers",
            "//driver_core:core_sources",
            "//driver_core:device_files",
            "//driver_core:freebsd_files",
            "//driver_core:freebsd_hal",
        ],
        patch = patch,
    )
    cc_library(
        name = name,
        testonly = True,
        srcs = files + ["freebsd_kernel.c"] + native.glob(["freebsd_headers/**"]),
        hdrs = ["freebsd_kernel.h"],
        copts = [
            "-nostdinc",
            "-ffreestanding",
            "-U_FORTIFY_SOURCE",
            "-Idriver_core/tests/freebsd_headers",
            "-I$(GENDIR)/driver_core/tests/%s" % folder,
            "-I$(GENDIR)/driver_core/tests/%s/driver_core/hal/freebsd" % folder,
        ],
        alwayslink = True,
    )
