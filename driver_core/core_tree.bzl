"""The core's files to be included as <driver_core/...>, as they stand or after a patch."""

load("@rules_cc//cc:defs.bzl", "cc_library")

# The portable core, as every machine compiles it.
CORE_HEADERS = [
    "hal/hal.h",
    "index.h",
    "result.h",
    "ring.h",
    "wire.h",
]

CORE_SOURCES = [
    "ring.c",
    "ring_query.c",
]

def core_tree(name, patch = None):
    """A cc_library of copies of the core's files, headers and sources, that other units include.

    Args:
      name: the library, and the folder of the copies.
      patch: a unified diff against a/driver_core/... to apply to them.
    """
    outs = ["{}/driver_core/{}".format(name, file) for file in CORE_HEADERS + CORE_SOURCES]
    inputs = ["//driver_core:core_headers", "//driver_core:core_sources"]
    copy = """
        root=$(RULEDIR)/{name}
        for file in {files}; do
            mkdir -p $$root/$$(dirname $$file)
            cp $$file $$root/$$file
        done
    """.format(name = name, files = " ".join(["$(locations {})".format(i) for i in inputs]))
    apply = """
        chmod -R u+w $$root
        patch --quiet --strip=1 --fuzz=0 --no-backup-if-mismatch --directory=$$root < $(location {})
    """
    native.genrule(
        name = name + "_files",
        srcs = inputs + ([patch] if patch else []),
        outs = outs,
        cmd = copy + (apply.format(patch) if patch else ""),
    )
    cc_library(
        name = name,
        hdrs = outs,
        includes = [name],
    )
