#!/usr/bin/python3
"""Who holds the keys: the process that reads the network's bytes has neither the authority's key nor the one that opens what
is sealed to the hub, in its memory or among its open files; the keeper has them. And what systemd thinks of the services.

Usage: test_keeper.py BUILD
"""
import os
import pathlib
import re
import signal
import subprocess
import sys

from hub_client import Tablet
from patience import LIMIT_S, wait_for
from running_hub import RunningHub, Score

FORM = ("--form", "house", "1")
ROOT = pathlib.Path(__file__).parents[2]
UNITS = [ROOT / "hub/units/zarya-hub.service", ROOT / "hub/units/zarya-keeper.service", ROOT / "office/units/zarya-office.service"]
EXPOSED_BELOW = 2.0


def secrets(data):
    """Each as it may stand in memory: bytes as they are, and as numbers of 64 bits, the lowest first."""
    text = subprocess.run(["openssl", "ec", "-in", data / "keys/ca.key", "-noout", "-text"], capture_output=True, text=True,
                          check=True).stdout
    digits = re.search(r"priv:([\s0-9a-f:]+)pub:", text).group(1)
    number = bytes.fromhex("".join(digits.split()).replace(":", "")).rjust(32, b"\0")[-32:]
    pem = "".join((data / "keys/ca.key").read_text().splitlines()[1:-1]).encode()[60:124]
    agree = (data / "keys/hub.key").read_bytes()[32:]
    return {"the authority's key": [number, number[::-1], pem], "the key that opens": [agree, agree[::-1]]}


def found_in(pid, wanted):
    """The names of those that stand somewhere in the process's memory."""
    found = set()
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            start, end = (int(part, 16) for part in span.split("-"))
            if not rights.startswith("rw") or end - start > 1 << 32:
                continue
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except (OSError, ValueError, OverflowError):
                continue
            found |= {name for name, shapes in wanted.items() if any(shape in data for shape in shapes)}
    return found


def children(pid):
    return [int(child) for task in pathlib.Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


def test_keys(score, hub):
    tablet = Tablet(hub, 1)
    score.check("a tablet is certified", tablet.enrol(hub.make_code("T")) == 200)
    score.check("and its records opened", tablet.exchange(*FORM, "--records", 1, 3)[0] == 200 and
                wait_for(lambda: len(hub.records()) == 3))
    wanted, pid = secrets(hub.data), hub.process.pid
    keepers = children(pid)
    score.check("the hub has one keeper", len(keepers) == 1, keepers)
    score.check("which has the keys", found_in(keepers[0], wanted) == set(wanted), found_in(keepers[0], wanted))
    score.check("the hub has none", found_in(pid, wanted) == set(), found_in(pid, wanted))
    files = {os.readlink(path) for path in pathlib.Path(f"/proc/{pid}/fd").iterdir() if path.exists()}
    score.check("nor open", not any(str(hub.data / "keys") in name for name in files), files)
    files = sorted(os.readlink(path) for path in pathlib.Path(f"/proc/{keepers[0]}/fd").iterdir())
    score.check("the keeper has nothing else open", sum(name.startswith("socket:") for name in files) == 1 and
                not any(str(hub.data) in name for name in files), files)
    hub.kill()
    score.check("it ends with the hub", wait_for(lambda: not pathlib.Path(f"/proc/{keepers[0]}").exists() or
                                                 pathlib.Path(f"/proc/{keepers[0]}/stat").read_text().split()[2] == "Z"))
    hub.start()
    score.check("and starts with it", len(children(hub.process.pid)) == 1 and tablet.renew() == 200)


def test_loss(score, hub):
    """Without its keeper a hub can open nothing, so it ends, and whoever watches it starts it again."""
    os.kill(children(hub.process.pid)[0], signal.SIGKILL)
    status = hub.await_end()
    score.check("a hub that lost its keeper ends with a failure, and the reason", status == 1 and "keeper of keys is gone" in "".join(hub.lines),
                (status, hub.lines))
    hub.start()
    tablet = Tablet(hub, 2)
    score.check("started again it takes records", tablet.enrol(hub.make_code("U")) == 200 and
                tablet.exchange(*FORM, "--records", 1, 1)[0] == 200)


def test_unit(score, unit):
    done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)], capture_output=True, text=True,
                          timeout=LIMIT_S)
    level = re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)
    score.check(f"systemd finds {unit.name} little exposed", level is not None and float(level.group(1)) < EXPOSED_BELOW,
                (level and level.group(0), done.stderr[-500:]))


def main():
    score = Score()
    for unit in UNITS:
        test_unit(score, unit)
    with RunningHub(sys.argv[1]) as hub:
        test_keys(score, hub)
        test_loss(score, hub)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
