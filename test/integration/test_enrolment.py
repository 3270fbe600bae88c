#!/usr/bin/python3
"""Enrolment by touch: the real hub's code typed on the real shell's keyboard into the real application, every tap counted.

Usage: test_enrolment.py BUILD
"""
import pathlib
import subprocess
import sys

from patience import wait_for
from running_agent import RunningAgent
from running_hub import RunningHub, Score
from running_shell import RunningShell
from test_keyboard_room import CensusInShell

TAPS_OF_THE_LONG_CODE = 105  # https://10.0.2.2:8443#… on the letters, signs and digits of before


def make_code(hub):
    return hub.call("POST", "/api/codes", {"name": "tablet"})


def read_qr(rows, folder):
    """What a camera reads from the console's picture."""
    scale, quiet = 6, 4
    width = (len(rows) + 2 * quiet) * scale
    blank = "1" * width
    lines = [blank] * (quiet * scale)
    for row in rows:
        line = "1" * quiet * scale + "".join(("0" if bit == "1" else "1") * scale for bit in row) + "1" * quiet * scale
        lines += [line] * scale
    lines += [blank] * (quiet * scale)
    picture = pathlib.Path(folder) / "code.pgm"
    picture.write_text(f"P2 {width} {len(lines)} 1\n" + "\n".join(" ".join(line) for line in lines) + "\n")
    done = subprocess.run(["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True)
    return done.stdout.strip()


def groups(app):
    return [t["kind"] for t in app.now()["targets"] if t["name"] == "group"]


def test_by_touch(score, build, hub, agent, made, size):
    width, height = map(int, size.split("x"))
    code = made["code"]
    with RunningShell(build, "--size", size) as shell:
        shell.agent_socket.symlink_to(agent.socket)
        with CensusInShell(shell, width, height, "--socket", agent.socket) as app:
            app.wait(lambda e: e["event"] == "screen" and e["name"] == "enrol", what="the enrolment")
            app.tap("text")
            taps = 1
            keyboard = shell.keyboard("en")
            score.check(f"{size}: Latin keys and digits come up together", keyboard and
                        {"A", "Z", "0", "9", "."} <= {key["key"] for key in keyboard["keys"]})
            symbols = [s for s in code if s not in "- "]
            wrong = next(s for s in "23456789" if s != symbols[7])
            shell.press(*symbols[:7], wrong, *symbols[8:12])
            score.check(f"{size}: a wrong character shows in its group, and only there",
                        wait_for(lambda: groups(app) == ["good", "wrong", "empty", "empty", "empty"]), groups(app))
            app.tap("save")
            score.check(f"{size}: such a code is not sent", app.settle()["name"] == "enrol" and
                        agent.ask("status")[1] and not agent.told("enrol_failed"), agent.lines[-3:])
            shell.press(*["backspace"] * 5)
            score.check(f"{size}: it goes away with the character", wait_for(
                lambda: groups(app) == ["good", "begun", "empty", "empty", "empty"]), groups(app))
            shell.press(*symbols[7:])
            score.check(f"{size}: every group says that it is right", wait_for(lambda: groups(app) == ["good"] * 5), groups(app))
            field = next(t for t in app.settle()["targets"] if t["name"] == "text")
            score.check(f"{size}: dashes and space came by themselves", field.get("value", code) == code)
            score.check(f"{size}: field and groups stand above the keyboard", all(
                t["rect"][1] + t["rect"][3] <= keyboard["rect"][1] for t in app.now()["targets"] if t["name"] in ("text", "group")))
            taps += len(symbols) + 1
            app.tap("save")
            app.wait(lambda e: e["event"] == "screen" and e["name"] == "households", what="the addresses")
            score.check(f"{size}: the tablet is enrolled", wait_for(lambda: (shell.last("status") or {}).get("enrolled")))
    # One tap a character: with the address of the demonstration, 10.0.2.2, that is 40.
    shown = len([s for s in code.split(" ")[0] if s != "-"]) + len("10.0.2.2") + 2
    score.check(f"{size}: {taps} taps; {shown} with 10.0.2.2, {TAPS_OF_THE_LONG_CODE} before", shown <= 40 and
                taps == len(symbols) + 2, (taps, shown))


def test_known_hub(score, build, hub):
    """A tablet whose image knows the hub needs the groups alone; another one says what is missing."""
    bare = make_code(hub)["code"].split(" ")[0]
    with RunningAgent(build) as agent:
        status, lines = agent.ask("enrol", bare)
        score.check("a code without an address is refused with a sentence", status != 0 and "address" in " ".join(lines), lines)
    with RunningAgent(build, options=("--hub", f"127.0.0.1:{hub.tls_port}")) as agent:
        status, lines = agent.ask("enrol", bare)
        score.check("... and is enough where the tablet knows its hub", status == 0, lines)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    score = Score()
    with RunningHub(build) as hub:
        made = make_code(hub)
        score.check("the console's picture reads as the code", read_qr(made["qr"], hub.folder) == made["code"])
        for size in ("1280x800", "600x1024", "1024x600"):
            with RunningAgent(build) as agent:
                test_by_touch(score, build, hub, agent, made, size)
            made = make_code(hub)
        test_known_hub(score, build, hub)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
