#!/usr/bin/python3
"""How the shell's keyboards, its bar and the sheet of the hub's state look, in Russian and English, compared with pictures that somebody looked at.

Usage: test_shell_golden.py BUILD    UPDATE_GOLDEN=1 writes them anew: look at them.

Tests: tablet/shell/keyboard/keycap.c tablet/shell/scene/paint.c
"""
import sys

from golden import Golden, read_png
from patience import wait_for
from running_agent import RunningAgent
from running_hub import RunningHub, Score
from running_shell import Client, RunningShell

HOUR_MS = 3600 * 1000  # nothing but a touch asks the hub
# and the room of the sentence below the keys
SHEETS = (("1280x800", "en", "certificate", 80), ("1280x800", "ru", "сертификат", 80),
          ("600x1024", "ru", "сертификат", 80))


def picture(shell):
    shell.pictures += 1
    path = shell.folder / f"{shell.pictures}.png"
    shell.send(f"snapshot {path}")
    return wait_for(lambda: path.exists() and read_png(path))


def steady(shell, rect):
    """That part of the screen once two pictures of it are the same: a pressed key goes, a layout comes."""
    def find():
        first, second = (picture(shell).crop(*rect) for _ in range(2))
        return first if first.rgb == second.rgb else None
    return wait_for(find)


def keyboards(score, golden, build, size):
    """Letters, an address with its digits, a code in capitals, the pad."""
    with RunningShell(build, "--size", size) as shell, Client(shell, "shell_entry") as entry:
        entry.says("ready ")
        places = {line.split()[1]: list(map(int, line.split()[2:])) for line in entry.lines if line.startswith("at ")}
        for field, layout in (("text", "ru"), ("code", "en"), ("number", "pad")):
            shell.tap(places[field][0], places[field][1] + shell.bar_height())
            rect = shell.keyboard(layout)["rect"]
            golden.check(score, f"keyboard-{layout}-{size}", steady(shell, rect))
        shell.tap(places["text"][0], places["text"][1] + shell.bar_height())
        shell.keyboard("ru")
        shell.press("layout")
        golden.check(score, f"keyboard-letters-{size}", steady(shell, shell.keyboard("en")["rect"]))


def bars(score, golden, build):
    """What the bar says, between the clock and the network's bars: those are of this machine."""
    for language, text in (("ru", "Не зарегистрирован"), ("en", "Not enrolled")):
        with RunningAgent(build) as agent, RunningShell(build, "--size", "1280x800", "--language", language) as shell:
            shell.agent_socket.symlink_to(agent.socket)
            wait_for(lambda: (shell.last("status") or {}).get("text") == text)
            golden.check(score, f"bar-{language}", steady(shell, (90, 0, 1130, 48)))


def told(shell, word, sentence_px):
    """The sheet while it says that word and nothing else meanwhile: it connects first. None: not yet."""
    sheet = shell.last("sheet")
    if not sheet or not sheet["visible"] or word not in sheet["text"]:
        return None
    x, y, width, _ = sheet["rect"]
    part = steady(shell, (x, y, width, sheet["close"][1] + sheet["close"][3] + sentence_px - y))
    return part if shell.last("sheet")["text"] == sheet["text"] else None


def sheets(score, golden, build):
    """What the sheet says of a stranger in the hub's place, down to its sentence: the lines below it tell the time."""
    with RunningHub(build) as hub, RunningAgent(build, poll_ms=HOUR_MS) as agent:
        agent.ask("enrol", hub.make_code("tablet"))
        hub.kill()
        with RunningHub(build, ports=(0, hub.tls_port)):
            for size, language, word, sentence_px in SHEETS:
                agent.ask("language", language)
                with RunningShell(build, "--size", size, "--language", language) as shell:
                    shell.agent_socket.symlink_to(agent.socket)
                    wait_for(lambda: (shell.last("status") or {}).get("enrolled"))
                    shell.tap(200, 20)
                    golden.check(score, f"sheet-{language}-{size}", wait_for(lambda: told(shell, word, sentence_px)))


def main():
    build, score, golden = sys.argv[1], Score(), Golden("shell")
    for size in ("1280x800", "600x1024"):
        keyboards(score, golden, build, size)
    bars(score, golden, build)
    sheets(score, golden, build)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
