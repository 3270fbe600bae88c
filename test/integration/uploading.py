"""Simulated tablets that upload while something is done to their hub, and the look at what came of it."""
import hashlib
import os
import pathlib
import subprocess
import tempfile
import threading

from patience import LIMIT_S

from program import spawn

DAY_S = 24 * 3600  # the simulation's own patience with the whole of it: ours, with a single receipt, ends before


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
