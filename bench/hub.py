#!/usr/bin/python3
"""What a hub takes, and at what price. Usage: hub.py BUILD [--size full|quick|smoke] [--only FIGURE,FIGURE…]

Real hubs on this machine, with the traffic of a fleet (bench/hub) beside them: mutual TLS, enrolled tablets, envelopes of 2 kB that
were sealed before. Every run begins with the same store, newly enrolled. Figures are medians; processor time is what the kernel
says of the hub's threads and of its keeper, and holds on a busy machine, too; rates are what this machine had left over."""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "run"), str(ROOT / "test/integration")]
import postgres_server
from running_hub import RunningHub

CENTRAL_US = 6000  # a submission at ODK Central, node and PostgreSQL together, measured on such a machine
FLEET = 360000
PACE = 20000  # records a second, of the paced figure
BEHIND = ("indexer",)  # the thread that works behind the acknowledgement

SIZES = {  # tablets, records an exchange, exchanges of one record, connections that are held or opened, tablets over PostgreSQL
    "full": argparse.Namespace(tablets=1000, records=50, singles=10, idle=15000, shakes=1000, postgres=400, runs=5),
    "quick": argparse.Namespace(tablets=400, records=50, singles=5, idle=2000, shakes=400, postgres=100, runs=3),
    "smoke": argparse.Namespace(tablets=4, records=5, singles=2, idle=8, shakes=4, postgres=0, runs=1),
}


class Load:
    """hub-load, told where everything is."""

    def __init__(self, build, folder):
        self.program, self.folder = build / "bench/hub/hub-load", folder
        self.authority, self.fleet = folder / "authority.pem", folder / "fleet"

    def run(self, verb, at=None, stdin=None, **options):
        command = [self.program, verb, "--fleet", self.fleet]
        if at:
            command += ["--port", at.tls_port, "--ca", self.authority]
        for name, value in options.items():
            command += [f"--{name}", value]
        done = subprocess.run([str(word) for word in command], input=stdin, stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout)

    def measure(self, verb, hub, **options):
        return self.run(verb, hub, hub=hub.process.pid, keeper=keeper_of(hub), **options)


def keeper_of(hub):
    """Its one child."""
    pid = hub.process.pid
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0]


class Fleet:
    """Hubs over one engine, whose tablets have enrolled and sent nothing."""

    def __init__(self, build, folder, sizes, postgres=None):
        self.build, self.folder, self.sizes, self.postgres = build, folder, sizes, postgres
        self.folder.mkdir()
        self.load = Load(build, folder)
        self.fresh = folder / "fresh"
        self.databases = []
        self.warm = None  # parcels that say nothing: a connection's first exchange is not measured
        self.epoch = "0" * 32  # of the store's life, as tablets know it

    @contextlib.contextmanager
    def hub(self):
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            if self.fresh.exists():
                shutil.copytree(self.fresh, pathlib.Path(place) / "data")
            hub = RunningHub(self.build, place=place, postgres=None)
            hub.store = self.make_database() if self.postgres else None
            with hub:
                yield hub

    def make_database(self):
        name = f"bench_{len(self.databases)}"
        origin = f" TEMPLATE {self.databases[0]}" if self.databases else ""
        self.postgres.query(f"CREATE DATABASE {name}{origin}")
        self.databases.append(name)
        return self.postgres.uri(name)

    def enrol(self, count):
        with self.hub() as hub:
            hub.tls_context()
            self.load.authority.write_text(hub.authority)
            codes = "".join(hub.make_code(f"T{number}") + "\n" for number in range(count))
            self.load.run("enrol", hub, stdin=codes)
            greeting = self.seal("greeting", 1, 1, 0)
            self.epoch = self.load.measure("send", hub, parcels=greeting, tablets=1)["epoch"]
            hub.stop()
            shutil.copytree(hub.data, self.fresh)
        self.warm = self.seal("warm", count, 1, 0)

    def seal(self, name, tablets, exchanges, records):
        path = self.folder / name
        self.load.run("seal", tablets=tablets, exchanges=exchanges, records=records, parcels=path, epoch=self.epoch)
        return path

    def send(self, parcels, tablets, **options):
        """The medians of so many runs, each over a store of its own."""
        runs = []
        for _ in range(self.sizes.runs):
            with self.hub() as hub:
                before = server_seconds(self.postgres)
                run = self.load.measure("send", hub, parcels=parcels, tablets=tablets, warm=self.warm, **options)
                run["server_us"] = (server_seconds(self.postgres) - before) * 1e6
                runs.append(read_run(run))
        return middle(runs)


