#!/usr/bin/python3
"""A tablet forgets only what a verified backup of the hub holds: a real agent keeps what is stored until then, says so to nobody,
and brings it back to a hub that is restored from before; a second record at a sequence takes back what was said of it.

Usage: test_durable.py BUILD

Tests: hub/core/durable.c hub/store/backup_mark.c hub/store/lookout.c hub/device/reply.c hub/device/deposit.c
"""
import contextlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from hub_client import Tablet
from patience import LIMIT_S, wait_for
from running_agent import RunningAgent
from running_hub import RunningHub, Score

RECORD = ("--form", "house", "1")


def outbox(agent, sql):
    """From a copy: the tablet's own file has one connection."""
    with tempfile.TemporaryDirectory() as scratch:
        for path in agent.data.glob("outbox.db*"):
            shutil.copy(path, scratch)
        with contextlib.closing(sqlite3.connect(pathlib.Path(scratch) / "outbox.db")) as database:
            return database.execute(sql).fetchall()


def said(tablet, *options):
    """(form, durable through, pause, nonce) of the hub's receipt."""
    status, body = tablet.post("/v1/exchange", tablet.body(*options))
    assert status == 200, body
    form, _, durable, _, pause, _, nonce = tablet.tool("receipt", tablet.seed, *tablet.keys, data=body).decode().split()
    return form, int(durable), int(pause), int(nonce)


def back_up(hub, name):
    path = hub.folder / name
    hub.tool("--backup", path)
    return path


def status_of(hub):
    done = subprocess.run([str(hub.program), "status", f"127.0.0.1:{hub.port}"], capture_output=True, text=True, timeout=LIMIT_S,
                          env={**os.environ, "LANG": "C"})
    return done.returncode, {line.strip().split("  ", 1)[1]: float(line.split()[0]) for line in done.stdout.splitlines()
                             if line.strip()[:1].isdigit()}


def test_receipts(score, hub):
    """What the hub says, to a tablet that tells what it knows."""
    tablet = Tablet(hub, 31)
    assert tablet.enrol(hub.make_code("T-31")) == 200
    epoch = "00" * 16
    score.check("stored is not durable", said(tablet, "--records", 1, 3, "--nonce", 5, *RECORD) == ("signed", 0, 900, 5))
    score.check("another life is news", said(tablet, "--epoch", epoch, "--nonce", 6)[0] == "signed")
    back_up(hub, "first.db")
    score.check("a verified backup makes it durable", wait_for(lambda: said(tablet)[1] == 3))
    form, durable, _, _ = said(tablet, "--records", 2, 1, "--salt", 7, "--durable", 3, *RECORD)
    score.check("a second record takes back what was said", (form, durable) == ("signed", 1), (form, durable))
    back_up(hub, "second.db")
    score.check("until the next backup", wait_for(lambda: said(tablet, "--durable", 1)[1] == 3))


def test_gone(score, hub):
    """A backup that was moved away holds nothing for anybody: what was said of it stays, nothing more is said."""
    tablet = Tablet(hub, 33)
    assert tablet.enrol(hub.make_code("T-33")) == 200
    said(tablet, "--records", 1, 2, *RECORD)
    path = back_up(hub, "moved.db")
    score.check("it holds them", wait_for(lambda: said(tablet)[1] == 2))
    said(tablet, "--records", 3, 2, *RECORD)
    path = back_up(hub, "gone.db")
    aside = path.rename(hub.folder / "elsewhere.db")
    exposed = "records in no verified backup yet, at most"
    score.check("the operator is told", wait_for(lambda: status_of(hub)[1][exposed] >= 4), status_of(hub))
    late = Tablet(hub, 34)
    assert late.enrol(hub.make_code("T-34")) == 200
    score.check("nothing becomes durable by it", said(late, "--records", 1, 1, *RECORD)[1] == 0)
    score.check("what was said stays", said(tablet, "--durable", 2)[1] >= 2)
    aside.rename(path)
    score.check("it counts again when it is back", wait_for(lambda: said(tablet, "--durable", 2)[1] == 4))


def test_away(score, hub):
    """A disk that does not answer holds up nothing: a FIFO in its place, which opens for its reader when a writer comes."""
    name = hub.folder / ".zarya-backups"
    kept = name.read_text()
    name.unlink()
    os.mkfifo(name)
    score.check("the operator is told", wait_for(lambda: any("event=backup_silent" in line for line in hub.lines)), hub.lines[-5:])
    tablet = Tablet(hub, 35)
    assert tablet.enrol(hub.make_code("T-35")) == 200
    score.check("tablets are served", said(tablet, "--records", 1, 2, *RECORD)[0] == "signed")
    hub.stop()
    hub.start()
    score.check("it ends and starts without that disk", said(tablet)[1] == 0)
    hub.stop()
    name.unlink()
    name.write_text(kept)
    hub.start()
    back_up(hub, "again.db")
    score.check("when it answers again it counts", wait_for(lambda: said(tablet)[1] == 2))


def test_status(score, hub):
    code, told = status_of(hub)
    exposed = "records in no verified backup yet, at most"
    score.check("all is in a backup", code == 0 and told[exposed] == 0, told)
    tablet = Tablet(hub, 32)
    assert tablet.enrol(hub.make_code("T-32")) == 200
    said(tablet, "--records", 1, 4, *RECORD)
    score.check("what came since is told", wait_for(lambda: status_of(hub)[1][exposed] == 4), status_of(hub))


def test_restore(score, hub, agent):
    """Nothing that a tablet let go is missing, from whichever verified backup that it let go by."""
    agent.ask("enrol", hub.make_code("kept"))
    agent.submit("early", 1, 5)

    def has(count):
        return wait_for(lambda: agent.status()["received"] == str(count), lambda: agent.ask("sync"))
    score.check("five are received", has(5), agent.status())
    score.check("and none is durable", outbox(agent, "SELECT durable_through FROM hub_life") == [(0,)])
    backup = back_up(hub, "third.db")
    score.check("a backup holds them", wait_for(
        lambda: outbox(agent, "SELECT durable_through FROM hub_life") == [(5,)], lambda: agent.ask("sync")))
    agent.submit("late", 1, 5)
    score.check("five more are received", has(10), agent.status())
    rows = outbox(agent, "SELECT count(*) FROM envelope WHERE sequence > 5")
    score.check("which are kept", rows == [(5,)], rows)
    hub.stop()
    hub.tool("--restore", backup)
    hub.start()
    device = next(row for row in hub.call("GET", "/api/fleet")["tablets"] if row["name"] == "kept")
    score.check("the copy lacks them", device["high_water"] == 5, device)

    def is_whole():
        row = next(row for row in hub.call("GET", "/api/fleet")["tablets"] if row["name"] == "kept")
        return row["high_water"] == 10
    score.check("the tablet brings them back", wait_for(is_whole, lambda: agent.ask("sync")))
    records = hub.call("GET", f"/api/records?tablet={device['id']}")["records"]
    score.check("all, and each once", sorted(row["sequence"] for row in records) == list(range(1, 11)), records)
    score.check("none is lost", outbox(agent, "SELECT count(*) FROM record WHERE state = 4") == [(0,)])


def main():
    score = Score()
    with RunningHub(sys.argv[1]) as hub:
        test_receipts(score, hub)
        test_status(score, hub)
        test_gone(score, hub)
        test_away(score, hub)
        with RunningAgent(sys.argv[1]) as agent:
            test_restore(score, hub, agent)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
