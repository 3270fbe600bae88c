#!/usr/bin/python3
"""The record of a disk image from the factory through an update, by hand, and the running system's blessing.

Tests: tablet/image/slots_tool.c bless.c
Usage: test_slots.py ZARYA-SLOTS ZARYA-BLESS
"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

AT = 4096
RECORD = 65536 + 512


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

    def bless(self, slot, expected=0):
        """As the tablet does: the record is a partition of its own, the slot stands in a file."""
        partition, letter = self.disk.with_name("zarya-ab"), self.disk.with_name("slot")
        whole = self.disk.read_bytes()
        partition.write_bytes(whole[AT:AT + RECORD])
        letter.write_text(slot)
        done = subprocess.run([BLESS, letter, partition], capture_output=True, text=True)
        self.assertEqual(done.returncode, expected, done.stderr)
        self.disk.write_bytes(whole[:AT] + partition.read_bytes() + whole[AT + RECORD:])
        return done.stderr

    def test_a_blessing_gives_the_tries_back(self):
        self.call("first", 5, 1000, 3)
        self.call("prepare", "a")
        self.call("activate", "a", 6, 2000)
        self.call("count", "b")
        self.assertIn("slot b is good", self.bless("b\n"))
        self.assertIn("slot b: priority 15, tries 7, good", self.call("show"))

    def test_blesses_nothing_that_does_not_run(self):
        self.call("first", 5, 1000, 3)
        before = self.disk.read_bytes()
        self.assertIn("is empty", self.bless("b\n", expected=1))
        self.assertIn("names no slot", self.bless("c\n", expected=1))
        self.assertIn("names no slot", self.bless("", expected=1))
        self.assertEqual(self.disk.read_bytes(), before)


if __name__ == "__main__":
    Slots.program, BLESS = (pathlib.Path(path).resolve() for path in (sys.argv.pop(1), sys.argv.pop(1)))
    unittest.main()
