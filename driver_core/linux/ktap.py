#!/usr/bin/env python3
"""Judges the results of KUnit in a kernel's log (KTAP, as Linux 5.18 and later print it).

usage: ktap.py LOG SUITE=CASES...

Each of the suites must have run, once, with so many cases, each of which passed; a suite that is
in the log and was not named is wrong as well. Says what is wrong, a line each; for a case that
failed "not ok: SUITE.CASE".

Exit code 0: all is so; 1: not so; 2: bad usage.
"""

import re
import sys

PREFIX = re.compile(r"^(<\d+>)?(\[ *\d+\.\d+\] ?)?(\[ *[CT]\d+\] ?)?")
INDENT = "    "
BEGIN = re.compile(INDENT + r"# Subtest: (\S+)$")
PLAN = re.compile(INDENT + r"1\.\.(\d+)$")
RESULT = re.compile(r"(?P<indent>(?:    )?)(?P<bad>not )?ok (?P<number>\d+) (?:- )?"
                    r"(?P<name>[^\s#]+)(?: # ?(?P<directive>.*))?$")


class Suite:
    def __init__(self, name):
        self.name = name
        self.planned = None
        self.cases = []  # of matches of RESULT
        self.result = None

    def faults(self, wanted):
        """What is wrong with the suite, of which so many cases are wanted."""
        if self.result is None:
            yield f"{self.name} did not end"
        elif self.result["bad"] or self.result["directive"]:
            yield f"{self.name} did not pass"
        if self.planned != wanted:
            yield f"{self.name} has {self.planned} cases, and {wanted} were to run"
        numbers = [int(case["number"]) for case in self.cases]
        if numbers != list(range(1, wanted + 1)):
            yield f"{self.name} has results of the cases {numbers}, and {wanted} were to run"
        for case in self.cases:
            if case["bad"]:
                yield f"not ok: {self.name}.{case['name']}"
            elif case["directive"]:
                yield f"{self.name}.{case['name']}: {case['directive']}"


def suites_of(lines):
    """The suites that a log has, and what is wrong with the order of their lines."""
    suites, strays, suite = [], [], None
    for line in lines:
        line = PREFIX.sub("", line.rstrip("\r\n"), count=1)
        if match := BEGIN.match(line):
            suite = Suite(match[1])
            suites.append(suite)
        elif match := PLAN.match(line):
            if suite is not None and suite.planned is None:
                suite.planned = int(match[1])
            else:
                strays.append(line)
        elif match := RESULT.match(line):
            if suite is not None and match["indent"]:
                suite.cases.append(match)
            elif suite is not None and match["name"] == suite.name:
                suite.result, suite = match, None
            else:
                strays.append(line)
    return suites, strays


def judge(lines, wanted):
    """What is wrong with a log, in which suites with these numbers of cases are to be."""
    suites, strays = suites_of(lines)
    found = [suite.name for suite in suites]
    for line in strays:
        yield f"out of place: {line.strip()}"
    for name in wanted:
        if found.count(name) != 1:
            yield f"{name} ran {found.count(name)} times"
    for suite in suites:
        if suite.name in wanted:
            yield from suite.faults(wanted[suite.name])
        else:
            yield f"{suite.name} was not named"


def main(arguments):
    pairs = [argument.rpartition("=") for argument in arguments[1:]]
    if not pairs or not all(name and cases.isdigit() and int(cases) > 0 for name, _, cases in pairs):
        print(__doc__, file=sys.stderr)
        return 2
    wanted = {name: int(cases) for name, _, cases in pairs}
    try:
        with open(arguments[0], encoding="utf-8", errors="replace") as log:
            faults = list(judge(log, wanted))
    except OSError as error:
        print(f"ktap.py: {error}", file=sys.stderr)
        return 2
    for fault in faults:
        print(fault)
    if not faults:
        print(f"{len(wanted)} suites with {sum(wanted.values())} cases passed.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
