#!/usr/bin/python3
"""The hub is restored from random earlier backups of itself, and tablets from older copies of themselves, while simulated
tablets (real agents) go on uploading and their area is edited. At the end every record that any tablet ever believed
received stands at the hub, none twice, and what the hub believes ordered is what the tablets have.

Usage: test_restore.py BUILD [RESTORES] [--tablets N] [--records N] [--seed N] [--rate N]
"""
import argparse
import os
import pathlib
import random
import shutil
import socket
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from patience import LIMIT_S, wait_for
from running_agent import RunningAgent
from running_hub import RunningHub, Score

from program import spawn

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>S</h:title>
<model><instance><f id="small" version="%d"><q/></f></instance><bind nodeset="/f/q" type="string"/></model></h:head>
<h:body><input ref="/f/q"><label>Q</label></input></h:body></h:html>"""
RUN_S = 2 * LIMIT_S  # the simulation's patience with all receipts of a run together
RECEIVED, REFUSED, LOST = 3, 4, -20


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("restores", type=int, nargs="?", default=20)
    parser.add_argument("--tablets", type=int, default=10)
    parser.add_argument("--records", type=int, default=2000, help="in all, at least")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--rate", type=int, default=200, help="records finished per second, in all tablets")
    return parser.parse_args()


class Operator:
    """Edits the area, brings questionnaires and takes backups. A restored hub has older ones; the operator goes on from
    what it has, with versions that were never there before."""

    def __init__(self, hub):
        self.hub, self.edition, self.version, self.made, self.backups = hub, 0, 0, 0, []
        self.bring()
        self.edit()

    def bring(self):
        self.version += 1
        self.hub.call("PUT", "/api/forms/small/form.xml", (FORM % self.version).encode())

    def edit(self):
        self.edition += 1
        self.hub.call("PUT", "/api/areas/a1", {"name": f"Edition {self.edition}", "form": "small", "households": [
            {"id": f"h{number}", "address": f"Lesnaya {number}, edition {self.edition}"} for number in range(1, 6)]})

    def back_up(self):
        self.made += 1
        path = self.hub.folder / f"backup-{self.made}.db"
        self.hub.tool("--backup", path)
        self.backups.append(path)


def forms_of(store):
    return store.with_name(store.name + "-forms")


class Tablets:
    """zarya-sim, stopped and started: its tablets' folders can be copied and put back between."""

    def __init__(self, options, hub, folder):
        self.options, self.hub, self.folder = options, hub, pathlib.Path(folder) / "tablets"
        self.codes = hub.folder / "codes"
        self.codes.write_text("".join(hub.call("POST", "/api/codes", {"name": f"T-{index:02}", "area": "a1"})["code"] + "\n"
                                      for index in range(options.tablets)))
        self.acknowledged = {}   # record id -> a tablet that believed it received
        self.lost = set()        # what tablets said that nobody has
        self.records, self.runs, self.process = 0, 0, None
        self.copies = []         # (folder of a tablet, its older copy)

    def start(self, more, patient=False):
        """So many more records of each tablet; another seed each run, so that a set-back tablet makes new interviews."""
        self.records += more
        self.runs += 1
        command = [pathlib.Path(self.options.build).resolve() / "test/load/zarya-sim", "--data", self.folder, "--codes",
                   self.codes, "--records", self.records, "--rate", 5 * self.options.tablets if patient else
                   self.options.rate, "--seed", self.options.seed + self.runs, "--timeout", RUN_S]
        self.process = spawn(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def wait(self):
        """Until every record is received, or one is refused: what stderr says then."""
        said = self.process.communicate(timeout=RUN_S + LIMIT_S)[1]
        status, self.process = self.process.returncode, None
        self.collect()
        return status, said

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None
        self.collect()

    def stores(self):
        return sorted(path for path in self.folder.glob("[0-9][0-9][0-9]") if (path / "outbox.db").exists())

    def read(self, store, sql):
        """From a copy: the tablet's own file has one connection."""
        with tempfile.TemporaryDirectory() as scratch:
            for path in store.glob("outbox.db*"):
                shutil.copy(path, scratch)
            database = sqlite3.connect(pathlib.Path(scratch) / "outbox.db")
            try:
                return database.execute(sql).fetchall()
            finally:
                database.close()

    def collect(self):
        """What the tablets believe now. A belief that was taken back is a belief no more only when it is told as lost."""
        for store in self.stores():
            for record_id, state, code in self.read(store, "SELECT record_id, state, code FROM record"):
                if state == RECEIVED:
                    self.acknowledged[record_id] = store.name
                elif state == REFUSED and code == LOST:
                    self.lost.add(record_id)

    def copy_one(self, draw):
        """As an image of its storage at this moment: the process stands still meanwhile."""
        stores = self.stores()
        if not stores:
            return
        store = draw.choice(stores)
        copy = self.hub.folder / f"tablet-copy-{len(self.copies)}"
        self.process.send_signal(signal.SIGSTOP)
        try:
            shutil.copytree(store, copy)
            if forms_of(store).exists():
                shutil.copytree(forms_of(store), forms_of(copy))
        finally:
            self.process.send_signal(signal.SIGCONT)
        self.copies.append((store, copy))

    def set_one_back(self, draw):
        """Puts an older copy of a tablet in its place; the swarm is down."""
        if not self.copies:
            return
        store, copy = draw.choice(self.copies)
        for there, older in ((store, copy), (forms_of(store), forms_of(copy))):
            shutil.rmtree(there, ignore_errors=True)
            if older.exists():
                shutil.copytree(older, there)


def restore(hub, backup, draw):
    """In one of the ways in which people do it."""
    way = draw.choice(["command", "by hand, said", "by hand, unsaid"])
    if draw.random() < 0.5:
        hub.kill()
    else:
        hub.stop()
    if way == "command":
        hub.tool("--restore", backup)
        hub.start()
        return way
    for ending in ("-wal", "-shm"):
        (hub.data / f"hub.db{ending}").unlink(missing_ok=True)
    shutil.copy(backup, hub.data / "hub.db")
    hub.start(*(["--restored"] if way == "by hand, said" else []))
    return way


def campaign(options, hub, tablets, operator):
    draw = random.Random(options.seed)
    share = max(1, options.records // options.tablets // (2 * options.restores + 2))
    tablets.start(share)
    print(tablets.wait()[1], end="", flush=True)
    operator.back_up()
    for number in range(options.restores):
        tablets.start(share)
        for _ in range(draw.randrange(1, 4)):
            time.sleep(draw.uniform(0, 0.5))
            draw.choice([operator.edit, operator.bring, operator.back_up, lambda: tablets.copy_one(draw)])()
        operator.back_up()
        time.sleep(draw.uniform(0, 0.5))
        way = restore(hub, draw.choice(operator.backups), draw)
        if draw.random() < 0.5:
            operator.edit()
        is_set_back = draw.random() < 0.4
        if is_set_back:
            # One disaster at a time: what only an older copy of the hub lacks and the tablet has lost, too, nobody can
            # give back. So the hub has all again before, and is restored from later backups only.
            tablets.wait()
            tablets.start(3, patient=True)
            tablets.wait()
            operator.back_up()
            del operator.backups[:-1]
            tablets.set_one_back(draw)
            tablets.start(share)
        status, said = tablets.wait()
        print(f"restore {number + 1} ({way}), {len(tablets.acknowledged)} believed received"
              + (", a tablet set back" if is_set_back else "") + (f": {said.strip()}" if status else ""),
              flush=True)


def settle(hub, tablets, score):
    """Some more contacts, so that the last restore is known to all and its orders have come and are acknowledged."""
    for _ in range(4):
        tablets.start(3, patient=True)
        status, said = tablets.wait()
    score.check("at last every record is received", status == 0, said)


def compare(hub, tablets, score):
    rows = hub.records()
    ids = [row["id"] for row in rows]
    missing = set(tablets.acknowledged) - set(ids) - tablets.lost
    print(f"{len(rows)} records at the hub, {len(set(ids))} different, {len(tablets.acknowledged)} believed received by "
          f"tablets, {len(missing)} of them missing, {len(tablets.lost)} told as lost", flush=True)
    score.check("none that was acknowledged is missing", not missing, sorted(missing)[:5])
    score.check("none was lost: the tablets had them all", not tablets.lost, sorted(tablets.lost)[:5])
    score.check("none is there twice under one id", len(ids) == len(set(ids)), len(ids) - len(set(ids)))
    area = hub.call("GET", "/api/areas/a1")
    expected = sorted((house["id"], house["address"]) for house in area["households"] if not house.get("removed"))
    done = wrong = 0
    with sqlite3.connect(f"file:{hub.data / 'hub.db'}?mode=ro", uri=True) as database:
        orders = database.execute("SELECT count(*), sum(is_acknowledged) FROM orders").fetchone()
    for store in tablets.stores():
        has = sorted(tablets.read(store, "SELECT household_id, address FROM household"))
        done, wrong = done + 1, wrong + (has != expected)
    print(f"{orders[0]} orders at the hub, {orders[1]} believed done; {wrong} of {done} tablets have another area", flush=True)
    score.check("every order is done", orders[0] == orders[1] and orders[0] > 0, orders)
    score.check("no order is believed done that was not", wrong == 0, wrong)


def compare_forms(hub, tablets, score):
    """The questionnaire that each tablet would begin with is the hub's current one, byte for byte."""
    newest = {row["id"]: row["version"] for row in hub.call("GET", "/api/forms")["forms"]}["small"]
    wrong = []
    for store in tablets.stores():
        version, folder = tablets.read(store, "SELECT version, directory FROM form WHERE form_id = 'small'"
                                              " ORDER BY sequence DESC LIMIT 1")[0]
        content = (forms_of(store) / folder / "form.xml").read_text()
        if (version, content) != (newest, FORM % int(newest)):
            wrong.append((store.name, version, newest))
    print(f"questionnaire {newest} is the hub's; {len(wrong)} tablets have another", flush=True)
    score.check("every tablet has the hub's questionnaire", not wrong, wrong)


def due_while_enrolling(score, hub, agent):
    """A new code is tried at an address where nobody answers; an exchange that becomes due meanwhile waits for its end."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(LIMIT_S)
        groups = hub.make_code("nobody answers").split(" ")[0]
        asking = spawn([agent.client, agent.socket, "enrol", f"{groups} 127.0.0.1:{silent.getsockname()[1]}"],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        connection = silent.accept()[0]
        answers = [agent.ask(what)[0] for what in ("sync", "status", "sync", "status")]
        score.check("an exchange that is due waits for an enrolment", answers == [0, 0, 0, 0], answers)
        connection.close()
        score.check("which ends", asking.wait(LIMIT_S) == 1)


def test_forgotten(options, score):
    """A tablet that was enrolled after the backup: the restored hub does not know it, and takes it again by a new code."""
    with RunningHub(options.build) as hub, RunningAgent(options.build) as agent:
        backup = hub.folder / "backup.db"
        hub.tool("--backup", backup)
        agent.ask("enrol", hub.make_code("late"))
        agent.submit("late", 1, 3)
        score.check("the hub has its records", wait_for(lambda: len(hub.records()) == 3))
        hub.stop()
        hub.tool("--restore", backup)
        hub.start()
        score.check("then the hub knows it no more",
                    wait_for(lambda: agent.status()["last_error"] == "REFUSED", lambda: agent.ask("sync")))
        due_while_enrolling(score, hub, agent)
        with RunningHub(options.build) as other:
            thief = other.make_code("thief")
            score.check("another hub's code is refused", wait_for(lambda: agent.error("enrol", thief) == "STATE"))
        code = hub.make_code("late again")
        score.check("a new code is taken", wait_for(lambda: agent.ask("enrol", code)[0] == 0))
        score.check("and the records come again", wait_for(lambda: len(hub.records()) == 3))


def main():
    options = arguments()
    print(f"seed {options.seed}: {options.restores} restores, {options.tablets} tablets", flush=True)
    score = Score()
    started = time.monotonic()
    shm = pathlib.Path("/dev/shm")
    with RunningHub(options.build) as hub, \
            tempfile.TemporaryDirectory(prefix="zarya-sim-", dir=shm if os.access(shm, os.W_OK) else hub.folder) as folder:
        operator = Operator(hub)
        tablets = Tablets(options, hub, folder)
        try:
            campaign(options, hub, tablets, operator)
            settle(hub, tablets, score)
            compare(hub, tablets, score)
            compare_forms(hub, tablets, score)
        finally:
            if tablets.process is not None:
                tablets.process.kill()
    print(f"{options.restores} restores in {time.monotonic() - started:.1f} s", flush=True)
    test_forgotten(options, score)
    sys.exit(score.close())


if __name__ == "__main__":
    main()
