"""How a file begins and ends, and what is left to be done in it."""
import re

from source import Fault


def check(tree):
    for source in tree.sources:
        if not source.text.endswith("\n"):
            yield Fault(source.path, len(source.lines), "no newline at the end")
        if not source.text.startswith("/*") and not source.path.startswith("test/"):
            yield Fault(source.path, 1, "no comment at the top that says what the file is")
        for number, line in enumerate(source.lines, 1):
            if re.search(r"\b(TODO|FIXME|XXX)\b(?!\(#\d+\))", line):
                yield Fault(source.path, number, "TODO without an issue number: TODO(#N)")
            if re.match(r" \*[A-Za-z(]", line):
                yield Fault(source.path, number, "a line of a comment that the formatter broke: a blank behind its *")
