#!/usr/bin/python3
"""Runs the whole of Zarya on this machine: the hub, a demonstration area with 20 addresses, a virtual tablet to touch.

Usage: run.py [--data DIR] [--no-window]
Console http://127.0.0.1:8080/, answers online http://127.0.0.1:8090/, the tablet's screen http://127.0.0.1:6080/vnc.html and, with a display, in a window.
Everything stays in ./data/ (or DIR) and is there at the next start. Ctrl-C ends all of it.
"""
import argparse
import os
import pathlib
import secrets
import signal
import subprocess
import sys
import time

from area import TOWN, add_area, add_form
from console import HubError
from hub import Hub
from office import Office
from probe import ProbeTimeout
from program import ProgramError, spawn, stop
from respond import Respond, RespondAgent, invite
from tablet import HOST_IN_TABLET, Tablet, TabletError

ROOT = pathlib.Path(__file__).resolve().parents[1]
CONSOLE_PORT, DEVICE_PORT, ONLINE_PORT, SCREEN_PORT, VNC_PORT = 8080, 8443, 8090, 6080, 5980
NOVNC = pathlib.Path("/usr/share/novnc")


class Interrupted(Exception):
    pass


def on_signals(handler):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def interrupt(number, frame):
    on_signals(signal.SIG_IGN)  # a second Ctrl-C must not cut the ending short
    raise Interrupted


def say(started, text):
    print(f"[{time.monotonic() - started:4.0f} s] {text}", flush=True)


def password(folder):
    """Made at the first start; the hub keeps only its hash."""
    mark = folder / "password"
    if not mark.exists():
        mark.touch(mode=0o600)
        mark.write_text(secrets.token_urlsafe(9) + "\n")
    return mark.read_text().strip()


def set_up(hub, folder):
    """The first start makes the form, the area and the tablet's code; later ones find them. A new tablet needs a new code."""
    mark = folder / "code"
    if mark.exists() and (folder / "tablet.img").exists():
        return mark.read_text().strip()
    code = add_area(hub, add_form(hub, ROOT / "questionnaires/census2020/census2020.xml"))
    mark.touch(mode=0o600)
    mark.write_text(code + "\n")
    return code


def start_online(hub, folder, parts):
    """Answers online. Codes are told once: they stay in a file for who tries them."""
    mark, codes = folder / "online-code", folder / "online-codes"
    if not mark.exists():
        mark.touch(mode=0o600)
        mark.write_text(hub.call("POST", "/api/codes", {"name": "online", "online": True})["code"] + "\n")
    agent = RespondAgent(ROOT / "build/release/tablet/agent/zarya-agent", folder / "respond-agent", mark, folder / "respond-agent.log")
    parts.append(lambda: stop(agent.process))
    agent.start()
    respond = Respond(ROOT / "build/release/respond/zarya-respond", folder / "respond", agent.socket, ONLINE_PORT, folder / "respond.log")
    parts.append(lambda: stop(respond.process))
    respond.start()
    if not codes.exists():
        codes.touch(mode=0o600)
        codes.write_text("".join(f"{code} {household}\n" for household, code in invite(hub, "demo").items()))
    return codes.read_text().split()[0]


def start_screen_server():
    return spawn(["websockify", "--web", NOVNC, f"127.0.0.1:{SCREEN_PORT}", f"127.0.0.1:{VNC_PORT}"],
                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def tell(hub, online_code):
    print(f"""
  Console   http://127.0.0.1:{CONSOLE_PORT}/     user: operator  password: {hub.password}
  Tablet    http://127.0.0.1:{SCREEN_PORT}/vnc.html?autoconnect=1&resize=scale
            The mouse is the finger: click to tap, hold and drag to scroll. A tablet has its own keyboard: it comes up
            when a field is clicked, and yours types, too.
  Office    answers are sealed to its key; the passphrase lies in office-passphrase, who read what in office/audit.log
  Area      {TOWN}: 20 addresses
  Online    http://127.0.0.1:{ONLINE_PORT}/     a household answers in its browser: code {online_code}, the others lie in online-codes
  Ctrl-C ends all of it; the data stays.
""", flush=True)


def run(arguments, parts):
    started = time.monotonic()
    folder = pathlib.Path(arguments.data)
    folder.mkdir(parents=True, exist_ok=True)
    say(started, "office and hub")
    office = Office(ROOT / "build/release/office/zarya-office", folder / "office", folder / "office.sock",
                    folder / "office-passphrase", folder / "office.log")
    parts.append(lambda: stop(office.process))
    office.start()
    hub = Hub(ROOT / "build/release/hub/zarya-hub", folder / "hub", (CONSOLE_PORT, DEVICE_PORT), [HOST_IN_TABLET],
              ROOT / "hub/console/dist", folder / "hub.log", password(folder), office=office)
    parts.append(lambda: stop(hub.process))
    hub.start("--pause", 30)  # whoever tries it out does not wait a quarter of an hour
    code = set_up(hub, folder)
    online_code = start_online(hub, folder, parts)
    say(started, "tablet")
    tablet = Tablet(ROOT / "build/image", folder / "tablet.img", folder)
    parts.append(tablet.shutdown)
    has_window = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and not arguments.no_window
    try:
        tablet.boot(enrol=code, vnc_port=VNC_PORT, window=has_window)
    except TabletError:
        if not has_window:
            raise
        say(started, "no window on this display; the browser shows the tablet")
        tablet.shutdown()
        tablet.boot(enrol=code, vnc_port=VNC_PORT)
    screen = start_screen_server()
    parts.append(lambda: stop(screen))
    tell(hub, online_code)
    tablet.shell.wait(lambda e: e["event"] == "first-frame", 0, "the first frame")
    say(started, "the tablet shows its first frame")
    tablet.census.wait(lambda e: e["event"] == "screen", 0, "the application")
    say(started, "the census application is there")
    while tablet.is_on() and hub.process.poll() is None:
        time.sleep(1)
    say(started, "the tablet was switched off" if not tablet.is_on() else "the hub ended: see hub.log")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default=str(ROOT / "data"))
    parser.add_argument("--no-window", action="store_true")
    parts = []
    on_signals(interrupt)
    try:
        run(parser.parse_args(), parts)
        return 0
    except Interrupted:
        print("\nending", flush=True)
        return 0
    except (HubError, ProbeTimeout, ProgramError, TabletError) as error:
        print(f"run: {error}", file=sys.stderr)
        return 1
    finally:
        on_signals(signal.SIG_IGN)
        for end in reversed(parts):
            end()


if __name__ == "__main__":
    sys.exit(main())
