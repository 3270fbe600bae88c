#!/usr/bin/python3
"""Tidy must find what it promises to find: each fault is planted in a small tree of its own."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import assertions
import exceptions
import shapes
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

    def test_finds_a_comment_that_the_formatter_broke(self):
        self.finds("the formatter broke", {"lib/form/a.c": "/*\n * A line and\n *another.\n */\n"})


class Shapes(Case):
    def test_finds_six_parameters_but_counts_no_values_of_a_format(self):
        six = "int a, int (*b)(int, int), int c,\n\tint d, int e, int f"
        self.finds("takes 6 parameters", {"lib/form/a.c": "/* A. */\n" + define("a", parameters=six)})
        self.clean({"lib/form/a.c": "/* A. */\n" + define("a", parameters=six.replace("int f", "..."))})

    def test_finds_four_levels_and_takes_no_initialiser_for_one(self):
        deep = ["\tfor (;;) {", "\t\tif (f(a)) {", "\t\t\twl_list_for_each (a, b, c) {", "\t\t\t\tdo {",
                "\t\t\t\t} while (0);", "\t\t\t}", "\t\t} else if (b) {", "\t\t}", "\t}"]
        self.assertEqual(shapes.deepest(deep), (4, 4))
        flat = ["\tfor (;;) {", "\t\tif (a) {", "\t\t\tswitch (b) {", "\t\t\t\tf((struct x){.a = {1}});",
                "\t\t\t\tint z[2][2] = {{1}, {2}};", "\t\t\t\treturn (struct x){1};", "\t\t\t}", "\t\t}", "\t}"]
        self.assertEqual(shapes.deepest(flat)[0], 3)
        body = "\tassert(true);\n" + "\n".join(deep) + "\n"
        self.finds("nests 4 deep", {"lib/form/a.c": "/* A. */\n" + define("a", body)})


class Folders(Case):
    FULL = {f"bench/a{number}.c": "/* A. */\n" for number in range(21)}

    def test_finds_a_full_folder_that_grows_and_one_that_has_shrunk(self):
        self.finds("21 C files", self.FULL)
        self.clean(self.FULL, {"folders": "bench 21: two soon\n"})
        self.finds("excused at 20", self.FULL, {"folders": "bench 20: two soon\n"})
        self.finds("excused at 22", self.FULL, {"folders": "bench 22: two soon\n"})

    def test_a_header_is_no_file_of_its_own(self):
        self.clean({f"lib/form/a{number}.{suffix}": "/* A. */\n" for number in range(20) for suffix in "ch"})

    def test_finds_a_private_header_outside_its_folder(self):
        files = {"lib/form/a_priv.h": "/* A. */\n", "lib/form/b.c": '/* B. */\n#include "lib/form/a_priv.h"\n'}
        self.clean(files)
        self.finds("private to lib/form", {**files, "hub/c.c": '/* C. */\n#include "lib/form/a_priv.h"\n'})
        self.finds("private to lib/form", {**files, "test/unit/test_d.c": '#include "lib/form/a_priv.h"\n'})


class Circles(Case):
    CALLS = {"lib/form/a.c": "/* A. */\n" + define("zr_a", "\tassert(zr_b());\n"),
             "lib/form/b.c": "/* B. */\n" + define("zr_b", "\tassert(zr_a());\n")}

    def test_finds_a_circle_of_includes(self):
        files = {"lib/form/a.h": '/* A. */\n#include "lib/form/b.h"\n', "lib/form/b.h": "/* B. */\n",
                 "lib/form/b.c": '/* B. */\n#include "lib/form/a.h"\n'}
        self.finds("circle of 2 files", files)

    def test_finds_a_circle_of_calls_whatever_header_they_are_declared_in(self):
        self.finds("lib/form/a leans on lib/form/b by zr_b()", self.CALLS)

    def test_finds_a_long_circle_and_tells_the_shortest_way_round(self):
        files = {f"lib/form/{name}.c": f"/* N. */\n" + define(f"zr_{name}", f"\tassert(zr_{after}());\n")
                 for name, after in ("ab", "bc", "ca")}
        self.finds("circle of 3 files", files)

    def test_a_static_function_and_another_room_are_no_arrow(self):
        self.clean({"lib/form/a.c": "/* A. */\n" + define("zr_a") + define("help", static=True),
                    "lib/form/b.c": "/* B. */\n" + define("zr_b", "\tassert(zr_a());\n") + define("help", static=True)})
        self.clean({"lib/form/a.h": "/* A. */\n", "lib/form/a_priv.h": '/* A. */\n#include "lib/form/a.h"\n',
                    "lib/form/a.c": '/* A. */\n#include "lib/form/a_priv.h"\n'})

    def test_an_excused_arrow_must_close_a_circle(self):
        self.clean(self.CALLS, {"circles": "lib/form/a lib/form/b: natural\n"})
        self.finds("needs no exception", self.CALLS,
                   {"circles": "lib/form/a lib/form/b: natural\nlib/form/a lib/form/c: not there\n"})
        found = check(tested(self.CALLS), {"circles": "lib/form/a lib/form/b: one\nlib/form/b lib/form/a: is enough\n"})
        self.assertEqual(len(found), 2, found)


class Names(Case):
    def test_finds_a_stem_in_two_folders(self):
        self.finds("the stem a is also in lib/form", {"hub/a.h": "/* A. */\n", "lib/form/a.c": "/* A. */\n"})
        self.clean({"hub/main.c": "/* A. */\n", "lib/form/main.c": "/* A. */\n"})

    def test_finds_a_tag_that_is_defined_twice(self):
        one = "/* A. */\nstruct zr_x {\n"
        self.finds("zr_x is defined again", {"hub/a.c": one, "hub/b.c": one.replace("struct", "enum")})
        self.finds("x is defined again", {"hub/a.h": "/* A. */\nunion x {\n", "hub/b.c": "/* B. */\nstruct x {\n"})
        self.clean({"hub/a.c": "/* A. */\nstruct x {\n", "hub/b.c": "/* B. */\nstruct x {\nstruct zr_y;\n",
                    "hub/c.h": "/* C. */\nstruct zr_y {\n"})


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
        lists = {"stems": "a 2: soon\n"}
        either = check({**files, "test/unit/test_a.c": "\n"}, lists)
        self.assertEqual(len(either), 2, either)
        for test in ({"test/unit/test_a.c": '#include "hub/a.h"\n'}, {"test/unit/hub/test_a.c": "\n"}):
            found = check({**files, **test}, lists)
            self.assertEqual(len(found), 1, found)
            self.assertIn("lib/form/a.c: no test", found[0])

    def test_a_test_says_which_and_tells_the_truth(self):
        files = {"lib/form/a.c": "/* A. */\n", "hub/a.c": "/* A. */\n"}
        lists = {"stems": "a 2: soon\n"}
        self.finds("say which", {**files, "test/unit/test_b.c": "/* Tests: a.c */\n"}, lists)
        self.finds("not there", {**files, "test/unit/test_b.c": "/* Tests: lib/form/gone.c */\n"}, lists)


class Users(Case):
    FILES = {"lib/form/a.h": "/* A. */\nint zr_a(struct x *x,\n\tint (*f)(int)) ZR_MUST_CHECK;\n",
             "lib/form/a.c": '/* A. */\n#include "lib/form/a.h"\n' + define("zr_a")}

    def test_finds_a_public_function_that_nobody_but_a_test_calls(self):
        self.finds("zr_a() has no user", self.FILES)
        self.finds("zr_a() has no user", {**self.FILES, "test/unit/test_a.c": "int x = zr_a();\n"})
        self.clean({**self.FILES, "hub/b.c": "/* B. */\nint x = zr_a();\n"})

    def test_finds_one_that_its_own_file_alone_calls(self):
        self.finds("make it static", {**self.FILES, "lib/form/a.c": "/* A. */\n" + define("zr_a") + "int x = zr_a();\n"})

    def test_a_cleanup_and_an_inline_function_are_users(self):
        self.clean({**self.FILES, "hub/b.c": "/* B. */\nZR_CLEANUP(zr_ap) struct x *x;\n"})
        self.clean({**self.FILES, "lib/form/b.h": "/* B. */\nstatic inline int b(void)\n{\n\treturn zr_a();\n}\n"})


class Assertions(Case):
    def rooms(self, assertion_count, function_count=10, public_count=1):
        functions = [define(f"zr_{number}", "\tassert(true);\n" if number < assertion_count else "\treturn 0;\n",
                            static=number >= public_count) for number in range(function_count)]
        return {"lib/form/a.c": "/* A. */\n" + "".join(functions)}

    def test_finds_a_room_below_either_aim(self):
        self.clean(self.rooms(4))
        self.finds("75 % of what", self.rooms(3))
        self.finds("57 % of what", self.rooms(4, 10, 7))
        self.clean({"lib/form/a.c": "/* A. */\nstatic_assert(1, 2);\n" + define("zr_a", "")})

    def test_holds_a_room_to_its_floor_and_the_floor_to_the_room(self):
        self.clean(self.rooms(3), {"assertions": "lib/form 72: to rise\n"})
        self.finds("its floor is 76 %", self.rooms(3), {"assertions": "lib/form 76: to rise\n"})
        self.finds("its floor is 70 %", self.rooms(3), {"assertions": "lib/form 70: to rise\n"})
        self.finds("needs no exception", self.rooms(4), {"assertions": "lib/form 70: to rise\n"})

    def test_counts_in_a_table(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(["git", "-C", folder, "init", "-q"], check=True)
            (pathlib.Path(folder) / "ARCHITECTURE.md").write_text(ARCHITECTURE)
            (pathlib.Path(folder) / "hub").mkdir()
            (pathlib.Path(folder) / "hub/a.c").write_text("/* A. */\n" + define("zr_a") + define("zr_b", ""))
            rows = list(assertions.table(source.Tree(folder), {"hub": 50}))
            self.assertEqual(rows[1].split(), ["hub", "1", "2", "2", "1", "0.50", "0.50", "50", "%", "50"])


class Events(Case):
    TABLE = {"lib/event/events.def": "ZR_LOG_KIND(CLOCK_SET, clock_set, INFO, ZR_LOG_NUMBER(step_s))\n"}
    TOLD = {"hub/a.c": "/* A. */\n" + define("a", "\tassert(1);\n\tZR_LOG(CLOCK_SET, .step_s = 1);\n", static=True)}

    def test_finds_an_event_that_nobody_tells(self):
        self.clean({**self.TABLE, **self.TOLD})
        self.finds("nobody tells CLOCK_SET", self.TABLE)
        self.finds("nobody tells CLOCK_SET", {**self.TABLE, "hub/a.c": "/* ZR_LOG(CLOCK_SET) */\n"})

    def test_finds_an_event_of_another_name(self):
        table = {"lib/event/events.def": "ZR_LOG_KIND(CLOCK_SET, clock_was_set, INFO, )\n"}
        self.finds("told as clock_was_set", {**table, **self.TOLD})


class Lists(Case):
    def test_finds_a_line_that_is_none_and_one_out_of_order(self):
        self.finds("not 'key: reason'", {}, {"stems": "answer\n"})
        self.finds("not 'key: reason'", {}, {"stems": "answer 2:\n"})
        found = check({}, {"nesting": "b 4: why\na 4: why\n"})
        self.assertIn("out of order", found[0])

    def test_finds_a_list_of_no_rule(self):
        self.finds("the list of no rule", {}, {"nestings": ""})

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
