#!/usr/bin/python3
"""The one command answers a mistyped name before it builds anything, and a program without a screen says so.

Usage: test_zarya.py BUILD

Tests: tablet/ui/launch.c
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv.pop())


def run(*command, **environment):
    result = subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **environment}, text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return result.returncode, result.stdout, result.stderr


class Names(unittest.TestCase):
    def refused(self, words, *expected):
        """Nothing on the output: not a step of building was begun."""
        code, output, complaint = run(ROOT / "zarya", *words)
        self.assertNotEqual(code, 0)
        self.assertEqual(output, "")
        for text in expected:
            self.assertIn(text, complaint)

    def test_a_bench_that_is_none(self):
        self.refused(["bench", "forms"], "'forms'", "form household")
        self.refused(["bench"], "form household")

    def test_a_fuzz_target_that_is_none(self):
        self.refused(["fuzz", "5", "xfrom"], "'xfrom'", "xform")
        self.refused(["fuzz", "xform"], "seconds")

    def test_a_board_that_is_none(self):
        self.refused(["image", "tablet"], "'tablet'", "qemu")
        self.refused(["image", "--fresh", "tablet"], "'tablet'", "qemu")

    def test_a_suite_that_is_none(self):
        self.refused(["test", "units"], "'units'", "unit")


class Quiet(unittest.TestCase):
    @unittest.skipUnless((ROOT / "build/release/build.ninja").exists(), "no release build")
    def test_an_answer_stands_alone_once_all_is_built(self):
        words = [ROOT / "zarya", "form", "check", ROOT / "questionnaires/census2020/census2020.xml"]
        run(*words)
        _, output, complaint = run(*words)
        self.assertNotIn("ninja", output + complaint)


class Service(unittest.TestCase):
    def test_the_hub_is_installed_with_its_program_and_user(self):
        with tempfile.TemporaryDirectory() as folder:
            code, _, complaint = run("meson", "install", "-C", BUILD.resolve(), "--no-rebuild", "--tags", "hub", "--destdir", folder)
            self.assertEqual(code, 0, complaint)
            files = {path.name: path for path in pathlib.Path(folder).rglob("*") if path.is_file()}
            unit = dict(line.split("=", 1) for line in files["zarya-hub.service"].read_text().splitlines() if "=" in line)
            program, *options = unit["ExecStart"].split()
            self.assertTrue(os.access(files[pathlib.Path(program).name], os.X_OK))
            self.assertIn(f"u {unit['User']} ", files["zarya-hub.conf"].read_text())
            self.assertEqual(options[:2], ["--data", f"/var/lib/{unit['StateDirectory']}"])


class NoScreen(unittest.TestCase):
    def test_the_application_says_what_it_needs(self):
        with tempfile.TemporaryDirectory() as folder:
            code, _, complaint = run(BUILD / "tablet/apps/census/zarya-census", "--data", folder, "--form", "form.xml", DISPLAY="",
                                     WAYLAND_DISPLAY="", XDG_RUNTIME_DIR=folder)
        self.assertEqual(code, 1)
        self.assertIn("no screen to open a window on", complaint)
        self.assertIn("form play", complaint)

    def test_an_option_that_is_wrong_brings_the_usage(self):
        program = BUILD / "tablet/apps/census/zarya-census"
        for wrong in (["--size", "1280"], ["--size", "1280x752x1"], ["--origin", "0"], ["--dots-per-mm", "2"],
                      ["--dots-per-mm", "5.9mm"], ["--form"], ["more"], ["--nothing"]):
            code, _, complaint = run(program, "--data", "none", *wrong, DISPLAY="", WAYLAND_DISPLAY="")
            self.assertEqual(code, 1, wrong)
            self.assertIn("usage: zarya-census --data DIR", complaint)
            self.assertNotIn("no screen", complaint)


if __name__ == "__main__":
    unittest.main()
