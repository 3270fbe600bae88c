#!/usr/bin/python3
"""Whether all that a hub knows of its records is made anew from the envelopes alone, and is the same, and how long that takes.
Usage: rebuild.py BUILD [--records N] [--only sqlite|postgres]

Enrolled tablets send real sealed records (bench/hub); when all are opened a digest of every table is taken; then the hub forgets its index
(zarya-hub rebuild-index), makes it again, and the digests are compared. test_rebuild.py holds the same to each kind of row, with few."""
import argparse
import contextlib
import hashlib
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "run"), str(ROOT / "test/integration")]
from postgres_server import Server, query
from running_hub import RunningHub
from test_rebuild import OTHER, VOLATILE

TABLETS, RECORDS = 200, 50  # of a parcel


class Load:
    """hub-load of bench/hub, told where everything is."""

    def __init__(self, hub):
        self.hub, self.folder = hub, hub.folder
        hub.tls_context()
        (self.folder / "authority.pem").write_text(hub.authority)

    def run(self, verb, stdin=None, **options):
        at = [] if verb == "seal" else ["--port", self.hub.tls_port, "--ca", self.folder / "authority.pem"]
        words = [self.hub.build / "bench/hub/hub-load", verb, "--fleet", self.folder / "fleet", *at]
        for name, value in options.items():
            words += [f"--{name}", value]
        return json.loads(subprocess.run([str(word) for word in words], input=stdin, stdout=subprocess.PIPE, text=True, check=True).stdout)

    def measure(self, parcels, tablets):
        pid = self.hub.process.pid
        keeper = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]
        return self.run("send", parcels=parcels, tablets=tablets, hub=pid, keeper=keeper)

    def send(self, count):
        """So many records, in parcels of RECORDS from TABLETS tablets."""
        codes = "".join(self.hub.make_code(f"T{number}") + "\n" for number in range(TABLETS))
        self.run("enrol", stdin=codes)
        greeting, parcels = self.folder / "greeting", self.folder / "parcels"
        self.run("seal", tablets=1, exchanges=1, records=0, parcels=greeting, epoch="0" * 32)
        epoch = self.measure(greeting, 1)["epoch"]
        self.run("seal", tablets=TABLETS, exchanges=max(1, count // TABLETS // RECORDS), records=RECORDS, parcels=parcels, epoch=epoch)
        told = self.measure(parcels, TABLETS)
        parcels.unlink()
        return told["records"]


def digest_of_sqlite(hub):
    """{table: (rows, a sum of their hashes)}: the order of rows does not matter."""
    with contextlib.closing(sqlite3.connect(f"file:{hub.data}/hub.db?mode=ro", uri=True)) as database:
        names = [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {}
        for name in set(names) - OTHER:
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})") if row[1] not in VOLATILE]
            rows = total = 0
            for row in database.execute(f"SELECT {', '.join(columns)} FROM {name}"):
                rows, total = rows + 1, total + int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=8).digest())
            found[name] = rows, total
    return found


def digest_of_postgres(hub):
    names = query(hub.store, "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
                             " AND NOT relispartition").split("\n")
    drop = "".join(f" - '{column}'" for column in VOLATILE)
    ask = "SELECT count(*), coalesce(sum(hashtextextended((to_jsonb(t){})::text, 0)::numeric), 0) FROM {} AS t"
    return {name: tuple(query(hub.store, ask.format(drop, name)).split("|")) for name in set(names) - OTHER}


def wait_until_opened(hub):
    while not hub.operator().ask("GET", "/api/arrivals")[1]["is_opened"]:
        time.sleep(0.05)


def rebuild(hub, digest, count):
    """How many tables are another than before."""
    count = Load(hub).send(count)
    wait_until_opened(hub)
    hub.stop()
    before = digest(hub)
    assert int(before["record"][0]) == count, (before["record"], count)
    start = time.monotonic()
    options = ["--store", hub.store] if hub.store else []
    subprocess.run([hub.program, "rebuild-index", "--data", hub.data, *options], check=True)
    forgotten = time.monotonic() - start
    assert int(digest(hub)["record"][0]) == 0, "nothing was forgotten"
    start = time.monotonic()
    hub.start()
    started = time.monotonic() - start
    wait_until_opened(hub)
    seconds = time.monotonic() - start
    hub.stop()
    after = digest(hub)
    wrong = [name for name in before if before[name] != after[name]]
    print(f"{'PostgreSQL' if hub.store else 'SQLite'}: {count:,} records forgotten in {forgotten:.1f} s, started in {started:.1f} s, made anew in"
          f" {seconds:.1f} s ({count / seconds:,.0f} a second); {len(before)} tables, {len(wrong)} not the same", *wrong, flush=True)
    return len(wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("build")
    parser.add_argument("--records", type=int, default=1000000)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--place", help="where the stores are made")
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="zarya-bench-", dir=options.place) as folder:
        if options.only != "postgres":
            with RunningHub(options.build, place=folder, postgres=None) as hub:
                wrong += rebuild(hub, digest_of_sqlite, options.records)
        if options.only != "sqlite":
            with Server(settings=("shared_buffers=256MB", "max_wal_size=4GB")) as server, \
                    RunningHub(options.build, place=pathlib.Path(folder) / "second", postgres=server.uri()) as hub:
                wrong += rebuild(hub, digest_of_postgres, options.records)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
