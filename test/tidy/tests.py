"""A test for each file: by its name, or declared at the top of a test.

test/unit/<room>/test_<stem>.c tests that room's <stem>.c; test/unit/test_<stem>.c the only <stem>.c there is, or the
one whose header it includes; and any test says "Tests: lib/form/answer.c" in the comment at its top. A name without its
folder is enough while no other file has it.
"""
import collections
import pathlib
import re

from source import Fault

TOP = 1500  # how far into a test its declaration may stand, in characters


def check(tree):
    sources = [source for source in tree.product() if not source.is_header and source.file != "main.c"]
    named = collections.defaultdict(list)
    for source in sources:
        named[source.file].append(source)
    tested = by_name(tree, named)
    for path, line, token in declared(tree.root):
        found = [source for source in named.get(token.rpartition("/")[2], [])
                 if f"/{source.path}".endswith(f"/{token}")]
        tested.update(source.path for source in found if len(found) == 1)
        if len(found) > 1:
            choice = " or ".join(source.path for source in found)
            yield Fault(path, line, f"Tests: {token} may be {choice}: say which", f"{path} {token}")
        elif not found:
            yield Fault(path, line, f"Tests: {token}, which is not there", f"{path} {token}")
    for source in sources:
        if source.path not in tested:
            yield Fault(source.path, 1, f"no test_{source.file}, and no test says 'Tests: {source.path}' at its top",
                        source.path)


def by_name(tree, named):
    """The files that a unit test tests by its name."""
    tested = set()
    for test in tree.sources:
        if not test.path.startswith("test/unit/") or not test.file.startswith("test_") or test.is_header:
            continue
        room = test.folder[len("test/unit"):]  # "" or "/lib/form"
        found = [source for source in named.get(test.file[len("test_"):], [])
                 if not room or f"/{source.folder}".endswith(room) or f"/{tree.room_of(source.path)}".endswith(room)]
        if len(found) > 1:
            included = {target for _, _, target in test.includes}
            found = [source for source in found if f"{source.path[:-2]}.h" in included]
        tested.update(source.path for source in found if len(found) == 1)
    return tested


def declared(root):
    """(test, line, name) of each file that a test says it tests."""
    for path in sorted((pathlib.Path(root) / "test").rglob("*.*")):
        name = str(path.relative_to(root))
        if path.suffix not in (".c", ".h", ".py") or name.startswith("test/tidy/"):
            continue
        text = path.read_text(errors="replace")[:TOP]
        for match in re.finditer(r"\bTests:(?:(?!\*/|\"\"\"|\n[ *]*\n).)*", text, re.S):
            for token in re.finditer(r"[\w/.-]+\.c\b", match.group(0)):
                yield name, text.count("\n", 0, match.start() + token.start()) + 1, token.group(0)
