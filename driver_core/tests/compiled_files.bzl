"""Asks Bazel which files it gives to the compiler."""

def _compiled_files_impl(ctx):
    groups = [target[OutputGroupInfo] for target in ctx.attr.targets]
    files = depset(transitive = [group.compilation_prerequisites_INTERNAL_ for group in groups])
    return [DefaultInfo(files = files, runfiles = ctx.runfiles(transitive_files = files))]

compiled_files = rule(
    implementation = _compiled_files_impl,
    attrs = {"targets": attr.label_list(mandatory = True)},
    doc = "The sources and headers with which some cc_library rules are compiled.",
)
