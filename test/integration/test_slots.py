#!/usr/bin/python3
"""zarya-slots: the record of a disk image from the factory through an update, by hand.

Tests: tablet/image/slots_tool.c
Usage: test_slots.py PROGRAM
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

AT = 4096


class Slots(unittest.TestCase):
    program = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.disk = pathlib.Path(folder.name) / "disk"
        self.disk.write_bytes(bytes(1 << 18))

    def call(self, *words, expected=0):
        done = subprocess.run([self.program, self.disk, str(AT), *map(str, words)], capture_output=True, text=True)
        self.assertEqual(done.returncode, expected, done.stderr)
        return done.stdout + done.stderr

    def test_an_update_from_the_factory_on(self):
        self.assertIn("record lost", self.call("show"))
        self.assertIn("record whole, sequence 1, floor 3, next a", self.call("first", 5, 1000, 3))
        self.assertIn("slot b: priority 0", self.call("prepare", "a"))
        self.assertIn("next b", self.call("activate", "a", 6, 2000))
        for _ in range(7):
            counted = self.call("count", "b")
        self.assertIn("next a", counted)
        self.call("count", "b", expected=2)
        self.assertIn("slot b: priority 15, tries 7, good, release 6, 2000 bytes", self.call("bless", "b"))
        self.assertIn("floor 5", self.call("floor", 5))

    def test_writes_nothing_that_the_record_does_not_allow(self):
        self.call("first", 5, 1000, 3)
        before = self.disk.read_bytes()
        for words in (("floor", 5), ("activate", "a", 2, 1000), ("first", 2, 1000, 3), ("bless", "b"), ("bless", "c"),
                      ("activate", "a", 6), ("first", 5, 1000, -1), ("floor", 4294967296), ("mend",)):
            self.call(*words, expected=2)
        self.assertEqual(self.disk.read_bytes(), before)

    def test_lives_with_the_loss_of_either_copy(self):
        self.call("first", 5, 1000, 3)
        for at in (AT, AT + 65536):
            whole = self.disk.read_bytes()
            self.disk.write_bytes(whole[:at] + bytes(512) + whole[at + 512:])
            self.assertIn("record whole", self.call("show"))
            self.disk.write_bytes(whole)


if __name__ == "__main__":
    Slots.program = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
