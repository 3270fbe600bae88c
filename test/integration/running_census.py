"""A real zarya-census on a virtual X screen, touched with xdotool, seen through its probe."""
import os
import pathlib
import subprocess
import tempfile

from golden import read_xwd
from growing import Events
from patience import LIMIT_S, wait_for, wait_for_rest

from program import spawn, stop

FAULTS = ("WARNING", "CRITICAL", "Sanitizer", "runtime error")


class Screen:
    """A virtual X server on a number of its own choice, its picture in a file."""

    def __init__(self, width=1280, height=752):
        self.width, self.height = width, height
        self.folder = tempfile.TemporaryDirectory(prefix="zarya-screen-")
        reading, writing = os.pipe()
        self.process = spawn(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset",
             "-dumbSched",  # the other one's clock may tick on, 200 times a second, behind a busy moment: it never rests
             "-fbdir", self.folder.name], pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            self.display = ":" + pipe.readline().strip()

    def picture(self):
        return read_xwd(pathlib.Path(self.folder.name) / "Xvfb_screen0")

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.folder.cleanup()


class RunningCensus:
    """with RunningCensus(build, screen, "--socket", path) as app: …  data may be a folder that is there already."""

    def __init__(self, build, screen, *options, data=None, language="en"):
        self.program = pathlib.Path(build).resolve() / "tablet" / "apps" / "census" / "zarya-census"
        self.screen, self.options, self.language = screen, options, language
        self.scratch = tempfile.TemporaryDirectory(prefix="zarya-census-")
        self.folder = pathlib.Path(self.scratch.name)
        self.data = pathlib.Path(data) if data else self.folder
        self.probe = self.folder / "probe"
        self.environment = {**os.environ, "DISPLAY": screen.display, "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo",
                            "GTK_A11Y": "none", "GSETTINGS_BACKEND": "memory", "GIO_USE_VFS": "local", "LANG": "C.UTF-8",
                            "TZ": "Europe/Moscow", "G_DEBUG": "fatal-criticals", "HOME": str(self.folder),
                            "LSAN_OPTIONS": f"suppressions={pathlib.Path(__file__).parent / 'lsan.supp'}:print_suppressions=0"}
        self.log = self.folder / "log"
        self.process, self.said = None, None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *fault):
        if fault[0] is not None:
            print("the application's last lines:", *self.log.read_text().splitlines()[-20:], sep="\n  ")
        self.stop()
        self.scratch.cleanup()

    def start(self):
        self.probe.write_text("")
        self.said = Events(self.probe)
        command = [self.program, "--data", self.data, "--probe", self.probe, "--origin", "0,0", "--language",
                   self.language, "--size", f"{self.screen.width}x{self.screen.height}", *self.options]
        with open(self.log, "a", encoding="utf-8") as log:
            self.process = spawn(command, env=self.environment, stdout=log, stderr=log)
        self.wait(lambda e: e["event"] == "screen", what="the first screen")

    def stop(self):
        """Ends it as systemd would. Here it is said whether it crashed before, or leaked under a sanitizer."""
        if stop(self.process) != 0:
            raise RuntimeError("the application did not end well: " + self.log.read_text()[-4000:])

    def kill(self):
        """As a power cut to the process: SIGKILL."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def faults(self):
        """What GTK, GLib or a sanitizer complained about."""
        return [line for line in self.log.read_text(errors="replace").splitlines() if any(f in line for f in FAULTS)]

    def events(self):
        return self.said.all()

    def wait(self, condition, since=0, what="an event"):
        def find():
            return next((event for event in self.events()[since:] if condition(event)), None)
        found = wait_for(find, is_alive=lambda: self.process.poll() is None)
        if found is None:
            raise RuntimeError(f"{what} did not come; the last screen is {self.now().get('name')} {self.now().get('path')}")
        return found

    def now(self):
        screens = [e for e in self.events() if e["event"] == "screen"]
        return screens[-1] if screens else {}

    def settle(self):
        """The last screen once the application and its X server have nothing more to do."""
        wait_for_rest([self.screen.process.pid, self.process.pid], lambda: len(self.events()))
        return self.now()

    def resize(self, width, height):
        """The window becomes that large, as when a keyboard comes or goes or the tablet is turned."""
        window = subprocess.run(["xdotool", "getwindowfocus"], env=self.environment, check=True, capture_output=True,
                                text=True).stdout.strip()
        self.xdotool("windowsize", window, width, height)
        return self.settle()

    def find(self, name, **facts):
        for target in self.settle()["targets"]:
            if target["name"] == name and all(target.get(key) == value for key, value in facts.items()):
                return target
        seen = self.now()
        raise RuntimeError(f"no {name} {facts} on {seen['name']} {seen['path']}: "
                           f"{sorted({t['name'] for t in seen['targets']})}")

    def has(self, name, **facts):
        try:
            return bool(self.find(name, **facts))
        except RuntimeError:
            return False

    def xdotool(self, *arguments):
        subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, check=True, timeout=LIMIT_S)

    def drag(self, x, y, dy):
        steps = [part for step in range(1, 9) for part in ("mousemove", x, round(y + dy * step / 8), "sleep", "0.02")]
        self.xdotool("mousemove", x, y, "mousedown", 1, *steps, "mouseup", 1)

    def tap(self, x, y, times=1):
        """The mouse moves before it clicks: where a key was hidden and shown again, the toolkit looks what lies under the pointer
        when that moves, and on a busy machine not before. A finger is looked for at each touch."""
        x, y = round(x), round(y)
        self.xdotool("mousemove", x + 2, y, "mousemove", x, y, *("click", 1) * times)

    def press(self, name, **facts):
        """Scrolls to the target, taps its middle, and gives the screen that follows."""
        for _ in range(40):
            target = self.find(name, **facts)
            x, y, width, height = target["rect"]
            left, top, _, seen = self.now()["view"]
            middle = y + height / 2
            if not target["scrolls"] or top + 4 <= middle <= top + seen - 4:
                break
            way = max(-seen * 0.6, min(seen * 0.6, middle - (top + seen / 2)))
            self.drag(left + 500, round(top + seen * (0.85 if way > 0 else 0.15)), round(-way))
        since = len(self.events())
        self.tap(x + width / 2, middle)
        if target["kind"] != "text":  # a field that has the focus already changes nothing
            self.wait(lambda e: e["event"] == "screen", since, f"a screen after {name}")
        return self.settle()

    def type(self, text):
        self.xdotool("type", "--delay", 15, text)
        return self.settle()

    def stored(self):
        """The answers that the application said are on disk: path -> value."""
        return {e["path"]: e["value"] for e in self.events() if e["event"] == "stored"}
