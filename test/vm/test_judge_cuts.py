#!/usr/bin/python3
"""The judge of power cuts, given logs as blklogwrites writes them: one that is right, and what it must not let pass.

Usage: test_judge_cuts.py JUDGE ZARYA-SLOTS
"""
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

SECTOR, GAP, AT = 512, 65536, 1 << 20
FLUSH = 1


def log_of(entries):
    """entries: (byte of the disk, content) or None for a flush."""
    log = struct.pack("<QQQI", 0x6a736677736872, 1, len(entries), SECTOR).ljust(SECTOR, b"\0")
    for entry in entries:
        at, content = entry or (0, b"")
        head = struct.pack("<QQQQ", at // SECTOR, len(content) // SECTOR, 0 if entry else FLUSH, 0)
        log += head.ljust(SECTOR, b"\0") + content
    return log


class Judge(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.disk, self.log = pathlib.Path(folder.name) / "disk", pathlib.Path(folder.name) / "log"
        self.disk.write_bytes(bytes(AT + 2 * GAP))
        self.slots("first", 5, 1000, 3)
        self.old, self.before = self.record(), self.disk.read_bytes()
        self.slots("count", "a")
        self.new = self.record()
        self.disk.write_bytes(self.before)

    def slots(self, *words):
        subprocess.run([SLOTS, self.disk, str(AT), *map(str, words)], check=True, stdout=subprocess.DEVNULL)

    def record(self):
        return self.disk.read_bytes()[AT:AT + SECTOR]

    def judge(self, *entries):
        self.log.write_bytes(log_of(entries))
        return subprocess.run([JUDGE, self.disk, str(AT), self.log], capture_output=True, text=True)

    def test_passes_a_writing_that_flushes_between_the_copies(self):
        done = self.judge((AT + GAP, self.new), None, (AT, self.new), None)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("2 writes of the record", done.stdout)

    def test_sees_the_record_inside_a_longer_write(self):
        done = self.judge((AT + GAP - SECTOR, bytes(SECTOR) + self.new + bytes(SECTOR)), None, (AT, self.new), None)
        self.assertIn("2 writes of the record", done.stdout)

    def test_does_not_pass_a_writing_without_a_flush_between(self):
        done = self.judge((AT + GAP, self.new), (AT, self.new), None)
        self.assertEqual(done.returncode, 1)
        self.assertIn("a cut leaves no record", done.stderr)

    def test_does_not_pass_an_old_record_brought_back(self):
        done = self.judge((AT + GAP, self.new), None, (AT, self.new), None, (AT, self.old), (AT + GAP, self.old), None)
        self.assertEqual(done.returncode, 1)

    def test_does_not_take_silence_or_noise_for_success(self):
        self.assertEqual(self.judge((0, self.new), None).returncode, 1)
        self.log.write_bytes(b"x" * 4096)
        self.assertEqual(subprocess.run([JUDGE, self.disk, str(AT), self.log], capture_output=True).returncode, 1)


if __name__ == "__main__":
    JUDGE, SLOTS = (pathlib.Path(path).resolve() for path in (sys.argv.pop(1), sys.argv.pop(1)))
    unittest.main()
