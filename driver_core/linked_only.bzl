"""Libraries whose users link them and see nothing of them else."""

def _linked_only_impl(ctx):
    infos = [dep[CcInfo] for dep in ctx.attr.deps]
    return [CcInfo(linking_context = cc_common.merge_cc_infos(cc_infos = infos).linking_context)]

linked_only = rule(
    implementation = _linked_only_impl,
    doc = """What cc_libraries link, without what they are compiled from.

    In a cc_library's deps each file that a dependency is compiled from, a copied core too, is an input
    of whoever is compiled on top of it: hundreds of faulty cores are tens of thousands of files.""",
    attrs = {"deps": attr.label_list(providers = [CcInfo])},
)