def total(used, behind=False):
    return sum(us for name, us in used.items() if (name in BEHIND) == behind)


def read_run(run):
    """Of one run, by record, or by exchange where there are no records."""
    count = run["records"] or run["exchanges"]
    return {"rate": count / run["seconds"], "hub": total(run["hub_us"]) / count, "behind": total(run["hub_us"], True) / count,
            "keeper": total(run["keeper_us"]) / count, "server": run["server_us"] / count, "p50": run["p50_ms"], "p99": run["p99_ms"], "busy": run["busy"],
            **{f"thread {name}": us / count for name, us in run["hub_us"].items()}}


def middle(runs):
    return {name: statistics.median(run.get(name, 0) for run in runs) for name in runs[0]}


def say(what, figure, wanted=""):
    print(f"  {what:<52} {figure:>24}  {wanted}".rstrip(), flush=True)


def tell(title, unit, figures, rate=0, cost=0, slowest=0):
    """rate, cost and slowest: what is wanted of them."""
    print(f"\n{title}", flush=True)
    say(f"{unit}s a second", f"{figures['rate']:,.0f}", f"at least {rate:,}" if rate else "")
    say("processor of one: hub + keeper", f"{figures['hub']:.1f} + {figures['keeper']:.1f} us", f"at most {cost}" if cost else "")
    if figures["behind"] > 0:
        say("opened behind it meanwhile, of one", f"{figures['behind']:.1f} us")
    if figures["server"] > 0:
        say("PostgreSQL's processor for one, with all that is opened", f"{figures['server']:.1f} us")
    threads = sorted(((us, name[7:]) for name, us in figures.items() if name.startswith("thread ") and us >= 0.05), reverse=True)
    say("of its threads", ", ".join(f"{name} {us:.1f}" for us, name in threads))
    say("an exchange, p50 and p99", f"{figures['p50']:.1f}, {figures['p99']:.1f} ms", f"p99 at most {slowest}" if slowest else "")
    if figures["busy"]:
        say("exchanges told to come again", f"{figures['busy']:.0f}")


def tell_bare(fleet, parcels, figures):
    batch = fleet.sizes.records * 8
    runs = [fleet.load.run("bare", parcels=parcels, store=fleet.folder / "bare", batch=batch) for _ in range(fleet.sizes.runs)]
    rate = statistics.median(run["records"] / run["seconds"] for run in runs)
    cost = statistics.median(run["cpu_us"] / run["records"] for run in runs)
    print(f"\nThe bare writer of segment and index, {batch} records a commit")
    say("records a second", f"{rate:,.0f}")
    say("processor of one", f"{cost:.1f} us")
    if figures:
        say("the hub's rate of it", f"{figures['rate'] / rate:.0%}", "at least 60%")


def tell_handshakes(fleet):
    with fleet.hub() as hub:
        run = fleet.load.measure("shake", hub, connections=fleet.sizes.shakes)
    print("\nHandshakes, mutual TLS 1.3, none resumed")
    say("a second", f"{run['connections'] / run['seconds']:,.0f}")
    say("processor of one", f"{total(run['hub_us']) / run['connections']:.0f} us")


def cpu_seconds(pid):
    """Of all its threads, by name."""
    seconds = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        name = (task / "comm").read_text().strip()
        seconds[name] = seconds.get(name, 0) + int((task / "schedstat").read_text().split()[0]) / 1e9
    return seconds


def server_seconds(server):
    """Of a PostgreSQL server and all its processes, those that ended since apart; 0 when there is none."""
    if not server:
        return 0
    pid = server.process.pid
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    seconds = 0
    for each in (pid, *children):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # one that ended meanwhile
            seconds += sum(cpu_seconds(each).values())
    return seconds


