#!/usr/bin/python3
"""What a security fix costs a tablet: six library packages of the image, from Debian's release state to today's security state, as
our delta and by what others do, over the same two images in the same run. The delta is applied by the tablet's own program and
must give the new image byte for byte.
Usage: update.py BUILD IMAGE [--limit BYTES]; IMAGE is build/image after `./zarya image`. Needs root, the network,
and the packages of bench/packages.txt."""
import argparse
import hashlib
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile

PACKAGES = ("libssl3", "libbrotli1", "libexpat1", "liblzma5", "libpcre2-8-0", "libpng16-16")
UUID, TIME, BLOCK = "5a617279-6100-4000-8000-726f6f740001", 1735689600, 4096
LIMIT_BYTES = 350_000
LIMIT_KIB = 40 * 1024


def run(*command, folder=None):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, cwd=folder).stdout


def read_versions():
    """Of each package the release's version and that of today's security state, by apt."""
    found = {}
    for line in run("apt-cache", "madison", *PACKAGES).splitlines():
        package, version, place = (word.strip() for word in line.split("|"))
        if place.startswith("http") and place.endswith("Packages"):
            found.setdefault((package, place.split()[1].split("/")[0]), version)
    try:
        return {package: (found[package, "bookworm"], found[package, "bookworm-security"]) for package in PACKAGES}
    except KeyError as missing:
        sys.exit(f"apt does not offer {' of '.join(missing.args[0])}")


def lay_packages(wanted, folder, tree):
    """Puts the files of these versions where the tree has files of those packages; how many differ."""
    folder.mkdir()
    run("apt-get", "-o", "APT::Sandbox::User=root", "download", *wanted, folder=folder)
    unpacked, changed = folder / "unpacked", 0
    for package in folder.glob("*.deb"):
        run("dpkg-deb", "-x", package, unpacked)
    for path in sorted(unpacked.rglob("*")):
        relative = path.relative_to(unpacked)
        if relative.parts[0] == "lib":
            relative = "usr" / relative
        place = tree / relative
        if path.is_dir() and not path.is_symlink() or not os.path.lexists(place):
            continue
        if not path.is_symlink() and path.read_bytes() != place.read_bytes():
            changed += 1
        place.unlink()
        shutil.copy2(path, place, follow_symlinks=False)
    return changed


def pack(tree, image):
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(["mkfs.erofs", "-zlz4hc", "-C65536", f"-T{TIME}", "-U", UUID, "-x-1", "--quiet", image, tree], check=True,
                   env=environment, stdout=subprocess.DEVNULL)


def blocks_of(image):
    data = image.read_bytes()
    return [data[at:at + BLOCK] for at in range(0, len(data), BLOCK)]


def block_hashes(old, new):
    """Blocks that the old image has nowhere, and a hash for each of the new one."""
    known = {hashlib.sha256(block).digest() for block in blocks_of(old)}
    blocks = blocks_of(new)
    missing = sum(len(block) for block in blocks if hashlib.sha256(block).digest() not in known)
    return missing + 32 * len(blocks)


def apply_delta(remake, folder, delta):
    """The tablet's program in a fresh folder; largest resident memory of it and its helpers, in KiB, and its seconds of CPU."""
    work = folder / "work"
    work.mkdir()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    measured = subprocess.run([sys.executable, "-c", "import resource, subprocess, sys\n"
                               "subprocess.run(sys.argv[1:], check=True)\n"
                               "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
                               remake, "root", folder / "old.erofs", delta, work, folder / "made.erofs"],
                              check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return int(measured.stdout), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(build, folder):
    old, new, sizes = folder / "old.erofs", folder / "new.erofs", {}
    delta = folder / "delta"
    run(build / "tools/delta/zarya-delta", "tree", folder / "old", folder / "new", new, delta)
    sizes["our delta"] = delta.stat().st_size
    memory, seconds = apply_delta(build / "tablet/update/zarya-remake", folder, delta)
    is_same = (folder / "made.erofs").read_bytes() == new.read_bytes()
    run("xdelta3", "-9", "-S", "lzma", "-B", 16 << 20, "-f", "-e", "-s", old, new, folder / "xdelta")
    sizes["xdelta3 -9 of the images"] = (folder / "xdelta").stat().st_size
    run("zstd", "-q", "-f", "-3", "--long=27", f"--patch-from={old}", new, "-o", folder / "zstd")
    sizes["zstd --patch-from of the images"] = (folder / "zstd").stat().st_size
    sizes["hashes of 4 KiB blocks"] = block_hashes(old, new)
    run("zstd", "-q", "-f", "-10", new, "-o", folder / "whole")
    sizes["the whole image, zstd -10"] = (folder / "whole").stat().st_size
    return sizes, is_same, memory, seconds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("image", type=pathlib.Path)
    parser.add_argument("--limit", type=int, default=LIMIT_BYTES)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for tree in ("new", "old"):
            shutil.copytree(arguments.image / "root", folder / tree, symlinks=True)
        versions = read_versions()
        lay_packages([f"{package}={new}" for package, (_, new) in versions.items()], folder / "debs-new", folder / "new")
        changed = lay_packages([f"{package}={old}" for package, (old, _) in versions.items()], folder / "debs-old", folder / "old")
        for package, (old, new) in versions.items():
            print(f"{package:16} {old} → {new}", flush=True)
        for tree in ("new", "old"):
            pack(folder / tree, folder / f"{tree}.erofs")
        sizes, is_same, memory, seconds = compare(arguments.build.resolve(), folder)
    ours = sizes["our delta"]
    print(f"{changed} files changed")
    for what, size in sizes.items():
        print(f"{what:34} {size:>12,} B {size / ours:8.1f} ×")
    print(f"applied: {'the image byte for byte' if is_same else 'ANOTHER IMAGE'}, {memory / 1024:.1f} MiB, {seconds:.1f} s of CPU")
    is_good = is_same and ours <= arguments.limit and memory <= LIMIT_KIB
    print("good" if is_good else f"NOT GOOD: at most {arguments.limit:,} B and {LIMIT_KIB // 1024} MiB are asked")
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
