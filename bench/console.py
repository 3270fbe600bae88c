#!/usr/bin/python3
"""How long each call of the console takes over a store of a country's size. Usage: console.py BUILD [options]

A hub makes its store and takes a questionnaire; the store is filled beside it, envelopes in segments and all; the hub starts over it, is
killed while a tablet sends to it and starts again, and answers each call, first cold, then warm. At the end the sums of progress are
compared with the records."""
import argparse
import pathlib
import sqlite3
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "run"), str(ROOT / "test/integration")]
from hub_client import Tablet
from running_hub import RunningHub

import country
from console_calls import Calls

LIMIT_MS = 200
SMOKE = {"records": 3000, "tablets": 200, "areas": 40, "households": 2000, "times": 2}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("build")
    for name, count in (("records", 10000000), ("tablets", 360000), ("areas", 20000), ("households", 5000000), ("times", 40)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--size", choices=("smoke",), help="a small store, for a test of this")
    parser.add_argument("--only", default="", help="the calls whose path has this in it")
    parser.add_argument("--kills", type=int, default=3, help="how often the hub is killed and started")
    parser.add_argument("--place", help="where the store is made; a folder of its own is made and removed there")
    parser.add_argument("--keep", help="a folder in which the store stays, and is used again when it is there")
    sizes = parser.parse_args()
    if sizes.size:
        vars(sizes).update(SMOKE)
    return sizes


def fill(hub, sizes):
    hub.call("PUT", "/api/forms/f/form.xml", country.FORM.encode())
    hub.stop()
    start = time.monotonic()
    country.fill(sizes.build, hub.data / "hub.db", sizes, int(time.time() * 1000000))
    segments = sum(file.stat().st_size for file in (hub.data / "hub.db-segments").iterdir())
    print(f"filled in {time.monotonic() - start:.0f} s: {(hub.data / 'hub.db').stat().st_size / 1e9:.1f} GB and {segments / 1e9:.1f} GB of segments",
          flush=True)
    (hub.data / "filled").touch()
    start = time.monotonic()
    hub.start()
    print(f"first start, which makes the words of names: {time.monotonic() - start:.1f} s", flush=True)


class Sender:
    """A real tablet of the area a00001, that sends a record an exchange until it is told to end, or its hub is gone."""

    def __init__(self, hub):
        self.hub, self.sequence, self.taken, self.is_ended = hub, 0, [], False
        self.tablet = Tablet(hub, 1)
        assert self.tablet.enrol(hub.operator().code("a00001", "T")) == 200
        self.xml = hub.folder / "record.xml"
        self.xml.write_text('<f id="f" version="1"><q>yes</q></f>', encoding="utf-8")

    def send(self):
        self.sequence += 1
        body = self.tablet.body("--records", self.sequence, 1, "--xml", self.xml, "--form", "f", "1", "--area", "a00001", "--household",
                                f"h{self.sequence}", "--id", f"real-{self.sequence}")
        start = time.monotonic()
        status, _ = self.tablet.post("/v1/exchange", body)
        self.taken.append((time.monotonic() - start) * 1000)
        assert status == 200, status

    def send_on(self):
        try:
            while not self.is_ended:
                self.send()
        except OSError:
            self.sequence -= 1  # whether it was taken, nobody said: it comes again
            self.tablet.connection.close()


def kill(hub, sender):
    """The seconds that a hub takes to serve again that was killed while it took records."""
    thread = threading.Thread(target=sender.send_on)
    before = sender.sequence
    thread.start()
    while sender.sequence < before + 20 and thread.is_alive():
        time.sleep(0.01)
    hub.kill()
    thread.join()
    start = time.monotonic()
    hub.start()
    return time.monotonic() - start


def call(operator, method, path, body):
    """(status, ms, bytes). What is sent is made before the clock runs."""
    path, body = path() if callable(path) else path, body() if callable(body) else body
    start = time.monotonic()
    status, _, headers = operator.ask(method, path, body)
    return status, (time.monotonic() - start) * 1000, int(headers.get("Content-Length", 0))


def measure(operator, method, path, body, times):
    told = [call(operator, method, path, body) for _ in range(times + 1)]
    warm = sorted(ms for _, ms, _ in told[1:])
    name = f"{method} {path if isinstance(path, str) else path()}"
    statuses = {status for status, _, _ in told}
    odd = "" if statuses == {200} else f"  -> {sorted(statuses)}"
    late = warm[int(len(warm) * 0.95)]
    print(f"{told[0][1]:9.1f} {warm[len(warm) // 2]:8.1f} {late:8.1f} {told[-1][2]:9d}  {name}{odd}{'  OVER' if late > LIMIT_MS else ''}", flush=True)
    return late, name, max(statuses)


def recount(hub):
    """How many of the sums that progress says of some territories are not what their records say."""
    compared, wrong = 0, []
    with sqlite3.connect(f"file:{hub.data / 'hub.db'}?mode=ro", uri=True) as database:
        some = [row[0] for row in database.execute("SELECT territory_id FROM territory WHERE path LIKE 'r01/%' OR path LIKE 'r42/%'")]
        for territory in some:
            sums, days = country.recount(database, territory)
            told = hub.call("GET", f"/api/progress?territory={territory}")["sums"]
            told_days = hub.call("GET", f"/api/progress/days?territory={territory}")["days"]
            days = [{"day": time.strftime("%Y-%m-%d", time.gmtime(day * 86400)), **days[day]} for day in sorted(days)]
            compared += len(sums) + 4 * len(days)
            wrong += [(territory, name, told[name], count) for name, count in sums.items() if told[name] != count]
            wrong += [(territory, one, other) for one, other in zip(told_days, days) if one != other]
            wrong += [(territory, "days")] if len(told_days) != len(days) else []
    print(f"progress of {len(some)} territories, counted anew from their records: {compared} sums, {len(wrong)} wrong", *wrong[:10], flush=True)
    return len(wrong)


def main():
    sizes = arguments()
    with tempfile.TemporaryDirectory(prefix="zarya-bench-", dir=sizes.place) as folder:
        place = pathlib.Path(sizes.keep or folder)
        is_filled = (place / "data/filled").exists()
        with RunningHub(sizes.build, place=place) as hub:
            if not is_filled:
                fill(hub, sizes)
            sender = Sender(hub)
            while sender.sequence < 40:
                sender.send()
            starts = [kill(hub, sender) for _ in range(sizes.kills)]
            print("killed under load, started in " + ", ".join(f"{seconds:.2f}" for seconds in starts) + " s", flush=True)
            operator = hub.operator()
            operator.wait_until_opened()
            taken = sorted(sender.taken)
            print(f"{'cold ms':>9} {'p50 ms':>8} {'p95 ms':>8} {'bytes':>9}  call\n{'':9} {taken[len(taken) // 2]:8.1f}"
                  f" {taken[int(len(taken) * 0.95)]:8.1f} {'':9}  an exchange of one record", flush=True)
            told = [measure(operator, *one, sizes.times) for one in Calls(sizes, operator).all() if sizes.only in str(one[1])]
            late, name, _ = max(told)
            over, refused = sum(one[0] > LIMIT_MS for one in told), [one for one in told if one[2] >= 500 or one[2] in (400, 404, 405, 413, 422)]
            print(f"{len(told)} calls, {over} over {LIMIT_MS} ms; slowest p95: {late:.1f} ms, {name}")
            is_right = recount(hub) == 0
    print(f"{2 - (not is_right) - bool(refused)} passed, {(not is_right) + bool(refused)} failed", *refused, sep="\n")
    return 0 if is_right and not refused else 1


if __name__ == "__main__":
    sys.exit(main())
