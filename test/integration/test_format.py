#!/usr/bin/python3
"""The data partition is formatted when it is blank, and never otherwise.

Usage: test_format.py BUILD

Tests: tablet/image/format.c
"""
import pathlib
import subprocess
import sys
import tempfile

from patience import LIMIT_S
from running_hub import Score

BLANK_BYTES, DEVICE_BYTES = 8 << 20, 64 << 20
EXT4_MAGIC_AT, EXT4_MAGIC, LABEL_AT = 1024 + 0x38, b"\x53\xef", 1024 + 0x78


def device(folder, name, used=(), size=DEVICE_BYTES):
    """A file in a device's place; used: (offset, bytes) of what is on it."""
    path = pathlib.Path(folder) / name
    with open(path, "wb") as file:
        file.truncate(size)
        for offset, data in used:
            file.seek(offset)
            file.write(data)
    return path


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=LIMIT_S)


def test_used_ones(score, program, folder):
    for what, offset in (("at its first byte", 0), ("at the last byte that is looked at", BLANK_BYTES - 1)):
        path = device(folder, "used", [(offset, b"x")])
        done = run(program, path)
        with open(path, "rb") as file:
            content = file.read()
        kept = content == bytes(offset) + b"x" + bytes(DEVICE_BYTES - offset - 1)
        score.check(f"one with something {what} is left as it is", done.returncode == 0 and kept, done)


def test_blank_ones(score, program, folder):
    if not pathlib.Path("/usr/sbin/mkfs.ext4").exists():
        print("skipped: a blank device (needs mkfs.ext4)")
        return
    for what, used in (("a blank one", []), ("one with something behind what is looked at", [(BLANK_BYTES, b"x")])):
        path = device(folder, "blank", used)
        done = run(program, path)
        with open(path, "rb") as file:
            head = file.read(4096)
        score.check(f"{what} is formatted", done.returncode == 0 and head[EXT4_MAGIC_AT:][:2] == EXT4_MAGIC, done)
        score.check("... with its name", head[LABEL_AT:][:16].rstrip(b"\0") == b"zarya-data", head[LABEL_AT:][:16])
        with open(path, "rb") as file:
            before = file.read()
        score.check("... and left alone at the next boot", run(program, path).returncode == 0 and path.read_bytes() == before)


def test_no_devices(score, program, folder):
    short = device(folder, "short", size=BLANK_BYTES - 1)
    for path in (short, pathlib.Path(folder) / "none"):
        done = run(program, path)
        score.check(f"{path.name}: refused with a sentence", done.returncode == 1 and str(path) in done.stderr, done)
    score.check("it is not formatted", short.read_bytes() == bytes(BLANK_BYTES - 1))
    score.check("without a device it says its usage", run(program).returncode == 2)


def main():
    program, score = pathlib.Path(sys.argv[1]).resolve() / "tablet/image/zarya-format", Score()
    with tempfile.TemporaryDirectory(prefix="zarya-format-") as folder:
        for test in (test_used_ones, test_blank_ones, test_no_devices):
            test(score, program, folder)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
