#!/usr/bin/python3
"""The hub is killed with SIGKILL again and again while simulated tablets upload. At the end every record stands there
exactly once, with the content that the tablet sealed.

With --postgres the store is PostgreSQL's, and every second kill crashes its server instead.

Usage: test_hub_kill.py BUILD [KILLS] [--records N] [--tablets N] [--seed N] [--rate N] [--postgres]
"""
import argparse
import contextlib
import hashlib
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

from patience import LIMIT_S
from postgres_server import Server
from running_hub import RunningHub, Score

from program import spawn

DAY_S = 24 * 3600  # the simulation's own patience with the whole of it: ours, with a single receipt, ends before


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("kills", type=int, nargs="?", default=5)
    parser.add_argument("--records", type=int, default=10000, help="in all")
    parser.add_argument("--tablets", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--rate", type=int, default=1000, help="records finished per second, in all tablets, at most")
    parser.add_argument("--postgres", action="store_true", help="the store is PostgreSQL's, whose server is killed, too")
    options = parser.parse_args()
    options.records -= options.records % options.tablets
    return options


def tablets_folder(hub):
    """In memory where there is one: ten thousand synced commits of the tablets would only keep the hub waiting, and it is
    the hub that is killed here."""
    shm = pathlib.Path("/dev/shm")
    return tempfile.TemporaryDirectory(prefix="zarya-sim-", dir=shm if os.access(shm, os.W_OK) else hub.folder)


class Tablets:
    """zarya-sim, listened to: it says how many receipts came whenever some did."""

    def __init__(self, options, hub, folder):
        codes = hub.folder / "codes"
        codes.write_text("".join(hub.make_code(f"sim-{index:02}") + "\n" for index in range(options.tablets)))
        self.manifest = hub.folder / "manifest"
        command = [pathlib.Path(options.build).resolve() / "test/load/zarya-sim", "--progress", "--paced",
                   "--data", pathlib.Path(folder) / "tablets", "--codes", codes, "--manifest", self.manifest,
                   "--records", options.records // options.tablets, "--rate", options.rate, "--seed", options.seed,
                   "--timeout", DAY_S]
        self.lines, self.received, self.came = [], 0, threading.Condition()
        self.process = spawn(command, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.allowed = 0
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self):
        for line in self.process.stdout:
            with self.came:
                if line.startswith("received "):
                    self.received = int(line.split()[1])
                else:
                    self.lines.append(line.rstrip())
                self.came.notify_all()

    def allow(self, count):
        """So many records may be finished, in all."""
        self.allowed = count
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()

    def can_come(self):
        """Whether a receipt may still come."""
        return self.received < self.allowed and self.process.poll() is None

    def wait_for_more(self):
        """Until a receipt comes that had not come before, or none can come. False when it should have come by now."""
        with self.came:
            before = self.received
            return self.came.wait_for(lambda: self.received > before or not self.can_come(), LIMIT_S)

    def end(self):
        """The exit status, after the last line was read."""
        while self.can_come() and self.wait_for_more():
            pass
        try:
            return self.process.wait(LIMIT_S)
        finally:
            self.process.kill()
            self.listener.join(LIMIT_S)


def end_suddenly(hub, server, is_server):
    """SIGKILL for the hub; for the database what a lost power supply is to it: it starts with recovery."""
    if not is_server:
        hub.kill()
        return hub.start
    server.stop(signal.SIGQUIT)
    return server.start


def kill_again_and_again(options, hub, server, tablets):
    """While the hub is away every tablet finishes some records, and after its start they all come at once. Most kills
    follow one of the first receipts after a start, so that they meet requests half read, half committed and half answered,
    however fast the machine is; every fourth meets the start itself. The choices are drawn from the seed. Returns how many
    kills came before the last receipt."""
    draw = random.Random(options.seed)
    share = options.records // (options.kills + 1)
    tablets.allow(share)
    tablets.wait_for_more()
    for kill in range(options.kills):
        if kill % 4 == 3:
            time.sleep(draw.uniform(0, 0.2))
        else:
            for _ in range(draw.randrange(1, 8)):
                tablets.wait_for_more()
            time.sleep(draw.uniform(0, 0.02))
        if tablets.process.poll() is not None:
            return kill
        start = end_suddenly(hub, server, server is not None and kill % 2 == 1)
        print(f"kill {kill + 1}, {tablets.received} receipts", flush=True)
        tablets.allow(share * (kill + 2))
        time.sleep(draw.uniform(0, 0.6))
        start()
    tablets.allow(options.records)
    return options.kills


def read_manifest(path):
    """record id -> (tablet, sequence, SHA-256 of the XML)."""
    rows = [line.split() for line in path.read_text().split("\n") if line]
    return {row[0]: (row[1], int(row[2]), row[3]) for row in rows}


def compare(options, hub, manifest, score):
    expected = read_manifest(manifest)
    rows = hub.records()
    ids = [row["id"] for row in rows]
    print(f"{len(rows)} records at the hub, {len(set(ids))} different, {len(expected)} sealed", flush=True)
    score.check("as many were sealed as were asked for", len(expected) == options.records, len(expected))
    score.check("none is missing", set(expected) <= set(ids), len(set(expected) - set(ids)))
    score.check("none is there that nobody sealed", set(ids) <= set(expected), len(set(ids) - set(expected)))
    score.check("none is there twice", len(ids) == len(set(ids)), len(ids) - len(set(ids)))
    places = {row["id"]: (row["tablet"], row["sequence"]) for row in rows}
    score.check("each at its tablet's sequence", all(places.get(key) == value[:2] for key, value in expected.items()))
    wrong = [key for key, value in expected.items() if key in places and
             hashlib.sha256(hub.call("GET", f"/api/records/{key}/xml")).hexdigest() != value[2]]
    score.check("each with the content that was sealed", not wrong, wrong[:5])
    fleet = hub.call("GET", "/api/fleet")["tablets"]
    score.check("every tablet is known", len(fleet) == options.tablets, len(fleet))
    score.check("the fleet's counts agree", sum(tablet["records"] for tablet in fleet) == options.records)


def main():
    options = arguments()
    print(f"seed {options.seed}: {options.kills} kills, {options.records} records, {options.tablets} tablets", flush=True)
    score = Score()
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Server()) if options.postgres else None
        hub = stack.enter_context(RunningHub(options.build, postgres=server and server.uri()))
        folder = stack.enter_context(tablets_folder(hub))
        tablets = Tablets(options, hub, folder)
        try:
            killed = kill_again_and_again(options, hub, server, tablets)
        except BaseException:
            tablets.process.kill()
            raise
        ended = tablets.end()
        print(f"{killed} kills, all receipts after {time.monotonic() - started:.1f} s", flush=True)
        print("\n".join(tablets.lines[-3:]), flush=True)
        score.check("the hub was killed as often as asked", killed == options.kills, killed)
        score.check("every tablet got every receipt", ended == 0, tablets.lines[-5:])
        compare(options, hub, tablets.manifest, score)
    sys.exit(score.close())


main()
