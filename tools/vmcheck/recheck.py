#!/usr/bin/env python3
"""Puts the questions that `vmcheck prove --smt2 DIR` wrote to another solver.

    tools/vmcheck/recheck.py DIR [SOLVER ARGUMENT...]    the default: cvc5

A solver reads a script from standard input and writes an answer for each question. Each file is a
process of its own, as many at once as there are processors.

Exit codes: 0 the solver's answers are those that the files tell to expect; 1 one is not; 2 the
folder or the solver cannot be used; 3 the solver gave no answer to some.
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

SOLVER = ["cvc5", "--lang=smt2", "--incremental", "--tlimit-per=60000"]
STATUS = "(set-info :status "


def read_index(folder):
    """The files of the index, each with its number of questions. It must list those that are there."""
    lines = (folder / "index.tsv").read_text().splitlines()[1:]
    questions = {file: int(count) for file, count in (line.split("\t") for line in lines)}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.smt2")}
    if strange := there.symmetric_difference(questions):
        raise ValueError(f"{folder}: index.tsv and the files disagree on {min(strange)}")
    if not questions:
        raise ValueError(f"{folder}: index.tsv lists no questions")
    return questions


def read_script(path, questions):
    """The script without the answers to expect, of which a solver might make something; and those,
    each with the comment before it."""
    script, expected = [], []
    for line in path.read_text().splitlines():
        if line.startswith(STATUS):
            expected.append((line[len(STATUS):].rstrip(")"), script[-1].lstrip("; ")))
        else:
            script.append(line)
    if len(expected) != questions:
        raise ValueError(f"{path}: index.tsv has {questions} questions, the file {len(expected)}")
    return "\n".join(script), expected


def recheck(path, questions, solver):
    """What is wrong with the solver's answers, as pairs of exit code and message."""
    script, expected = read_script(path, questions)
    done = subprocess.run(solver, input=script, capture_output=True, text=True, check=False)
    answers = done.stdout.splitlines()
    wrong = []
    for index, (answer, what) in enumerate(expected):
        got = answers[index] if index < len(answers) else "no answer"
        if got != answer:
            code = 1 if got in ("sat", "unsat") else 3
            wrong.append((code, f"{path}: question {what}: expected {answer}, got {got}"))
    return wrong


def recheck_all(folder, solver):
    questions = read_index(folder)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda file: recheck(folder / file, questions[file], solver), questions)
        wrong = [each for result in results for each in result]
    for _, message in wrong:
        print(message)
    print(f"{sum(questions.values())} questions, {len(questions)} files: "
          + ("NOT the same answers" if wrong else "the same answers"))
    return min((code for code, _ in wrong), default=0)


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return recheck_all(pathlib.Path(sys.argv[1]), sys.argv[2:] or SOLVER)
    except (OSError, ValueError) as error:
        print(f"recheck.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
