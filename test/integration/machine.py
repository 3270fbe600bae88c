"""A fresh machine under a real systemd: a container of systemd-nspawn whose /usr is this machine's with our programs installed over
it, and whose /etc and /var are empty. It has a network of its own, which the test enters. Root and the package systemd-container."""
import ctypes
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from patience import LIMIT_S, wait_for

from program import spawn, stop

_LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
# nspawn wants /run to be a file system of its own, and a machine without systemd has no bus to register at. Nobody waits for a
# network that never comes.
BOOT = """mount -t tmpfs tmpfs /run && exec systemd-nspawn --quiet --register=no --keep-unit --directory=/ --volatile=yes \\
  --private-network --console=read-only --overlay-ro=/usr:"$1":/usr --boot systemd.firstboot=0 \\
  systemd.mask=systemd-networkd-wait-online.service systemd.unit=basic.target"""


def is_possible():
    """Why not, or None."""
    if os.getuid() != 0:
        return "who is not root starts no container"
    if shutil.which("systemd-nspawn") is None:
        return "there is no systemd-nspawn (package systemd-container)"
    tried = subprocess.run(["unshare", "-m", "--", "mount", "-t", "tmpfs", "tmpfs", "/run"], capture_output=True, check=False)
    return "this machine lets nobody mount" if tried.returncode != 0 else None


class Machine:
    """with Machine(build, tags) as machine: …  What meson installs for the tags is in its /usr."""

    def __init__(self, build, *tags):
        self.scratch = tempfile.TemporaryDirectory(prefix="zarya-machine-")
        stage = pathlib.Path(self.scratch.name)
        stage.chmod(0o755)
        subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--destdir", stage, "--tags", ",".join(tags)], check=True,
                       stdout=subprocess.DEVNULL)
        self.usr = stage / "usr/local" if (stage / "usr/local/bin").is_dir() else stage / "usr"
        self.said = stage / "said"
        self.process, self.leader = None, None

    def __enter__(self):
        with open(self.said, "w", encoding="utf-8") as said:
            self.process = spawn(["unshare", "-m", "--propagation", "private", "--", "sh", "-c", BOOT, "sh", self.usr], stdout=said,
                                 stderr=subprocess.STDOUT)
        if not wait_for(self.is_up, is_alive=lambda: self.process.poll() is None):
            raise RuntimeError("the machine does not start: " + self.said.read_text(errors="replace")[-2000:])
        return self

    def __exit__(self, *_):
        """As a power cut: the machine and all in it is gone with its first process."""
        if self.leader is not None:
            os.kill(self.leader, signal.SIGKILL)
        stop(self.process)
        self.scratch.cleanup()

    def is_up(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for child in children:
            if pathlib.Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
                self.leader = int(child)
        return self.leader is not None and self.run("systemctl", "is-active", "--quiet", "basic.target", check=False).returncode == 0

    def run(self, *command, check=True, **options):
        """A command in it."""
        done = subprocess.run(["nsenter", "-t", str(self.leader), "-m", "-u", "-i", "-n", "-p", "--", *map(str, command)],
                              capture_output=True, text=True, timeout=LIMIT_S, check=False, **options)
        if check and done.returncode != 0:
            raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")
        return done

    def path(self, path):
        """A file of it, as it is reached from outside."""
        return pathlib.Path(f"/proc/{self.leader}/root") / path.lstrip("/")

    def enter_network(self):
        """From now on what this process connects to is in the machine."""
        with open(f"/proc/{self.leader}/ns/net", "rb") as place:
            if _LIBC.setns(place.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "enter the machine's network")

    def show(self, unit, *names):
        """What systemd knows of a unit."""
        words = self.run("systemctl", "show", unit, *(f"--property={name}" for name in names)).stdout.splitlines()
        facts = dict(word.split("=", 1) for word in words)
        return [facts[name] for name in names]

    def journal(self, unit):
        return self.run("journalctl", "--no-pager", "--output=cat", "--unit", unit).stdout