def tell_opening(fleet, parcels):
    """What is opened behind the acknowledgement, from when the tablets begin until nothing waits."""
    with fleet.hub() as hub:
        keeper, ask = keeper_of(hub), hub.operator().ask
        before, kept_before, began = cpu_seconds(hub.process.pid), cpu_seconds(keeper), time.monotonic()
        run = fleet.load.measure("send", hub, parcels=parcels, tablets=fleet.sizes.tablets, warm=fleet.warm)
        while not ask("GET", "/api/arrivals")[1]["is_opened"]:
            time.sleep(0.1)
        seconds, after, kept = time.monotonic() - began, cpu_seconds(hub.process.pid), cpu_seconds(keeper)
    count = run["records"]
    used = (after["indexer"] - before["indexer"], sum(kept.values()) - sum(kept_before.values()))
    print(f"\nOpening {count:,} records behind their acknowledgement")
    say("acknowledged after, opened after", f"{run['seconds']:.1f}, {seconds:.1f} s")
    say("opened a second", f"{count / seconds:,.0f}", "a census: 57, in its evening hour 272")
    say("processor of one: indexer + keeper", " + ".join(f"{value / count * 1e6:.0f}" for value in used) + " us")


def tell_idle(fleet, parcels):
    with fleet.hub() as hub:
        run = fleet.load.measure("idle", hub, connections=fleet.sizes.idle, parcels=parcels)
    count = run["connections"]
    own, kernel = run["memory_bytes"] / count, run["kernel_bytes"] / count
    print(f"\n{count:,} connections that are held, after an exchange each")
    say("memory of one: hub + kernel", f"{own / 1000:.1f} + {kernel / 1000:.1f} kB", "at most 26 together")
    say(f"of {FLEET:,}", f"{(own + kernel) * FLEET / 2 ** 30:.1f} GiB")


def measure_postgres(build, folder, sizes, embedded):
    with postgres_server.Server(settings=("shared_buffers=256MB", "max_wal_size=4GB")) as server:
        fleet = Fleet(build, folder, sizes, server)
        fleet.enrol(sizes.postgres)
        figures = fleet.send(fleet.seal("many", sizes.postgres, 1, sizes.records), sizes.postgres)
        tell(f"PostgreSQL 15 on this machine: {sizes.postgres} connections, {sizes.records} records an exchange", "record", figures)
        if embedded:
            say("the embedded store's rate of it", f"{embedded['rate'] / figures['rate']:.1f}", "at most 3")


def measure(build, folder, sizes, wanted):
    fleet = Fleet(build, folder / "embedded", sizes)
    tablets = sizes.tablets
    fleet.enrol(tablets)
    many = fleet.seal("many", tablets, 1, sizes.records)
    empty = fleet.seal("empty", tablets, sizes.singles, 0)
    figures = None
    if "many" in wanted:
        figures = fleet.send(many, tablets)
        tell(f"{tablets} connections, {sizes.records} records an exchange, one after another", "record", figures, PACE, 25)
        say("ODK Central's processor for one, of it", f"{CENTRAL_US / (figures['hub'] + figures['keeper']):,.0f} times")
    if "paced" in wanted:
        tell(f"{tablets} connections, {sizes.records} records an exchange, {PACE:,} records a second", "record",
             fleet.send(many, tablets, rate=PACE / sizes.records), slowest=500)
    if "single" in wanted:
        tell(f"{tablets} connections, one record an exchange, one after another", "record",
             fleet.send(fleet.seal("single", tablets, sizes.singles, 1), tablets), cost=150, slowest=500)
    if "empty" in wanted:
        tell(f"{tablets} connections, nothing to say", "exchange", fleet.send(empty, tablets), cost=60)
    if "opening" in wanted:
        tell_opening(fleet, many)
    if "bare" in wanted:
        tell_bare(fleet, many, figures)
    if "shake" in wanted:
        tell_handshakes(fleet)
    if "idle" in wanted:
        tell_idle(fleet, empty)
    if "postgres" in wanted and sizes.postgres > 0:
        measure_postgres(build, folder / "postgres", sizes, figures)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--only", default="many,paced,single,empty,opening,bare,shake,idle,postgres")
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="zarya-bench-") as folder:
        os.chmod(folder, 0o711)
        measure(options.build.resolve(), pathlib.Path(folder), SIZES[options.size], options.only.split(","))
    return 0


if __name__ == "__main__":
    sys.exit(main())
