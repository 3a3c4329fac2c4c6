"""Fuzz targets: one source with LLVMFuzzerTestOneInput, run over its corpus in every `bazel test`,
and by libFuzzer for as long as one likes with --config=fuzz."""

load("//third_party/system:cc.bzl", "cc_binary", "cc_library", "cc_test")

def fuzz_target(name, srcs, corpus, deps = [], **kwargs):
    """Defines NAME_test, which replays the corpus on any compiler, and NAME, for libFuzzer.

    Args:
      name: of the libFuzzer binary: bazel run --config=fuzz :NAME -- CORPUS -max_total_time=60
      srcs: the source with LLVMFuzzerTestOneInput.
      corpus: files to replay.
      deps: as for cc_test.
      **kwargs: passed on to cc_test.
    """
    cc_library(
        name = name + "_target",
        testonly = True,
        srcs = srcs,
        deps = deps,
        alwayslink = True,
    )
    cc_test(
        name = name + "_test",
        args = ["$(rootpaths {})".format(corpus)],
        data = [corpus],
        deps = [
            ":{}_target".format(name),
            "//tools:corpus_driver",
        ],
        **kwargs
    )
    cc_binary(
        name = name,
        testonly = True,
        linkopts = ["-fsanitize=fuzzer"],
        tags = ["manual"],
        deps = [":{}_target".format(name)],
    )
