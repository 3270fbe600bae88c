"""A virtual tablet: QEMU, its data disk behind nbdkit, touches and pictures through QMP.

The disk's unflushed writes live in nbdkit's cache alone, so cut_power() loses exactly what a real power cut would.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

from probe import Probe
from program import spawn, stop
from waiting import LIMIT_S, wait_for

AXIS_MAX = 32767
TOUCH_S = 5  # how long the next touch waits for this one to be felt
HOST_IN_TABLET = "10.0.2.2"  # this machine, as QEMU's user network shows it


class TabletError(Exception):
    pass


class Tablet:
    """image: folder of the OS image; data: the data disk's file, made when absent; out: where pictures and logs go."""

    def __init__(self, image, data, out, width=1280, height=800):
        self.image, self.data, self.out = pathlib.Path(image), pathlib.Path(data), pathlib.Path(out)
        self.width, self.height = width, height
        self.shell, self.census = Probe("shell"), Probe("census")
        self.qemu = self.nbdkit = self.folder = self.power_on = None
        self._qmp = self._link = None
        self._lock = threading.Lock()
        self.touches = 0  # times that a finger came down
        self.kernel = "vmlinux"
        self.accelerator = ["-accel", "tcg,thread=multi,tb-size=512", "-smp", "2"]

    # --- power --------------------------------------------------------------------------------------------------

    def boot(self, enrol=None, command_line="", vnc_port=None, window=False):
        """Switches the tablet on; returns when the probes are connected. enrol: a code as if set in the factory."""
        if not self.data.exists():
            subprocess.run(["cp", "--sparse=always", self.image / "data.img", self.data], check=True)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zarya-tablet-"))
        self._start_nbdkit()
        arguments = self._arguments(enrol, command_line)
        arguments += ["-display", "gtk,zoom-to-fit=on" if window else "none"]
        if vnc_port is not None:
            arguments += ["-vnc", f"127.0.0.1:{vnc_port - 5900}"]
        with open(self.out / "tablet.log", "ab") as log:
            self.power_on = time.monotonic()
            self.qemu = spawn(arguments, stdout=log, stderr=log)
        try:
            self._await(self.qemu, self.folder / "qmp")
            for probe in (self.shell, self.census):
                probe.connect(self.folder / probe.name)
            self._connect_qmp()
        except (OSError, ValueError) as error:
            raise TabletError(f"QEMU did not start ({error}): see {self.out / 'tablet.log'}") from error

    def _start_nbdkit(self):
        path = self.folder / "nbd"
        self.nbdkit = spawn(["nbdkit", "-f", "-U", path, "--filter=cache", "file", self.data, "cache=writeback"])
        self._await(self.nbdkit, path)

    def _await(self, process, path):
        if not wait_for(path.exists, is_alive=lambda: process.poll() is None):
            raise TabletError(f"{process.args[0]} did not start: see {self.out / 'tablet.log'}")

    def _arguments(self, enrol, command_line):
        line = (self.image / "command-line").read_text().strip()
        arguments = [
            "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot", "-machine", "q35,vmport=off",
            *self.accelerator, "-cpu", "max,la57=off", "-m", "1024",
            "-kernel", self.image / self.kernel, "-initrd", self.image / "initramfs.cpio",
            "-append", f"{line} console=ttyS0 systemd.journald.forward_to_console=1 "
                       f"systemd.journald.max_level_console=info {command_line}",
            "-drive", f"if=none,id=os,format=raw,readonly=on,file={self.image}/os.img",
            "-device", "virtio-blk-pci,drive=os",
            "-drive", f"if=none,id=data,format=raw,cache=writeback,file=nbd+unix:///?socket={self.folder}/nbd",
            "-device", "virtio-blk-pci,drive=data",
            "-device", f"virtio-gpu-pci,xres={self.width},yres={self.height},max_outputs=1",
            "-device", "virtio-tablet-pci", "-device", "virtio-rng-pci",
            "-netdev", "user,id=net,ipv6=off", "-device", "virtio-net-pci,netdev=net,romfile=",
            "-device", "virtio-serial-pci",
            "-qmp", f"unix:{self.folder}/qmp,server=on,wait=off", "-serial", "stdio", "-monitor", "none",
        ]
        for name in ("shell", "census"):
            arguments += ["-chardev", f"socket,id={name},path={self.folder}/{name},server=on,wait=off",
                          "-device", f"virtserialport,chardev={name},name=org.zarya.{name}"]
        if enrol:
            arguments += ["-fw_cfg", f"name=opt/org.zarya/enrol,string={enrol}"]
        return arguments

    def _connect_qmp(self):
        self._link = socket.socket(socket.AF_UNIX)
        self._link.settimeout(LIMIT_S)
        self._link.connect(str(self.folder / "qmp"))
        self._qmp = self._link.makefile("rwb")
        self._qmp.readline()
        self.command("qmp_capabilities")

    def is_on(self):
        return self.qemu is not None and self.qemu.poll() is None

    def cut_power(self):
        """The machine and its disk's cache are gone in the same moment."""
        for process in (self.qemu, self.nbdkit):
            os.kill(process.pid, signal.SIGKILL)
        for process in (self.qemu, self.nbdkit):
            process.wait()
        self._forget()

    def shutdown(self):
        """Ends it in order: what the guest wrote is in the data disk's file afterwards."""
        stop(self.qemu)
        stop(self.nbdkit)
        self._forget()

    def _forget(self):
        for thing in (self.shell, self.census, self._qmp, self._link):
            try:
                if thing is not None:
                    thing.close()
            except OSError:  # the other end went first
                pass
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.qemu = self.nbdkit = self.folder = self._qmp = self._link = None

    # --- hands and eyes -----------------------------------------------------------------------------------------

    def command(self, name, **arguments):
        return self._commands((name, arguments))[0]

    def _commands(self, *commands):
        """Sends all in one writing, so that nothing comes between them, and gives their answers."""
        with self._lock:
            try:
                self._qmp.write(b"".join(json.dumps({"execute": name, "arguments": arguments}).encode() + b"\n"
                                         for name, arguments in commands))
                self._qmp.flush()
            except OSError:  # reading says it below
                pass
            return [self._answer(name) for name, _ in commands]

    def _answer(self, name):
        while True:
            line = self._qmp.readline()
            if not line:
                raise TabletError(f"the tablet went off by itself: see {self.out / 'tablet.log'}")
            answer = json.loads(line)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise TabletError(f"QEMU refused {name}: {answer['error'].get('desc')}")

    def _move(self, x, y):
        return [{"type": "abs", "data": {"axis": axis, "value": round(at * AXIS_MAX / (size - 1))}}
                for axis, at, size in (("x", x, self.width), ("y", y, self.height))]

    def _finger(self, is_down):
        return {"type": "btn", "data": {"button": "left", "down": is_down}}

    def _finger_down(self, x, y):
        self.touches += 1
        return "input-send-event", {"events": self._move(x, y) + [self._finger(True)]}

    def _finger_up(self):
        return "input-send-event", {"events": [self._finger(False)]}

    def tap(self, x, y):
        """A finger comes down and lifts at once, however busy this machine is: one that rests opens a key's relatives. Then it
        waits until the shell has felt it: faster ones overrun the kernel's queue."""
        since = self.shell.mark()
        self._commands(self._finger_down(x, y), self._finger_up())
        # Felt or not: the driver looks at what followed, and touches again when nothing did.
        self.shell.comes(lambda e: e["event"] == "touch", since, TOUCH_S)

    def hold(self, x0, y0, find):
        """A finger comes down and rests until find gives a place, slides there and lifts."""
        self._commands(self._finger_down(x0, y0))
        x1, y1 = find()
        for x, y in ((x1, y1), (x1 + 1, y1)):
            self.command("input-send-event", events=self._move(x, y))
            time.sleep(0.05)
        self._commands(self._finger_up())

    def drag(self, x0, y0, x1, y1, steps=8):
        """A finger comes down, moves, rests so that nothing flies on, and lifts."""
        self._commands(self._finger_down(x0, y0))
        for step in range(1, steps + 1):
            self.command("input-send-event", events=self._move(x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps))
            time.sleep(0.02)
        time.sleep(0.15)
        self.command("input-send-event", events=self._move(x1, y1 + 1))
        time.sleep(0.05)
        self._commands(self._finger_up())

    def shot(self, name):
        path = (self.out / f"{name}.png").resolve()
        self.command("screendump", filename=str(path), format="png")
        return path
