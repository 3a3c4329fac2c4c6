"""Headers that gcc parses once for all who include them first."""

def _precompile(ctx, toolchain, source, output):
    features = cc_common.configure_features(ctx = ctx, cc_toolchain = toolchain)
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        source_file = source.path,
        output_file = output.path,
        use_pic = True,  # as for what is linked into a program
        user_compile_flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts + ctx.attr.copts + ["-x", "c++-header"],
    )
    ctx.actions.run(
        executable = cc_common.get_tool_for_action(feature_configuration = features, action_name = "c++-compile"),
        arguments = cc_common.get_memory_inefficient_command_line(
            feature_configuration = features,
            action_name = "c++-compile",
            variables = variables,
        ),
        inputs = depset([source], transitive = [toolchain.all_files]),
        outputs = [output],
        mnemonic = "PrecompileHeader",
        progress_message = "Precompiling " + ctx.label.name,
    )

def _is_plain_build(ctx):
    """Whether units are optimised as they say themselves: gcc fails on those of other options than the
    header's, if it does not notice that they differ."""
    return ctx.var["COMPILATION_MODE"] == "fastbuild" and not [copt for copt in ctx.fragments.cpp.copts if copt.startswith("-O")]

def _precompiled_header_impl(ctx):
    toolchain = ctx.attr._cc_toolchain[cc_common.CcToolchainInfo]

    # Nothing is in it: all who include the headers say so themselves. gcc takes the .gch in its place.
    empty = ctx.actions.declare_file(ctx.label.name + ".h")
    ctx.actions.write(empty, "// {}\n".format(ctx.label))
    headers = [empty]
    if _is_plain_build(ctx):
        source = ctx.actions.declare_file(ctx.label.name + "_source.h")
        ctx.actions.write(source, "".join(["#include <{}>\n".format(header) for header in ctx.attr.headers]))
        output = ctx.actions.declare_file(empty.basename + ".gch")
        _precompile(ctx, toolchain, source, output)
        headers.append(output)
    return [CcInfo(compilation_context = cc_common.create_compilation_context(
        headers = depset(headers),
        system_includes = depset([empty.dirname]),
    ))]

precompiled_header = rule(
    implementation = _precompiled_header_impl,
    doc = """System headers as gcc reads them fastest, for those who include NAME.h before all else.

    gcc takes them in a build without options, if the unit has those of `copts` that change code and no
    others. Any other unit, and clang, reads an empty file, and then the headers that the unit includes.""",
    attrs = {
        "copts": attr.string_list(doc = "what the units have besides the build's options"),
        "headers": attr.string_list(mandatory = True, doc = "of the system's or the compiler's own"),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
    },
    fragments = ["cpp"],
)
