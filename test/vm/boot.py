#!/usr/bin/python3
"""Counts guest instructions from the kernel's start to the shell's first frame: the same whatever else the machine does.

Usage: boot.py [--kernel NAME] [--append TEXT] [--runs N]    NAME: vmlinux (through PVH) or vmlinuz (unpacks itself)
Under -icount shift=0 the guest's clock advances one nanosecond an instruction, so its clock is the count.
The root is a memory device and there is no data disk: waiting for a real disk would count as time.
"""
import argparse
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "run"))  # the hub and the tablet, as `./zarya run` starts them

from tablet import Tablet

COUNTED = ["-accel", "tcg,thread=single,tb-size=512", "-icount", "shift=0,sleep=off", "-smp", "1", "-seed", "1",
           "-rtc", "clock=vm,base=2026-11-22T12:00:00"]


class CountedTablet(Tablet):
    def _arguments(self, enrol, command_line):
        arguments = [str(argument) for argument in super()._arguments(enrol, command_line)]
        for name in ("os", "data"):
            drive = next(i for i, text in enumerate(arguments) if f"id={name}," in text)
            del arguments[drive - 1:drive + 3]
        size = (self.image / "os.img").stat().st_size
        arguments[arguments.index("-m") + 1] = "1024,slots=1,maxmem=4G"
        arguments[arguments.index("-machine") + 1] += ",nvdimm=on"
        return arguments + ["-object", f"memory-backend-file,id=os,share=off,readonly=on,mem-path={self.image}/os.img,size={size}",
                            "-device", "nvdimm,memdev=os,unarmed=on"]


def run(kernel, append):
    with tempfile.TemporaryDirectory(prefix="zarya-boot-") as folder:
        tablet = CountedTablet(ROOT / "build/image", pathlib.Path(folder) / "data.img", folder)
        tablet.kernel, tablet.accelerator = kernel, COUNTED
        try:
            tablet.boot(command_line="nokaslr " + append)
            first = tablet.shell.wait(lambda e: e["event"] == "first-frame", 0, "the first frame")
            count = tablet.command("query-replay")["icount"]
            print(f"{kernel}: {count / 1e9:.2f} G instructions from power on to the first frame, the guest's clock says "
                  f"{first['t'] / 1e6:.3f} s since the kernel began, "
                  f"{time.monotonic() - tablet.power_on:.1f} s on this machine from power on", flush=True)
        finally:
            tablet.shutdown()
            log = (pathlib.Path(folder) / "tablet.log").read_text(errors="replace")
            (ROOT / "build" / "boot.log").write_text(log)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kernel", default="vmlinux")
    parser.add_argument("--append", default="")
    parser.add_argument("--runs", type=int, default=1)
    arguments = parser.parse_args()
    for _ in range(arguments.runs):
        run(arguments.kernel, arguments.append)


if __name__ == "__main__":
    sys.exit(main())
