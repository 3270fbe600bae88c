#!/usr/bin/python3
"""Tidy must find what it promises to find: each fault is planted in a small tree of its own."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import exceptions
import source
import tidy

ARCHITECTURE = """
| room | ours | others | what |
|---|---|---|---|
| `lib/base` | | | |
| `lib/form` | `lib/base` | `libxml/` | |
| `hub` | `lib/base`, `lib/form` | | |
"""


def check(files, lists=None):
    """What tidy says of a tree of these files (path: text) with these lists (rule: text)."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        subprocess.run(["git", "-C", folder, "init", "-q"], check=True)
        written = {"ARCHITECTURE.md": ARCHITECTURE, **files,
                   **{f"lists/{rule}.txt": text for rule, text in (lists or {}).items()}}
        for path, content in written.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content)
        return [f"{fault.path}: {fault.text}" for fault in tidy.check(root, root / "lists")]


def define(name, body="\tassert(true);\n", parameters="void", static=False):
    return f"{'static ' if static else ''}int {name}({parameters})\n{{\n{body}}}\n"


def tested(files):
    """With a test for each .c, so that only the planted fault is found."""
    return {**files, **{f"test/unit/{path.rpartition('/')[0]}/test_{pathlib.PurePath(path).name}": "\n"
                        for path in files if path.startswith(source.PRODUCT) and path.endswith(".c")}}


class Case(unittest.TestCase):
    def clean(self, files, lists=None):
        self.assertEqual(check(tested(files), lists), [])

    def finds(self, words, files, lists=None):
        """Exactly one fault, with these words."""
        found = check(tested(files), lists)
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])


class OneFile(Case):
    def test_accepts_a_clean_file(self):
        self.clean({"lib/form/a.c": '/* A. */\n#include "lib/base/error.h"\n#include <libxml/x.h>\n'})

    def test_finds_a_banned_call_but_not_in_a_comment_or_string(self):
        self.clean({"lib/form/a.c": '/* strcpy(a, b) */\nconst char *s = "strcpy(";\n'})
        self.finds("strcpy() is banned", {"lib/form/a.c": "/* A. */\nint x = strcpy(a, b);\n"})

    def test_finds_a_clock_in_a_library(self):
        self.finds("time passed in", {"lib/form/a.c": "/* A. */\nint x = clock_gettime(0, 0);\n"})

    def test_finds_goto(self):
        self.finds("goto", {"lib/form/a.c": "/* A. */\n" + define("a", "\tassert(1);\n\tgoto out;\n")})

    def test_finds_a_forbidden_room_and_a_forbidden_library(self):
        self.finds("may not use lib/form", {"lib/base/a.c": '/* A. */\n#include "lib/form/form.h"\n'})
        self.finds("may not include <cbor.h>", {"lib/form/a.c": "/* A. */\n#include <cbor.h>\n"})

    def test_finds_long_functions_and_files(self):
        body = "\tassert(true);\n" * 70
        self.finds("function of 72 lines", {"lib/form/a.c": "/* A. */\n" + define("a", body)})
        self.finds("601 lines", {"lib/form/a.c": "/* A. */\n" + "\n" * 600})

    def test_finds_a_file_without_a_beginning_or_an_end_and_a_bare_todo(self):
        self.finds("no comment at the top", {"lib/form/a.c": "int x;\n"})
        self.finds("no newline", {"lib/form/a.c": "/* A. */\nint x;"})
        self.finds("TODO without", {"lib/form/a.c": "/* A. TODO */\n"})
        self.clean({"lib/form/a.c": "/* A. TODO(#7) */\n"})


class Tests(Case):
    def test_finds_a_file_without_a_test(self):
        for path in ("lib/form/a.c", "hub/a.c"):
            self.assertIn("no test", check({path: "/* A. */\n"})[0])
        self.assertEqual(check({"hub/main.c": "/* A. */\n", "bench/b.c": "/* B. */\n"}), [])

    def test_takes_a_test_by_its_name_or_its_word(self):
        for test, text in (("test/unit/test_a.c", ""), ("test/unit/form/test_a.c", ""),
                           ("test/unit/lib/form/test_a.c", ""),
                           ("test/unit/test_b.c", "/* B.\n * Tests: c.c\n * lib/form/a.c */"),
                           ("test/integration/test_b.py", '"""B.\n\nTests: a.c\n"""')):
            files = {"lib/form/a.c": "/* A. */\n", "lib/form/c.c": "/* C. */\n", test: text + "\n"}
            self.assertEqual([fault for fault in check(files) if "a.c: no test" in fault], [], test)

    def test_another_rooms_test_is_none(self):
        files = {"lib/form/a.c": "/* A. */\n", "hub/a.c": "/* A. */\n"}
        either = check({**files, "test/unit/test_a.c": "\n"})
        self.assertEqual(len(either), 2, either)
        for test in ({"test/unit/test_a.c": '#include "hub/a.h"\n'}, {"test/unit/hub/test_a.c": "\n"}):
            found = check({**files, **test})
            self.assertEqual(len(found), 1, found)
            self.assertIn("lib/form/a.c: no test", found[0])

    def test_a_test_says_which_and_tells_the_truth(self):
        files = {"lib/form/a.c": "/* A. */\n", "hub/a.c": "/* A. */\n"}
        self.finds("say which", {**files, "test/unit/test_b.c": "/* Tests: a.c */\n"})
        self.finds("not there", {**files, "test/unit/test_b.c": "/* Tests: lib/form/gone.c */\n"})


class Lists(Case):
    def test_finds_a_line_that_is_none_and_one_out_of_order(self):
        self.finds("not 'key: reason'", {}, {"tests": "answer\n"})
        self.finds("not 'key: reason'", {}, {"tests": "answer 2:\n"})
        found = check({}, {"tests": "b 4: why\na 4: why\n"})
        self.assertIn("out of order", found[0])

    def test_finds_a_list_of_no_rule(self):
        self.finds("the list of no rule", {}, {"test": ""})

    def test_shrinks_but_never_grows(self):
        text = "# What.\nd 2: stays too\na 5: stays\nb: goes\nc 9: falls\n"
        faults = [source.Fault("", 1, "", "a", 5), source.Fault("", 1, "", "c", 7), source.Fault("", 1, "", "d", 3),
                  source.Fault("", 1, "", "e", 3)]
        self.assertEqual(exceptions.shrunk(text, faults, False), "# What.\na 5: stays\nc 7: falls\nd 2: stays too\n")
        self.assertEqual(exceptions.shrunk("a 5: up\n", [source.Fault("", 1, "", "a", 8)], True), "a 8: up\n")
        self.assertEqual(exceptions.shrunk("a 5: up\n", [source.Fault("", 1, "", "a", 3)], True), "a 5: up\n")


if __name__ == "__main__":
    program = unittest.main(exit=False, verbosity=0)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
