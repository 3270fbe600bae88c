#!/usr/bin/python3
"""A release made again out of the one before and a delta: zarya-delta makes it, zarya-remake applies it, and the image is the
built one, byte for byte. With every kind of change; with deltas that are not whole, or not for this base.
Usage: test_remake.py BUILD.
Tests: tablet/update/remake.c tablet/update/remake_tree.c tablet/update/remake_main.c tablet/update/errand_program.c
Tests: tablet/update/whole_io.c tools/delta/delta_maker.c tools/delta/erofs_facts.c tools/delta/tree_walk.c"""
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

BUILD = pathlib.Path(sys.argv[1]).resolve()
MAKE, REMAKE = BUILD / "tools/delta/zarya-delta", BUILD / "tablet/update/zarya-remake"
UUID = "5a617279-6100-4000-8000-726f6f740001"
TIME = 1735689600


def noise(seed, size):
    return random.Random(seed).randbytes(size)


def pack(tree, image):
    """As tablet/image/recipe/build.sh packs the root."""
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(["mkfs.erofs", "-zlz4hc", "-C65536", f"-T{TIME}", "-U", UUID, "-x-1", "--quiet", image, tree],
                   check=True, env=environment, stdout=subprocess.DEVNULL)


def lay_base(tree):
    library = tree / "usr/lib"
    library.mkdir(parents=True)
    (library / "libcrypto.so.3").write_bytes(noise(1, 200_000))
    (library / "libexpat.so.1.8.10").write_bytes(noise(2, 50_000))
    (library / "libexpat.so.1").symlink_to("libexpat.so.1.8.10")
    (library / "kept").write_bytes(noise(3, 10_000))
    (library / "empty").write_bytes(b"")
    (library / "mode").write_bytes(b"mode")
    (library / "was-folder").mkdir()
    (library / "was-folder/inside").write_bytes(b"inside")
    (library / "was-file").write_bytes(b"file")
    (library / "gone").mkdir()
    (library / "gone/deep").mkdir()
    (library / "gone/deep/file").write_bytes(b"deep")
    (tree / "lib").symlink_to("usr/lib")


def change(tree):
    library = tree / "usr/lib"
    crypto = bytearray((library / "libcrypto.so.3").read_bytes())
    crypto[1000:1004] = b"fix!"
    (library / "libcrypto.so.3").write_bytes(bytes(crypto[:90_000] + noise(4, 40) + crypto[90_000:]))
    (library / "libexpat.so.1.9.3").write_bytes(noise(2, 50_000) + b"more")
    (library / "libexpat.so.1.8.10").unlink()
    (library / "libexpat.so.1").unlink()
    (library / "libexpat.so.1").symlink_to("libexpat.so.1.9.3")
    (library / "mode").chmod(0o755)
    shutil.rmtree(library / "was-folder")
    (library / "was-folder").write_bytes(b"now a file")
    (library / "was-file").unlink()
    (library / "was-file").mkdir()
    (library / "was-file/new").write_bytes(b"")
    shutil.rmtree(library / "gone")
    (library / "empty").write_bytes(b"not empty")


def remake(part, base, delta, folder):
    work, result = folder / "work", folder / "result"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    result.unlink(missing_ok=True)
    done = subprocess.run([REMAKE, part, base, delta, work, result], capture_output=True, text=True)
    return done.returncode, done.stderr.strip(), result


def check(what, holds, saw=""):
    print(f"{'ok  ' if holds else 'FAIL'} {what} {saw if not holds else ''}")
    return holds


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        base, tree = folder / "base", folder / "tree"
        lay_base(base)
        shutil.copytree(base, tree, symlinks=True)
        change(tree)
        pack(base, folder / "base.erofs")
        pack(tree, folder / "tree.erofs")
        delta = folder / "delta"
        subprocess.run([MAKE, "tree", base, tree, folder / "tree.erofs", delta], check=True)
        good = [check("the delta is small", delta.stat().st_size < 1500, delta.stat().st_size)]

        code, said, result = remake("root", folder / "base.erofs", delta, folder)
        good.append(check("the root is the built one, byte for byte",
                          code == 0 and result.read_bytes() == (folder / "tree.erofs").read_bytes(), said))

        code, said, _ = remake("root", folder / "tree.erofs", delta, folder)
        good.append(check("another base is refused with a sentence", code == 1 and "usr/lib" in said, said))

        whole = delta.read_bytes()
        for size in (0, 20, len(whole) // 2, len(whole) - 1):
            (folder / "cut").write_bytes(whole[:size])
            code, said, _ = remake("root", folder / "base.erofs", folder / "cut", folder)
            good.append(check(f"cut at {size}: said", code == 1 and ("ends early" in said or "damaged" in said), said))
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 1
        (folder / "cut").write_bytes(flipped)
        code, said, _ = remake("root", folder / "base.erofs", folder / "cut", folder)
        good.append(check("a changed bit: said", code == 1 and "delta" in said, said))

        (folder / "old-uki").write_bytes(noise(7, 300_000))
        (folder / "new-uki").write_bytes(noise(7, 150_000) + b"release 2" + noise(7, 300_000)[150_000:])
        subprocess.run([MAKE, "file", folder / "old-uki", folder / "new-uki", delta], check=True)
        code, said, result = remake("uki", folder / "old-uki", delta, folder)
        good.append(check("a single file, too", code == 0 and result.read_bytes() == (folder / "new-uki").read_bytes(), said))
        code, said, _ = remake("root", folder / "base.erofs", delta, folder)
        good.append(check("and not where a tree is asked for", code == 1, said))
        sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
