#!/usr/bin/env python3
"""Holds the source tree to its rules; prints FILE:LINE: RULE for each breach.

usage: tidy.py ROOT
"""

import os
import re
import sys

# A folder includes only from itself and from those before it.
LAYERS = ["driver_core", "sim", "model", "tools"]
KNOWS_NO_VMCI = ("sim/run/", "sim/explore/", "sim/state/", "sim/memory/", "sim/smt/")
CORE = ["driver_core"] + [f"driver_core/{part}" for part in ("device", "hal", "host", "stack", "vsock")]
LONGEST_FILE = 800
CODE = (".c", ".h", ".cc", ".bzl", ".bazel", ".sh", ".py", ".lua")
HEADERS_OF_THE_COMPILER = {"stdint.h", "stddef.h"}

# In the core's own files: no libc, no allocation, no output, no floating point.
BANNED_IN_CORE = re.compile(
    r"\b(malloc|calloc|realloc|k[mz]alloc|printf|printk|memcpy|memset|memmove|memcmp|"
    r"strlen|assert|abort|exit|float|double|volatile)\b"
)
# A type in a namespace is one type everywhere (C++'s rule of one definition), but of a file's own.
NAMESPACE_OR_TYPE = re.compile(
    r"namespace\s+(?P<namespace>[\w:]*)\s*\{"
    r"|(?:struct|class|union)\s+(?:\[\[\w+\]\]\s*)?(?P<type>\w+)(?:\s+final)?(?:\s*:[^:;{][^;{]*)?\s*\{"
    r"|\{|\}"
)
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def source_files(root):
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            f for f in folders if not f.startswith((".", "bazel-")) and f != "third_party"
        )
        for name in sorted(files):
            path = os.path.relpath(os.path.join(folder, name), root)
            if name.endswith(CODE):
                yield path


def is_core(path):
    """The portable core: not its platforms, the module or the tests."""
    folder, name = os.path.split(path)
    return folder in CORE and name.endswith((".c", ".h"))


def strip_comments(text):
    """Code without comments; lines keep their numbers."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r"/\*.*?\*/|//[^\n]*", blank, text, flags=re.S)


def include_breaches(path, code):
    layer = path.split(os.sep)[0]
    for number, line in enumerate(code.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        target = match.group(2)
        top = target.split("/")[0]
        if layer in LAYERS and top in LAYERS and LAYERS.index(top) > LAYERS.index(layer):
            yield number, f"{layer} must not include from {top}: {target}"
        if path.startswith(KNOWS_NO_VMCI) and top in ("driver_core", "vmci"):
            yield number, f"only sim/world knows VMCI: {target}"
        if is_core(path) and match.group(1) == "<" and target not in HEADERS_OF_THE_COMPILER:
            yield number, f"the core includes only its own files: {target}"


def core_breaches(path, code):
    if not is_core(path):
        return
    for number, line in enumerate(code.splitlines(), 1):
        for match in BANNED_IN_CORE.finditer(line):
            yield number, f"banned in the core: {match.group(1)}"


def namespace_types(path, code):
    """The types that namespaces of C++ have there: line, and name in full."""
    code = re.sub(r'"(\\.|[^"\\\n])*"|\'(\\.|[^\'\\\n])\'', '""', code)
    around = []
    for match in NAMESPACE_OR_TYPE.finditer(code):
        if match.group() == "}":
            around = around[:-1]
            continue
        if match["type"] and around and None not in around:
            yield code.count("\n", 0, match.start()) + 1, "::".join([*around, match["type"]])
        namespace = match["namespace"]
        around.append(None if namespace is None else namespace or f"({path})")


def breaches(root):
    defined = {}
    for path in source_files(root):
        with open(os.path.join(root, path), encoding="utf-8") as file:
            text = file.read()
        lines = text.count("\n")
        if lines > LONGEST_FILE:
            yield path, lines, f"a file has at most {LONGEST_FILE} lines"
        if text and not text.endswith("\n"):
            yield path, lines + 1, "the last line has no end"
        for number, line in enumerate(text.splitlines(), 1):
            if line != line.rstrip():
                yield path, number, "white space at the end of a line"
        if path.endswith((".c", ".h", ".cc")):
            code = strip_comments(text)
            for number, rule in (*include_breaches(path, code), *core_breaches(path, code)):
                yield path, number, rule
            for number, name in namespace_types(path, code):
                if defined.setdefault(name, path) != path:
                    yield path, number, f"{name} is also a type of {defined[name]}"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = list(breaches(sys.argv[1]))
    for path, number, rule in found:
        print(f"{path}:{number}: {rule}")
    files = len(list(source_files(sys.argv[1])))
    print(f"{files} files, {len(found)} breaches")
    sys.exit(1 if found or files == 0 else 0)


if __name__ == "__main__":
    main()
