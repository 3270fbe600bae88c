#!/usr/bin/python3
"""The hub over three nodes of Patroni, etcd and PostgreSQL while simulated tablets upload: the primary's node is killed, or
frozen for 45 s and woken again after another one was promoted. Nothing that was acknowledged is lost: neither a tablet's
record, nor a row of a plain writer beside the hub, whose longest pause is the outage that is printed. Needs root.

Usage: test_ha.py BUILD kill|freeze|both [ROUNDS] [--records N]      both: a kill and a freeze in each round

Skipped (77) where the machine refuses a network namespace, or where Patroni and etcd are not installed.

Tests: hub/store/postgres/conduit.c hub/store/postgres/transaction.c
"""
import argparse
import os
import pathlib
import select
import shutil
import subprocess
import sys
import threading
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "deploy/ha"))

from cluster import Cluster  # noqa: E402
from patience import LIMIT_S, wait_for
from postgres_server import PROGRAMS, query
from running_hub import RunningHub, Score
from uploading import Tablets, compare, tablets_folder

SILENCE_S = 5  # a server that says nothing for so long is left for another one
FREEZE_S = 45
HOW = {"kill": ["kill"], "freeze": ["freeze"], "both": ["kill", "freeze"]}


class Writer(threading.Thread):
    """A row a commit, to whichever server takes writes; what was acknowledged is remembered. No row is tried twice."""

    def __init__(self, address):
        super().__init__(daemon=True)
        self.address, self.rows, self.is_ending = address, [], False  # (number, when)

    def connect(self):
        return subprocess.Popen([PROGRAMS / "psql", "-XAtq", "-d", f"{self.address}?target_session_attrs=read-write&connect_timeout=2"],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)

    @staticmethod
    def write(psql, number):
        """Whether the row was acknowledged: not with a warning, for it may be at one server alone."""
        said = b""
        try:
            psql.stdin.write(b"INSERT INTO probe VALUES(%d) RETURNING n;\n" % number)
        except OSError:
            return False
        while not said.endswith(b"%d\n" % number):
            if not select.select([psql.stdout], [], [], SILENCE_S)[0]:
                return False
            more = os.read(psql.stdout.fileno(), 65536)
            said += more
            if not more or b"ERROR" in said or b"FATAL" in said:
                return False
        return b"WARNING" not in said

    def run(self):
        number = 0
        while not self.is_ending:
            psql = self.connect()
            is_good = True
            while is_good and not self.is_ending:
                number += 1
                is_good = self.write(psql, number)
                if is_good:
                    self.rows.append((number, time.monotonic()))
            psql.kill()
            psql.wait()

    def outage_s(self, since):
        """The longest pause between two acknowledged rows since then."""
        times = [when for _, when in self.rows if when >= since]
        return max((later - earlier for earlier, later in zip(times, times[1:])), default=0)


def wait_for_rows(writer):
    before = len(writer.rows)
    return wait_for(lambda: len(writer.rows) > before + 20)


def hit(cluster, how, node):
    """Returns what brings the node back; by then another one is the primary."""
    if how == "kill":
        cluster.kill(node)
    else:
        cluster.freeze(node)
    begin = time.monotonic()
    if not wait_for(lambda: cluster.primary() not in (None, node)):
        raise SystemExit("no other node was promoted")
    if how == "freeze":
        time.sleep(max(0, FREEZE_S - (time.monotonic() - begin)))  # what a hung machine does, not what we wait for
        cluster.thaw(node)
    else:
        cluster.start(node)


def rounds(options, cluster, tablets, writer, score):
    blows = HOW[options.how] * options.rounds
    share = options.records // (len(blows) + 2)
    tablets.allow(share)
    tablets.wait_for_more()
    for number, how in enumerate(blows):
        node, since = cluster.primary(), time.monotonic()
        wait_for_rows(writer)
        tablets.allow(share * (number + 2))
        hit(cluster, how, node)
        score.check("the database takes writes again", wait_for_rows(writer))
        score.check("the old primary follows the new one", wait_for(cluster.is_whole))
        print(f"{how} {number + 1}: {node} was the primary, {cluster.primary()} is; no row was acknowledged for "
              f"{writer.outage_s(since):.1f} s; {len(writer.rows)} rows, {tablets.received} records so far", flush=True)
    tablets.allow(options.records)


def look(options, cluster):
    score = Score()
    if not wait_for(cluster.is_whole):
        raise SystemExit("the cluster does not come up")
    os.environ["PGPASSFILE"] = str(cluster.pgpass())
    hub = RunningHub(options.build, postgres=None)
    hub.store = cluster.uri()
    with hub, tablets_folder(hub) as folder:
        query(cluster.uri() + "?target_session_attrs=read-write", "CREATE TABLE probe(n bigint PRIMARY KEY)")
        tablets, writer = Tablets(options, hub, folder), Writer(cluster.uri())
        writer.start()
        try:
            rounds(options, cluster, tablets, writer, score)
            score.check("every tablet got every receipt", tablets.end() == 0, tablets.lines[-5:])
        finally:
            tablets.process.kill()
        writer.is_ending = True
        writer.join(LIMIT_S)
        stored = set(map(int, query(cluster.uri() + "?target_session_attrs=read-write", "SELECT n FROM probe").split()))
        lost = {number for number, _ in writer.rows} - stored
        print(f"{len(writer.rows)} rows acknowledged, {len(lost)} lost", flush=True)
        score.check("no acknowledged row is lost", not lost, sorted(lost)[:5])
        compare(options, hub, tablets.manifest, score)
    return score.close()


def lacks():
    """Why this machine cannot be three; None: it can."""
    absent = [name for name in ("ip", "etcd", "patroni") if shutil.which(name) is None]
    if absent:
        return f"{', '.join(absent)} not installed: see deploy/ha/packages.txt"
    name = f"zarya-ha-try-{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", name], check=False).returncode != 0:
        return "the machine refuses a network namespace (it wants root)"
    is_entered = subprocess.run(["nsenter", f"--net=/run/netns/{name}", "true"], check=False).returncode == 0
    subprocess.run(["ip", "netns", "del", name], check=True)
    return None if is_entered else "the machine lets nobody into a network namespace"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("how", choices=HOW)
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--tablets", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=int, default=100)
    options = parser.parse_args()
    options.records -= options.records % options.tablets
    reason = lacks()
    if reason:
        print(f"SKIP: {reason}")
        sys.exit(77)
    if "ZARYA_HA_INSIDE" in os.environ:
        sys.exit(look(options, Cluster(os.environ["ZARYA_HA_INSIDE"])))
    cluster = Cluster(f"/tmp/zarya-ha-{os.getpid()}")
    cluster.up()
    try:
        sys.exit(subprocess.run(cluster.inside(sys.executable, __file__, *sys.argv[1:]), check=False,
                                env={**os.environ, "ZARYA_HA_INSIDE": str(cluster.folder)}).returncode)
    finally:
        cluster.down()


if __name__ == "__main__":
    main()
