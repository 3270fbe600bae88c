#!/usr/bin/python3
"""The folder of releases by the real program: made, checked as a tablet would, damaged, and signed again.

Tests: owner/release_main.c owner/release_maker.c owner/release_options.c owner/carried_file.c

Usage: test_release.py BUILD
"""
import hashlib
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile

build = pathlib.Path(sys.argv[1])
HASH = "5a" * 32


def run(program, *words, expect=0):
    done = subprocess.run([build / "owner" / program, *map(str, words)], text=True, capture_output=True, check=False)
    assert done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout if expect == 0 else done.stderr


class Owner:
    """Keys of a build, and what is released with them."""

    def __init__(self, scratch):
        self.keys, self.folder = scratch / "keys", scratch / "releases"
        self.root, self.uki = scratch / "root.erofs", scratch / "zarya.efi"
        run("zarya-keys", "development", self.keys)
        chance = random.Random(1)
        self.root.write_bytes(chance.randbytes(1 << 20) + bytes(1 << 20) + b"the end")
        self.uki.write_bytes(chance.randbytes(50000))

    def release(self, number, *more, expect=0, folder=None):
        return run("zarya-release", folder or self.folder, "--keys", self.keys, "--number", number, "--board", "qemu", "--root", self.root,
                   "--uki", self.uki, "--root-hash", HASH, *more, expect=expect)

    def check(self, expect=0):
        return run("zarya-release", "--check", self.folder, expect=expect)

    def files(self):
        return {path.name: path for path in (self.folder / "files").iterdir()}


def check_made(owner):
    owner.release(40, "--name", "December", "--floor", 30)
    assert owner.check().startswith("release 40 (December) for qemu: floor 30, from 0 on, whole ")
    files = owner.files()
    assert len(files) == 2
    assert all(hashlib.sha256(path.read_bytes()).hexdigest() == name for name, path in files.items())
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in owner.folder.rglob("*")), "a web server serves it"
    packed = next(path for path in files.values() if path.read_bytes()[:4] == b"\x28\xb5\x2f\xfd")
    plain = subprocess.run(["zstd", "-dcq"], stdin=packed.open("rb"), capture_output=True, check=True).stdout
    assert plain == owner.root.read_bytes()
    check_seekable(packed.read_bytes(), plain)


def check_seekable(packed, plain):
    """The table at the end leads to each frame, which unpacks alone."""
    frames, descriptor, magic = struct.unpack("<IBI", packed[-9:])
    assert (frames, descriptor, magic) == (3, 0, 0x8F92EAB1)
    table = packed[-9 - 8 * frames:-9]
    assert struct.unpack("<II", packed[-17 - 8 * frames:-9 - 8 * frames]) == (0x184D2A5E, 8 * frames + 9)
    at = plain_at = 0
    for index in range(frames):
        packed_bytes, bytes_ = struct.unpack_from("<II", table, 8 * index)
        done = subprocess.run(["zstd", "-dcq"], input=packed[at:at + packed_bytes], capture_output=True, check=True)
        assert done.stdout == plain[plain_at:plain_at + bytes_]
        at, plain_at = at + packed_bytes, plain_at + bytes_
    assert plain_at == len(plain)


def check_refused(owner):
    before = sorted(str(path) for path in owner.folder.rglob("*"))
    assert "higher number" in owner.release(40, expect=1)
    assert "higher number" in owner.release(39, expect=1)
    assert "no release 12" in owner.release(41, "--delta", f"root:delta:12:{owner.uki}", expect=1)
    assert "floor above" in owner.release(41, "--floor", 42, expect=1)
    assert "cannot read" in owner.release(41, "--verity", owner.folder / "none", expect=1)
    assert "PART:PACKING" in owner.release(41, "--delta", "root:delta", expect=2)
    assert "slash" in owner.release(41, "--board", "../x", expect=2)
    assert "no number" in owner.release("41x", expect=2)
    assert "hexadecimal" in owner.release(41, "--root-hash", "5a", expect=2)
    assert "usage" in run("zarya-release", "--help")
    assert sorted(str(path) for path in owner.folder.rglob("*")) == before
    owner.check()


def check_barrier_and_delta(owner):
    owner.release(41, "--barrier")
    delta = owner.folder.parent / "delta"
    delta.write_bytes(b"a delta's bytes")
    owner.release(44, "--delta", f"root:delta:40:{delta}", "--delta", f"uki:zstd-patch:41:{delta}")
    said = owner.check()
    assert "release 41 (41) for qemu: floor 0, from 0 on, a barrier" in said
    assert "release 44 (44) for qemu: floor 0, from 41 on," in said
    assert "  from 40: 15 bytes\n  from 41: 15 bytes\n" in said
    owner.release(45, "--from", 3)
    assert "release 45 (45) for qemu: floor 0, from 3 on," in owner.check()
    assert len(owner.files()) == 3, "what releases share lies there once"


def check_damaged(owner):
    for name, path in owner.files().items():
        kept = path.read_bytes()
        path.write_bytes(kept[:-1])
        assert "damaged" in owner.check(expect=1), name
        path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
        assert "damaged" in owner.check(expect=1), name
        path.unlink()
        assert name in owner.check(expect=1)
        path.write_bytes(kept)
    manifest = owner.folder / "releases/qemu-44.cose"
    kept = manifest.read_bytes()
    manifest.write_bytes(kept[:60] + bytes([kept[60] ^ 1]) + kept[61:])
    assert "releases/qemu-44.cose" in owner.check(expect=1)
    manifest.write_bytes(kept)
    owner.check()


def check_signed_again(owner):
    """The release key is replaced: what the old one signed is refused with its sentence, until it is signed again."""
    run("zarya-keys", "rotate", owner.keys, "release")
    shutil.copy(owner.keys / "chain.cbor", owner.folder / "chain.cbor")
    assert "replaced: it must be signed again" in owner.check(expect=1)
    manifests = sorted((owner.folder / "releases").iterdir())
    run("zarya-keys", "sign", owner.keys, *manifests)
    assert owner.check().count("release ") == len(manifests)
    owner.release(46)
    assert "release 46" in owner.check()


with tempfile.TemporaryDirectory() as folder:
    one = Owner(pathlib.Path(folder))
    check_made(one)
    check_refused(one)
    check_barrier_and_delta(one)
    check_damaged(one)
    check_signed_again(one)
print("1 passed, 0 failed")
