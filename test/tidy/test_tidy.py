#!/usr/bin/python3
"""Tidy must find what it promises to find: each fault is planted in a small tree of its own."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import tidy

ARCHITECTURE = """
| room | ours | others | what |
|---|---|---|---|
| `lib/base` | | | |
| `lib/form` | `lib/base` | `libxml/` | |
"""


class Tidy(unittest.TestCase):
    def faults(self, name, text):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            subprocess.run(["git", "-C", folder, "init", "-q"], check=True)
            (root / "ARCHITECTURE.md").write_text(ARCHITECTURE)
            for path, content in {name: text, f"test/unit/room/test_{pathlib.PurePath(name).stem}.c": "\n"}.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(content)
            return [fault for where, _, fault in tidy.check(root) if where == name]

    def test_accepts_a_clean_file(self):
        self.assertEqual(self.faults("lib/form/a.c", '/* A. */\n#include "lib/base/error.h"\n#include <libxml/x.h>\n'), [])

    def test_finds_a_banned_call_but_not_in_a_comment_or_string(self):
        self.assertEqual(self.faults("lib/form/a.c", '/* strcpy(a, b) */\nconst char *s = "strcpy(";\n'), [])
        self.assertIn("strcpy() is banned", self.faults("lib/form/a.c", "/* A. */\nint x = strcpy(a, b);\n")[0])

    def test_finds_a_clock_in_a_library(self):
        self.assertIn("time passed in", self.faults("lib/form/a.c", "/* A. */\nint x = clock_gettime(0, 0);\n")[0])

    def test_finds_a_forbidden_room_and_a_forbidden_library(self):
        self.assertIn("may not use lib/form", self.faults("lib/base/a.c", '/* A. */\n#include "lib/form/form.h"\n')[0])
        self.assertIn("may not include <cbor.h>", self.faults("lib/form/a.c", "/* A. */\n#include <cbor.h>\n")[0])

    def test_finds_long_functions_and_files(self):
        body = "/* A. */\nvoid a(void)\n{\n" + "\tb();\n" * 70 + "}\n"
        self.assertIn("function of 72 lines", self.faults("lib/form/a.c", body)[0])
        self.assertIn("601 lines", self.faults("lib/form/a.c", "/* A. */\n" + "\n" * 600)[0])

    def test_finds_a_file_without_a_test(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "test").mkdir()
            self.assertEqual(len(list(tidy.check_tests(root, ["lib/form/a.c"]))), 1)


if __name__ == "__main__":
    program = unittest.main(exit=False, verbosity=0)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
