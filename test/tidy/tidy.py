#!/usr/bin/python3
"""Holds the tree to STYLE.md and to the who-may-use-whom table of ARCHITECTURE.md.

Usage: tidy.py [--counts | --shrink] ROOT. Prints each fault as file:line: what, and what to do; exits 1 when there are
any. Each rule has its module here and today's exceptions in exceptions/<rule>.txt, a list that may only shrink.
--counts prints the assertions of each room; --shrink takes out of the lists what is no longer needed.
"""
import pathlib
import sys

import assertions
import calls
import circles
import events
import exceptions
import files
import includes
import names
import shapes
import sizes
import source
import tests
import users

RULES = {  # name, as of its list: what finds its faults
    "files": files.check,
    "sizes": sizes.check,
    "folders": sizes.check_folders,
    "calls": calls.check,
    "includes": includes.check,
    "private": includes.check_private,
    "circles": circles.check,
    "stems": names.check_stems,
    "tags": names.check_tags,
    "parameters": shapes.check_parameters,
    "nesting": shapes.check_nesting,
    "tests": tests.check,
    "events": events.check,
    "users": users.check,
    "assertions": assertions.check,
}
JUDGE_BY_LIST = ("circles", "assertions")  # these must know what is excused before they can say what is wrong
LISTS = pathlib.Path(__file__).parent / "exceptions"


def find(tree, name, excused):
    if name in JUDGE_BY_LIST:
        return list(RULES[name](tree, {key: exempt.amount for key, exempt in excused.items()}))
    return list(RULES[name](tree))


def check(root, lists=LISTS):
    tree = source.Tree(root)
    for path in sorted(lists.glob("*")):
        if path.stem not in RULES:
            yield source.Fault(str(exceptions.FOLDER / path.name), 1, "the list of no rule")
    for name in RULES:
        excused, faults = exceptions.read(lists / f"{name}.txt")
        yield from faults
        yield from exceptions.apply(name, find(tree, name, excused), excused)


def shrink(root, lists=LISTS):
    """Deletes what no fault needs any more, and writes the amounts that have become better."""
    tree = source.Tree(root)
    for name in RULES:
        path = lists / f"{name}.txt"
        excused, _ = exceptions.read(path)
        if excused:
            path.write_text(exceptions.shrunk(path.read_text(), find(tree, name, excused), name == "assertions"))


def main(arguments):
    root = pathlib.Path(arguments[-1]).resolve()
    if arguments[:-1] == ["--counts"]:
        excused, _ = exceptions.read(LISTS / "assertions.txt")
        floors = {room: exempt.amount for room, exempt in excused.items()}
        print("\n".join(assertions.table(source.Tree(root), floors)))
        return 0
    if arguments[:-1] == ["--shrink"]:
        shrink(root)
        return 0
    faults = list(check(root))
    for fault in faults:
        print(f"{fault.path}:{fault.line}: {fault.text}")
    print(f"{0 if faults else 1} passed, {1 if faults else 0} failed ({len(faults)} faults)")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[-1].startswith("-"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
