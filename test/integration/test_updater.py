#!/usr/bin/python3
"""A release out of a folder into the slot that does not run, by the real zarya-updater over partitions that are files: by delta,
by the whole image, cut in the middle; and every release or disk that is not right: one sentence, the running slot untouched.
Usage: test_updater.py BUILD.
Tests: tablet/update/install.c tablet/update/updater_main.c tablet/update/belief.c tablet/update/hash_tree.c
Tests: tablet/update/part_write.c tablet/update/release_folder.c tablet/update/stream_hash.c"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from release_maker import ROOT, ZSTD, Owner, Release, System, Tablet
from small_disk import small_disk

BUILD = pathlib.Path(sys.argv[1]).resolve()
results = []


def check(what, holds, saw=""):
    print(f"{'ok  ' if holds else 'FAIL'} {what} {saw if not holds else ''}", flush=True)
    results.append(bool(holds))


class Place:
    def __init__(self, folder):
        self.folder, self.count = folder, 0
        self.owner = Owner(BUILD, folder / "owner")
        self.first_chain = folder / "first-chain"
        shutil.copy(self.owner.folder / "chain.cbor", self.first_chain)
        self.old, self.new, self.newest = System(folder, 1), System(folder, 2), System(folder, 3)

    def fresh(self, kind):
        self.count += 1
        return self.folder / f"{kind}-{self.count}"

    def tablet(self):
        return Tablet(BUILD, self.fresh("tablet"), self.first_chain, self.old)

    def release(self, system, is_whole_here=True, **facts):
        """A manifest names the whole images always; whoever carries it may leave them out."""
        release = Release(BUILD, self.fresh("release"), self.owner, system, **facts)
        for path in release.add_whole():
            if not is_whole_here:
                path.unlink()
        return release


def refused(place, what, release_folder, sentence, tablet=None, work=None, is_slot_kept=True):
    """One sentence, the running slot untouched, and it is the one that starts next."""
    tablet = tablet or place.tablet()
    code, said = tablet.update(release_folder, work)
    is_one = said.startswith("zarya-updater: ") and "\n" not in said
    check(f"{what}: said, and the running slot is untouched",
          code == 1 and is_one and sentence in said and tablet.is_untouched() and tablet.next_slot() == "a", (code, said))
    if is_slot_kept:
        check(f"{what}: the other slot was not begun", "slot b: priority 0" in tablet.slots_tool("show"))


def ways_in(place):
    by_delta = place.release(place.new, is_whole_here=False)
    by_delta.add_deltas(place.old)
    by_delta.write()
    tablet = place.tablet()
    code, said = tablet.update(by_delta.folder)
    check("by deltas alone: the other slot holds the release, bit for bit, with its tree", code == 0 and tablet.holds(place.new), said)
    code, said = tablet.update(by_delta.folder)
    check("once more while it waits for its start: taken again", code == 0 and tablet.holds(place.new), said)

    whole = place.release(place.new)
    whole.write()
    tablet = place.tablet()
    code, said = tablet.update(whole.folder)
    check("by the whole image", code == 0 and tablet.holds(place.new), said)

    fallen = place.release(place.new)
    fallen.add_deltas(place.old).write_bytes(b"no delta")
    fallen.write()
    tablet = place.tablet()
    code, said = tablet.update(fallen.folder)
    check("a delta that is not right: the whole image instead", code == 0 and tablet.holds(place.new), said)

    both = place.release(place.newest)
    both.add_deltas(place.new)
    both.write()
    tablet = place.tablet()
    code, said = tablet.update(both.folder)
    check("a delta from another release: the whole image instead", code == 0 and tablet.holds(place.newest), said)


def cut(place):
    """Ended while it writes; the next start of the updater finishes the work."""
    release = place.release(place.new)
    release.write()
    for step in ("make", "write", "read"):
        tablet = place.tablet()
        with subprocess.Popen(tablet.command(release.folder), stdout=subprocess.PIPE, text=True) as updater:
            for line in updater.stdout:
                if line.startswith(step):
                    break
            updater.kill()
        check(f"ended at {step}: the running slot is whole, and one of both starts",
              tablet.is_untouched() and tablet.next_slot() == "a", tablet.slots_tool("show"))
        code, said = tablet.update(release.folder)
        check(f"ended at {step}: the next time it is done", code == 0 and tablet.holds(place.new), said)


def bad_releases(place):
    release = place.release(place.new)
    manifest = release.write()
    good = manifest.read_bytes()
    altered = bytearray(good)
    altered[len(good) // 2] ^= 1
    manifest.write_bytes(altered)
    refused(place, "a manifest that was altered", release.folder, "manifest")
    manifest.write_bytes(good[:-1])
    refused(place, "a manifest that ends early", release.folder, "manifest")
    manifest.unlink()
    refused(place, "no manifest", release.folder, "There is no release in this place")
    refused(place, "a stick that was pulled out", place.folder / "nothing", "There is no release in this place")

    for what, sentence, facts in (("a release for another board", "board", {"board": "arm64-virt"}),
                                  ("a release behind a barrier", "way of release", {"enters_from": 2})):
        release = place.release(place.newest, **facts)
        release.write()
        refused(place, what, release.folder, sentence)

    release = place.release(place.old)
    release.write()
    refused(place, "the release that runs", release.folder, "not newer")

    release = place.release(place.new)
    release.write()
    tablet = place.tablet()
    code, said = tablet.update(place_floor(place, tablet))
    check("at the floor: a newer one goes in", code == 0 and tablet.holds(place.newest), said)

    stranger = Owner(BUILD, place.fresh("owner"))
    release = Release(BUILD, place.fresh("release"), stranger, place.new)
    release.add_whole()
    release.write()
    (release.folder / "chain.cbor").unlink()
    refused(place, "a release of somebody else", release.folder, "owner of this tablet never named")


def place_floor(place, tablet):
    release = place.release(place.newest, floor=1)
    release.write()
    return release.folder


def bad_files(place):
    release = place.release(place.new, root_hash=b"\1" * 32)
    release.write()
    refused(place, "another root hash", release.folder, "root hash", is_slot_kept=False)

    for what, change, sentence in (("a file that ends early", lambda data: data[:-1], "ends early"),
                                   ("a file that was altered", lambda data: data[:-1] + bytes([data[-1] ^ 1]), "altered")):
        release = place.release(place.new)
        release.write()
        path = release.folder / "files" / release.files[0][4].hex()
        path.write_bytes(change(path.read_bytes()))
        refused(place, what, release.folder, sentence)

    release = place.release(place.new)
    release.write()
    (release.folder / "files" / release.files[1][4].hex()).unlink()
    refused(place, "no kernel image", release.folder, "no whole image")

    release = Release(BUILD, place.fresh("release"), place.owner, place.new)
    release.add(ROOT, ZSTD, b"signed, and no zstd")
    release.add_whole()
    release.files.pop(1)
    release.write()
    refused(place, "a file that is signed and no image", release.folder, "cannot be unpacked", is_slot_kept=False)

    release = place.release(place.newest, is_whole_here=False)
    release.add_deltas(place.new)
    release.write()
    refused(place, "a delta for another root, and nothing else", release.folder, "no delta for what runs here")


def bad_disks(place):
    release = place.release(place.new)
    release.write()
    tablet = place.tablet()
    (tablet.slots / "root-b").unlink()
    (tablet.slots / "root-b").symlink_to("/dev/full")
    refused(place, "a disk that takes no more", release.folder, "", tablet, is_slot_kept=False)

    by_delta = place.release(place.new, is_whole_here=False)
    by_delta.add_deltas(place.old)
    by_delta.write()
    with small_disk("200k") as disk:
        if disk is not None:
            refused(place, "a full data partition", by_delta.folder, "", work=pathlib.Path(disk) / "work")


def retired_key(place):
    """Signed by a key that the owner replaced since; then by the new one, with the chain beside it."""
    release = place.release(place.new)
    manifest = release.write()
    place.owner.rotate_release()
    shutil.copy(place.owner.folder / "chain.cbor", release.folder / "chain.cbor")
    refused(place, "a retired key", release.folder, "replaced")
    ahead = place.release(place.new, generation=2)
    ahead.write()
    (ahead.folder / "chain.cbor").unlink()
    refused(place, "a key that the tablet does not know yet", ahead.folder, "chain.cbor")
    shutil.copy(place.owner.folder / "chain.cbor", ahead.folder / "chain.cbor")
    tablet = place.tablet()
    code, said = tablet.update(ahead.folder)
    check("with the chain beside it the new key is believed", code == 0 and tablet.holds(place.new), said)
    shutil.copy(manifest, ahead.folder / "releases/2.cose")
    (ahead.folder / "chain.cbor").unlink()
    tablet.slots_tool("first", 1, place.old.uki.stat().st_size, 0)
    refused(place, "a retired key is remembered without the chain", ahead.folder, "replaced", tablet)
    (tablet.folder / "belief").write_bytes(os.urandom(100))
    shutil.copy(place.owner.folder / "chain.cbor", ahead.folder / "chain.cbor")
    refused(place, "a belief that was lost begins anew", ahead.folder, "replaced", tablet)


def main():
    with tempfile.TemporaryDirectory() as name:
        place = Place(pathlib.Path(name))
        ways_in(place)
        cut(place)
        bad_releases(place)
        bad_files(place)
        bad_disks(place)
        retired_key(place)
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
