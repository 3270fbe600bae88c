"""A real zarya-shell for tests, on wlroots' headless backend: touched through its test input, heard through its probe."""
import os
import pathlib
import subprocess
import tempfile
import threading

from golden import read_png
from growing import Events
from patience import LIMIT_S, wait_for

from program import spawn

HERE = pathlib.Path(__file__).parent


class RunningShell:
    """with RunningShell(build, "--size", "800x1280") as shell: …"""

    def __init__(self, build, *options):
        self.build, self.options = pathlib.Path(build).resolve(), options
        self.scratch = tempfile.TemporaryDirectory(prefix="zarya-shell-")
        self.folder = pathlib.Path(self.scratch.name)
        self.probe = Events(self.folder / "probe")
        self.agent_socket = self.folder / "agent.sock"
        self.environment = {**os.environ, "XDG_RUNTIME_DIR": str(self.folder), "WLR_BACKENDS": "headless",
                            "WLR_RENDERER": "pixman", "LSAN_OPTIONS": f"suppressions={HERE / 'lsan.supp'}"}
        self.environment.pop("WAYLAND_DISPLAY", None)
        self.pictures = 0

    def __enter__(self):
        os.mkfifo(self.folder / "input")
        self.log = open(self.folder / "log", "w+", encoding="utf-8")
        command = [self.build / "tablet" / "shell" / "zarya-shell", "--socket", self.agent_socket,
                   "--probe", self.folder / "probe", "--test-input", self.folder / "input", *self.options]
        self.process = spawn(command, env=self.environment, stdout=self.log, stderr=subprocess.STDOUT)
        if not wait_for(lambda: self.events("first-frame") or self.process.poll() is not None) or not self.is_alive():
            raise RuntimeError("the shell did not start: " + self.log_text())
        return self

    def __exit__(self, *fault):
        if fault[0] is not None:
            print(self.log_text())
        if self.is_alive():
            self.process.kill()
            self.process.wait()
        elif self.process.returncode != 0:
            raise RuntimeError(f"the shell crashed, {self.process.returncode}: {self.log_text()[-4000:]}")
        self.log.close()
        self.scratch.cleanup()

    def is_alive(self):
        return self.process.poll() is None

    def log_text(self):
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def stop(self):
        """Ends it as systemd would; its exit status."""
        self.process.terminate()
        return self.process.wait(LIMIT_S)

    def events(self, name):
        return [event for event in self.probe.all() if event["event"] == name]

    def last(self, name):
        events = self.events(name)
        return events[-1] if events else None

    def send(self, *lines):
        with open(self.folder / "input", "w", encoding="utf-8") as stream:
            stream.write("".join(line + "\n" for line in lines))

    def tap(self, x, y):
        self.send(f"down 0 {x} {y}", "up 0")

    def keyboard(self, layout=None):
        """The keyboard as it shows now, or None. With a layout: waits until that one shows."""
        def find():
            event = self.last("keyboard")
            return event if event and event["visible"] and layout in (None, event["layout"]) else None
        return wait_for(find) if layout else find()

    def place(self, name):
        """The middle of a key that shows; waits for it."""
        def find():
            for key in (self.keyboard() or {"keys": []})["keys"]:
                if key["key"] == name:
                    x, y, width, height = key["rect"]
                    return x + width // 2, y + height // 2
            return None
        found = wait_for(find)
        if not found:
            raise RuntimeError(f"no key {name} on the keyboard")
        return found

    def press(self, *names):
        for name in names:
            self.tap(*self.place(name))

    def hold(self, name, relative):
        """Rests on a key until its row opens, slides to a relative and lifts."""
        self.send("down 0 %d %d" % self.place(name))
        rows = wait_for(lambda: (self.keyboard() or {}).get("row"))
        x, y, width, height = {key["key"]: key["rect"] for key in rows}[relative]
        self.send(f"move 0 {x + width // 2} {y + height // 2}", "up 0")
        wait_for(lambda: "row" not in (self.keyboard() or {}))
        return rows

    def bar_height(self):
        return wait_for(lambda: self.last("status"))["height"]

    def pixel(self, x, y):
        """The colour there in the next picture of the screen's own buffer, as 0xRRGGBB."""
        self.pictures += 1
        path = self.folder / f"{self.pictures}.png"
        self.send(f"snapshot {path}")
        return wait_for(lambda: path.exists() and read_png(path)).pixel(x, y)


class Client:
    """A program on the shell's screen that tells what happens to it, a line each."""

    def __init__(self, shell, name):
        environment = {**shell.environment, "WAYLAND_DISPLAY": "wayland-0", "GDK_BACKEND": "wayland",
                       "GSK_RENDERER": "cairo", "GTK_A11Y": "none", "HOME": str(shell.folder)}
        self.process = spawn([shell.build / "test" / "integration" / name], env=environment, text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.lines, self.taken = [], 0
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        if fault[0] is not None:
            print("the client's lines:", *self.lines[-20:], sep="\n  ")
        self.kill()

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def says(self, expected):
        """Whether this line comes, behind those that earlier calls found."""
        def find():
            if expected in self.lines[self.taken:]:
                self.taken = self.lines.index(expected, self.taken) + 1
                return True
            return False
        return bool(wait_for(find))
