"""Copies of source files, as they stand or after a patch."""

def source_tree(name, folder, files, inputs, patch = None, tags = []):
    """A genrule that copies source files into a folder and applies a patch to the copies.

    A patch that no longer fits, to the line, fails the build.

    Args:
      name: of the genrule.
      folder: of the copies, in the calling package.
      files: paths of the files from the workspace's root.
      inputs: the labels of these files.
      patch: a unified diff against a/<path from the workspace's root>; None copies only.
      tags: of the genrule.

    Returns:
      The copies.
    """
    outs = ["{}/{}".format(folder, file) for file in files]
    copy = """
        root=$(RULEDIR)/{folder}
        mkdir -p $$root
        cp --parents {files} $$root
    """.format(folder = folder, files = " ".join(["$(locations {})".format(i) for i in inputs]))
    apply = """
        chmod -R u+w $$root
        patch --quiet --strip=1 --fuzz=0 --no-backup-if-mismatch --directory=$$root < $(location {})
    """
    native.genrule(
        name = name,
        srcs = inputs + ([patch] if patch else []),
        outs = outs,
        cmd = copy + (apply.format(patch) if patch else ""),
        tags = tags,
    )
    return outs
