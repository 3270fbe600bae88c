#!/usr/bin/python3
"""What a tablet starts, and what it does not: the whole chain under real firmware with Secure Boot on.

Usage: trust.py
Each attack is made on the tablet's own disk while it is off; then it is switched on. None of what was altered may run,
and the tablet must end in a slot that works. Leaves in build/trust/: pictures, trust.json, tablet.log.
Tests: tablet/boot/loader.c runtime.c disk.c boot_record.c start.c last_screen.c font_make.c tablet/image/verity.c
Not tried here, for it is not built: the encrypted data partition, its PIN, the counter in the TPM.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "run"))  # the tablet, as `./zarya run` starts it

from chain import SECTOR, ChainTablet, SystemDisk
from probe import ProbeTimeout
from program import ProgramError
from tablet import TabletError

IMAGE = ROOT / "build/image"
RELEASE, OLD = 5, 4  # the floor is RELEASE
REFUSED, TOO_OLD = 5, 4  # faults that the loader names (tablet/boot/start.h)
TRIES = 7
IN_SLOT = r"zarya-init: signed and locked down, slot: (\w)"


class Broken(Exception):
    """Something that the chain promises did not hold."""


def must(holds, sentence):
    if not holds:
        raise Broken(sentence)


class Trust:
    def __init__(self):
        self.out = ROOT / "build/trust"
        self.started = time.monotonic()
        self.report = {"steps": [], "not built": ["LUKS2 data partition", "PIN", "floor in the TPM"]}

    def prepare(self):
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)
        for release in (RELEASE, OLD):
            subprocess.run([ROOT / "tablet/image/recipe/uki.sh", str(release), self.uki(release)], check=True)
        self.disk = SystemDisk(IMAGE, self.out / "os.img", ROOT / "build/release/tablet/image/zarya-slots")
        self.disk.lay(self.uki(RELEASE), "uki-a")
        self.disk.slots("first", RELEASE, self.size(RELEASE), RELEASE)
        self.tablet = ChainTablet(IMAGE, self.disk, self.out / "data.img", self.out)

    def uki(self, release):
        return self.out / f"uki-{release}.efi"

    def size(self, release):
        return self.uki(release).stat().st_size

    def fill_other_slot(self, release):
        """Slot B as an update leaves it, on trial."""
        self.disk.slots("bless", "a")
        self.disk.slots("prepare", "a")
        self.disk.lay(self.uki(release), "uki-b")
        self.disk.lay(IMAGE / "root.erofs", "root-b")
        self.disk.lay(IMAGE / "verity.img", "verity-b")
        # An attacker writes whatever number he likes here; the image's own is signed.
        self.disk.slots("activate", "a", RELEASE + 1, self.size(release))

    def step(self, name, expect):
        """Switches on, lets expect look, switches off."""
        print(f"  [{time.monotonic() - self.started:4.0f} s] {name}", flush=True)
        begun = time.monotonic()
        self.tablet.boot()
        try:
            expect()
        finally:
            self.tablet.shutdown()
        self.report["steps"].append({"step": name, "seconds": round(time.monotonic() - begun, 1)})

    def comes_up_in(self, slot):
        found = self.tablet.wait_for_line(IN_SLOT)[1]
        must(found == slot, f"slot {found} runs, not {slot}")

    def first_boot(self):
        def expect():
            self.comes_up_in("a")
            self.tablet.shell.wait(lambda e: e["event"] == "first-frame", 0, "the first frame")
            self.tablet.census.wait(lambda e: e["event"] == "screen", 0, "the application")
            self.tablet.census.settle("screen")
            self.tablet.shot("1-first-boot")
            self.tablet.wait_for_line("zarya-bless.*slot a is good")
        self.step("first boot with the owner's keys; the slot is found good", expect)
        must(self.disk.tries("a") == TRIES, "the system did not give the try back")

    def refused(self, name, fault):
        def expect():
            self.tablet.wait_for_line(rf"Zarya: slot b does not start, fault {fault}\b")
            self.comes_up_in("a")
        self.step(name, expect)
        must(self.disk.tries("b") == TRIES - 1, "the refused start took no try from slot b")

    def altered_kernel(self):
        self.fill_other_slot(RELEASE)
        self.disk.flip("uki-b", self.size(RELEASE) // 2)
        self.refused("altered kernel in slot b: refused, slot a starts", REFUSED)

    def old_release(self):
        self.fill_other_slot(OLD)
        self.refused("old signed release in slot b: refused, slot a starts", TOO_OLD)

    def lost_record(self):
        for at in (0, 65536):
            self.disk.write("zarya-ab", at, bytes(SECTOR))
        self.step("both copies of the record lost: slot a starts", lambda: self.comes_up_in("a"))
        must(self.disk.tries("a") == TRIES - 1, "the loader wrote no new record")
        self.disk.slots("first", RELEASE, self.size(RELEASE), RELEASE)

    def altered_root(self):
        self.fill_other_slot(RELEASE)
        for at in range(0, (IMAGE / "root.erofs").stat().st_size, 1 << 20):
            self.disk.flip("root-b", at)
        for _ in range(TRIES - 1):
            self.disk.slots("count", "b")

        def expect():
            self.comes_up_in("b")
            self.tablet.wait_for_line(r"(?s)slot: b.*slot: a")
        self.step("altered root in slot b: the kernel panics, slot a starts", expect)
        must(self.disk.tries("b") == 0, "slot b has tries left")

    def unsigned_loader(self):
        self.tablet.stick = self.out / "stick.img"
        (self.out / "stick.img").write_bytes((IMAGE / "esp.img").read_bytes())
        subprocess.run(["mcopy", "-o", "-i", self.tablet.stick, IMAGE / "loader.unsigned", "::EFI/BOOT/BOOTX64.EFI"],
                       check=True)

        def expect():
            self.comes_up_in("a")
            must("Access Denied" in self.tablet.log(), "the firmware said nothing of the stick's loader")
        self.step("unsigned loader on a stick, first in order: refused, slot a starts", expect)
        self.tablet.stick = None

    def nothing_starts(self):
        """Both slots fail, a person presses a key, both fail again: all that the loader ever writes, recorded."""
        self.fill_other_slot(RELEASE)
        for slot in "ab":
            self.disk.flip(f"uki-{slot}", self.size(RELEASE) // 2)
            for _ in range(TRIES - 1):
                self.disk.slots("count", slot)
        before = self.keep_record()
        self.tablet.writes = self.out / "writes.log"
        last = rf"Zarya: no slot starts, code {REFUSED}{REFUSED}\b"

        def expect():
            self.tablet.wait_for_line(last)
            time.sleep(1)  # the line comes before the picture
            self.tablet.shot("2-no-slot-starts")
            self.tablet.command("send-key", keys=[{"type": "qcode", "data": "ret"}])
            self.tablet.wait_for_line(rf"(?s){last}.*{last}")
        self.step("both kernels altered: the last screen, and again after a key", expect)
        self.tablet.writes = None
        for slot in "ab":
            self.disk.flip(f"uki-{slot}", self.size(RELEASE) // 2)
        judged = subprocess.run([ROOT / "build/release/test/vm/judge-cuts", before, str(self.disk.start["zarya-ab"]),
                                 self.out / "writes.log"], capture_output=True, text=True)
        must(judged.returncode == 0, f"power cuts: {judged.stderr.strip()}")
        self.report["power cuts of the record"] = judged.stdout.strip()

    def keep_record(self):
        """A file with the record where the disk has it, as it is now."""
        kept = self.out / "record-before.img"
        with open(kept, "wb") as file:
            file.seek(self.disk.start["zarya-ab"])
            file.write(self.disk.read("zarya-ab", 0, 1 << 20))
        return kept

    def run(self):
        self.prepare()
        for attack in (self.first_boot, self.altered_kernel, self.old_release, self.unsigned_loader, self.lost_record,
                       self.altered_root, self.nothing_starts):
            attack()


def main():
    trust = Trust()
    try:
        trust.run()
        trust.report["passed"] = True
        return 0
    except (Broken, ProbeTimeout, ProgramError, TabletError) as error:
        trust.report.update(passed=False, error=str(error))
        print(f"  FAILED: {error}", flush=True)
        return 1
    finally:
        (trust.out / "trust.json").write_text(json.dumps(trust.report, indent=1))
        print("  " + json.dumps(trust.report), flush=True)


if __name__ == "__main__":
    sys.exit(main())
