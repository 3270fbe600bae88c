"""A virtual tablet that starts as a real one does: firmware with the owner's keys, the signed loader, a slot.

Its disk and its firmware's variables are copies of its own, written by the loader and the tablet, and by a test that
plays an attacker.
"""
import pathlib
import re
import subprocess

from tablet import Tablet, TabletError
from waiting import wait_for

FIRMWARE = "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd"
SECTOR = 512


class SystemDisk:
    """The tablet's own disk: a copy of the image's os.img, its partitions by name. Only while the tablet is off."""

    def __init__(self, image, path, slots_program):
        self.path, self.program = pathlib.Path(path), slots_program
        subprocess.run(["cp", "--sparse=always", image / "os.img", self.path], check=True)
        lines = (image / "partitions").read_text().split("\n")
        self.start = {name: int(sector) * SECTOR for name, sector in (line.split() for line in lines if line)}

    def slots(self, *words):
        """zarya-slots over the record: what it shows afterwards."""
        done = subprocess.run([self.program, self.path, str(self.start["zarya-ab"]), *map(str, words)],
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise TabletError(f"zarya-slots {' '.join(map(str, words))}: {done.stderr.strip()}")
        return done.stdout

    def tries(self, slot):
        return int(re.search(rf"slot {slot}: priority \d+, tries (\d+)", self.slots("show"))[1])

    def write(self, partition, at, content):
        with open(self.path, "r+b") as disk:
            disk.seek(self.start[partition] + at)
            disk.write(content)

    def read(self, partition, at, count):
        with open(self.path, "rb") as disk:
            disk.seek(self.start[partition] + at)
            return disk.read(count)

    def lay(self, path, partition):
        self.write(partition, 0, pathlib.Path(path).read_bytes())

    def flip(self, partition, at):
        self.write(partition, at, bytes([self.read(partition, at, 1)[0] ^ 1]))


class ChainTablet(Tablet):
    """disk: a SystemDisk. stick: the image of a USB stick that the firmware is told to try first, or None. writes: a file that
    shall hold every write to the disk and every flush, as blklogwrites keeps them, or None."""

    def __init__(self, image, disk, data, out):
        super().__init__(image, data, out)
        self.disk, self.stick, self.writes = disk, None, None
        self.variables = self.out / "vars.fd"
        self.variables.write_bytes((self.image / "vars.fd").read_bytes())
        self._log_from = 0

    def _arguments(self, enrol, command_line):
        arguments = [str(argument) for argument in super()._arguments(enrol, command_line)]
        for name in ("-kernel", "-initrd", "-append"):
            at = arguments.index(name)
            del arguments[at:at + 2]
        arguments.remove("-no-reboot")
        arguments[arguments.index("-machine") + 1] = "q35,vmport=off,smm=on"
        drive = f"driver=raw,file.driver=file,file.filename={self.disk.path}"
        if self.writes:
            pathlib.Path(self.writes).write_bytes(b"")
            drive = f"driver=blklogwrites,file.driver=raw,file.file.driver=file,file.file.filename={self.disk.path}," \
                    f"log.driver=file,log.filename={self.writes}"
        arguments[next(i for i, text in enumerate(arguments) if "id=os," in text)] = f"if=none,id=os,{drive}"
        arguments[arguments.index("virtio-blk-pci,drive=os")] += ",bootindex=2"
        arguments += ["-global", "driver=cfi.pflash01,property=secure,value=on",
                      "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={FIRMWARE}",
                      "-drive", f"if=pflash,format=raw,unit=1,file={self.variables}"]
        if self.stick:
            arguments += ["-drive", f"if=none,id=stick,format=raw,readonly=on,file={self.stick}", "-device",
                          "qemu-xhci", "-device", "usb-storage,drive=stick,bootindex=1"]
        return arguments

    def boot(self, **options):
        log = self.out / "tablet.log"
        self._log_from = log.stat().st_size if log.exists() else 0
        super().boot(**options)

    def log(self):
        """The serial line since power on: firmware, loader, kernel."""
        text = (self.out / "tablet.log").read_bytes()[self._log_from:].decode(errors="replace")
        return re.sub(r"\x1b\[[0-9;=?]*[A-Za-z]", "", text)

    def wait_for_line(self, pattern):
        """The match of a line of the log, as soon as there is one."""
        found = wait_for(lambda: re.search(pattern, self.log()), is_alive=self.is_on)
        if not found:
            raise TabletError(f"the tablet never said {pattern!r}; its last lines: {self.log()[-800:]!r}")
        return found
