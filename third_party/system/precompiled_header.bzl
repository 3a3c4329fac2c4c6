"""Headers that gcc parses once for all who include them first."""

def _precompiled_header_impl(ctx):
    toolchain = ctx.attr._cc_toolchain[cc_common.CcToolchainInfo]
    features = cc_common.configure_features(ctx = ctx, cc_toolchain = toolchain)

    source = ctx.actions.declare_file(ctx.label.name + ".h")
    ctx.actions.write(source, "#include <{}>\n".format(ctx.attr.header))

    # A folder in which compilers look before they look in /usr/include: for the header, gcc also for
    # its .gch; who does not take that is passed on.
    folder = source.path[:-len(".h")]
    passed_on = ctx.actions.declare_file("{}/{}".format(ctx.label.name, ctx.attr.header))
    ctx.actions.write(passed_on, "#include_next <{}>\n".format(ctx.attr.header))
    output = ctx.actions.declare_file("{}/{}.gch".format(ctx.label.name, ctx.attr.header))
    variables = cc_common.create_compile_variables(
        feature_configuration = features,
        cc_toolchain = toolchain,
        source_file = source.path,
        output_file = output.path,
        use_pic = ctx.var["COMPILATION_MODE"] != "opt",  # as for what is linked into a program
        user_compile_flags = ctx.fragments.cpp.copts + ctx.fragments.cpp.cxxopts + ["-x", "c++-header"],
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
        progress_message = "Precompiling " + ctx.attr.header,
    )
    return [CcInfo(compilation_context = cc_common.create_compilation_context(
        headers = depset([passed_on, output]),
        system_includes = depset([folder]),
    ))]

precompiled_header = rule(
    implementation = _precompiled_header_impl,
    doc = """A system's header for the compiler's options that the build has, as gcc reads it fastest.

    gcc takes it if it is the first that a unit includes and the unit's options are the same; if not,
    and if the compiler is clang, the header is read as ever.""",
    attrs = {
        "header": attr.string(mandatory = True, doc = "relative to /usr/include"),
        "_cc_toolchain": attr.label(default = "@bazel_tools//tools/cpp:current_cc_toolchain"),
    },
    fragments = ["cpp"],
)
