#!/usr/bin/python3
"""What tablets have let go at the moment when their hub is restored, read from each one's own store and held against the backup.

Usage: test_let_go.py BUILD [--tablets N]

Real agents upload; a verified backup is made; they hear how far they are durable, and each lets go all that its store's own rule gives
away, as a tablet does that has no room left. They go on, hub and tablets are killed in the middle, and the hub is restored: from the
newest backup; then from the one before it, since when no tablet was in want of room. Nothing that a tablet let go may be lacking there,
and at the end nothing may be missing.

Tests: hub/core/durable.c lib/store/outbox.c
"""
import argparse
import contextlib
import os
import pathlib
import random
import sqlite3
import sys
import tempfile
import types

from patience import wait_for
from running_hub import RunningHub, Score
from test_durable import status_of
from test_restore import RECEIVED, Operator, Tablets, compare, settle

SHARE = 4  # records of each tablet in one go


def held(backup):
    """What a backup holds."""
    with contextlib.closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as database:
        return set(database.execute("SELECT sequence, hash FROM arrival"))


def durable_of(tablets):
    return [tablets.read(store, "SELECT durable_through FROM hub_life")[0][0] for store in tablets.stores()]


def let_go(tablets):
    """Row by row, so that the store's trigger says of each whether it may go."""
    count = refused = 0
    for store in tablets.stores():
        with contextlib.closing(sqlite3.connect(store / "outbox.db", isolation_level=None)) as database:
            for sequence, in database.execute("SELECT sequence FROM envelope").fetchall():
                try:
                    database.execute("DELETE FROM envelope WHERE sequence = ?", (sequence,))
                    count += 1
                except sqlite3.IntegrityError:
                    refused += 1
    return count, refused


def look(tablets, backup, score, is_newest):
    """The swarm stands still. What each tablet believes, against what the backup holds."""
    has = held(backup)
    gone, lacking, untrue, wanted = 0, [], [], 0
    for store in tablets.stores():
        durable = tablets.read(store, "SELECT durable_through FROM hub_life")[0][0]
        rows = tablets.read(store, "SELECT sequence, hash, state, sequence IN (SELECT sequence FROM envelope) FROM record")
        for sequence, digest, state, is_kept in rows:
            is_held = (sequence, digest) in has
            gone += not is_kept
            wanted += state == RECEIVED and not is_held
            if not is_kept and not is_held:
                lacking.append((store.name, sequence))
            if sequence <= durable and not is_held:
                untrue.append((store.name, sequence))
    print(f"{len(tablets.stores())} tablets: {gone} records let go, {len(lacking)} of them not in the backup; {wanted} believed received that"
          " it lacks", flush=True)
    score.check("none that was let go is lacking in the backup", not lacking, lacking[:5])
    score.check("records were let go", gone > 0, gone)
    score.check("the backup lacks what tablets believe received", wanted > 0, wanted)
    if is_newest:
        score.check("none is believed durable that it lacks", not untrue, untrue[:5])


def upload(tablets, more):
    tablets.start(more)
    status, said = tablets.wait()
    assert status == 0, said


def back_up(hub, tablets, operator, score):
    """And all hear of it: what was received before is durable."""
    operator.back_up()
    assert wait_for(lambda: status_of(hub)[1]["records in no verified backup yet, at most"] == 0)
    before = tablets.records
    upload(tablets, 1)
    durable = durable_of(tablets)
    score.check("every tablet knows what the backup holds", set(durable) == {before}, set(durable))


def break_off(hub, tablets):
    """All are killed while the hub takes records."""
    before = status_of(hub)[1]["records in no verified backup yet, at most"]
    tablets.start(SHARE)
    assert wait_for(lambda: status_of(hub)[1]["records in no verified backup yet, at most"] >= before + len(tablets.stores()))
    hub.kill()
    tablets.kill()


def restore(hub, backup):
    hub.tool("--restore", backup)
    hub.start()


def campaign(hub, tablets, operator, score):
    upload(tablets, SHARE)
    back_up(hub, tablets, operator, score)
    count, refused = let_go(tablets)
    print(f"{count} let go, {refused} refused by the tablets' stores", flush=True)
    expected = len(tablets.stores()) * SHARE, len(tablets.stores())
    score.check("each lets go what is durable, and that alone", (count, refused) == expected, (count, refused))
    break_off(hub, tablets)
    look(tablets, operator.backups[-1], score, is_newest=True)
    restore(hub, operator.backups[-1])

    upload(tablets, SHARE)
    back_up(hub, tablets, operator, score)
    break_off(hub, tablets)
    look(tablets, operator.backups[-1], score, is_newest=True)
    look(tablets, operator.backups[-2], score, is_newest=False)
    restore(hub, operator.backups[-2])
    settle(hub, tablets, score)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--tablets", type=int, default=200)
    given = parser.parse_args()
    options = types.SimpleNamespace(build=given.build, tablets=given.tablets, rate=5 * given.tablets,
                                    seed=random.SystemRandom().randrange(1 << 32))
    score = Score()
    shm = pathlib.Path("/dev/shm")
    with RunningHub(options.build) as hub, \
            tempfile.TemporaryDirectory(prefix="zarya-sim-", dir=shm if os.access(shm, os.W_OK) else hub.folder) as folder:
        operator = Operator(hub)
        tablets = Tablets(options, hub, folder)
        try:
            campaign(hub, tablets, operator, score)
            compare(hub, tablets, score)
        finally:
            if tablets.process is not None:
                tablets.process.kill()
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
