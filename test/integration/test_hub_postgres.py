#!/usr/bin/python3
"""The real hub over PostgreSQL: what is the database's own, the rest being test_hub.py's, which runs over it, too: a server
that goes away and comes again, and two hubs side by side over one database. Usage: test_hub_postgres.py BUILD

Tests: hub/store/postgres/postgres.c hub/store/postgres/conduit.c hub/core/batch.c hub/store/store_index.c
"""
import pathlib
import shutil
import signal
import subprocess
import sys
import threading
import unittest

from hub_client import Tablet
from patience import LIMIT_S, wait_for
from postgres_server import Server, make_database, query
from running_hub import RunningHub

from program import spawn

XML = "<f id='f' version='1'><a>Анна</a></f>"


class PostgresTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Server())

    def hub(self, **options):
        hub = self.enterContext(RunningHub(BUILD, postgres=self.server.uri(), **options))
        (hub.folder / "record.xml").write_text(XML)
        return hub

    def brother(self, hub):
        """A second hub over the same database: it has the first one's keys, and nothing else of it."""
        class Brother(RunningHub):
            def __init__(self, *arguments, **options):
                super().__init__(*arguments, **options)
                self.store = hub.store
                shutil.copytree(hub.data / "keys", self.data / "keys")
        return self.enterContext(Brother(BUILD))

    def tablet(self, hub, seed, code=None):
        tablet = Tablet(hub, seed)
        self.addCleanup(tablet.connection.close)
        self.assertEqual(tablet.enrol(code or hub.operator().code()), 200)
        return tablet

    def send(self, tablet, first, count, hub):
        """The answer to some records: status, headers, lines."""
        tablet.connection.close()
        body = tablet.body("--records", first, count, "--xml", hub.folder / "record.xml", "--form", "f", "1", "--area", "a",
                           "--household", "h")
        answer = tablet.ask("POST", "/v1/exchange", body)
        data = answer.read()
        return answer.status, answer.headers, tablet.read(data) if answer.status == 200 else []

    def test_a_server_that_is_gone_is_told_to_come_again_and_found_again(self):
        hub = self.hub()
        tablet = self.tablet(hub, 1)
        self.assertIn("high 3", self.send(tablet, 1, 3, hub)[2][0])
        for way in (signal.SIGQUIT, signal.SIGINT, signal.SIGKILL):
            self.server.stop(way)
            status, headers, _ = self.send(tablet, 1, 4, hub)
            self.assertEqual(status, 503)
            self.assertGreater(int(headers["Retry-After"]), 0)
            for path in ("fleet", "records", "areas", "audit"):
                status, _, headers = hub.operator().ask("GET", f"/api/{path}")
                self.assertEqual((path, status), (path, 503))
                self.assertGreater(int(headers["Retry-After"]), 0)
            self.server.start()
            self.assertTrue(wait_for(lambda: self.send(tablet, 1, 4, hub)[0] == 200))
            self.assertTrue(wait_for(lambda: hub.operator().ask("GET", "/api/fleet")[0] == 200))
        self.assertEqual(sorted(row["sequence"] for row in hub.operator().records()), [1, 2, 3, 4])
        for event in ("database_lost", "database_found"):
            self.assertTrue(wait_for(lambda event=event: len([line for line in hub.lines if f"event={event}" in line]) >= 3))

    def test_a_backend_that_is_killed_in_mid_commit_loses_nothing_acknowledged(self):
        hub = self.hub()
        tablet = self.tablet(hub, 2)
        database = hub.store.split("/")[3].split("?")[0]
        held = 0
        for sequence in range(1, 13):
            killer = threading.Thread(target=self.server.query, args=(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'",))
            killer.start()
            status, _, lines = self.send(tablet, sequence, 1, hub)
            killer.join()
            self.assertIn(status, (200, 503))
            if status == 200 and f"high {sequence}" in lines[0]:
                held = sequence
            self.assertTrue(wait_for(lambda: hub.operator().ask("GET", "/api/fleet")[0] == 200))
            stored = [row["sequence"] for row in hub.operator().records()]
            self.assertEqual(len(stored), len(set(stored)))
            self.assertLessEqual(set(range(1, held + 1)), set(stored))
            if status == 503:
                self.assertTrue(wait_for(lambda: self.send(tablet, 1, sequence, hub)[0] == 200))

    def test_two_hubs_over_one_database_are_one(self):
        one = self.hub()
        two = self.brother(one)
        code = one.operator().code(name="T")
        tablet = self.tablet(one, 3, code)
        again = Tablet(two, 4)
        self.addCleanup(again.connection.close)
        self.assertNotEqual(again.enrol(code), 200, "a code that was used at the other hub")
        other = Tablet(two, 3)  # the same tablet, at the other door
        self.addCleanup(other.connection.close)
        other.keys, other.name = tablet.keys, tablet.name
        other.connect(*tablet.identity)
        self.assertIn("high 2", self.send(tablet, 1, 2, one)[2][0])
        self.assertIn("high 4", self.send(other, 1, 4, one)[2][0])
        seen = []
        both = [threading.Thread(target=lambda door=door: seen.append(self.send(door, 5, 6, one)[0])) for door in (tablet, other)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        self.assertLessEqual(set(seen), {200, 503})
        self.assertTrue(wait_for(lambda: self.send(tablet, 5, 6, one)[0] == 200))
        for hub in (one, two):
            self.assertEqual(sorted(row["sequence"] for row in hub.operator().records()), list(range(1, 11)))
            self.assertEqual([row["records"] for row in hub.operator().get("/api/fleet")["tablets"]], [10])
        one.kill()
        self.assertIn("high 12", self.send(other, 11, 2, one)[2][0])
        one.start()
        self.assertIn("high 12", self.send(tablet, 12, 1, one)[2][0])

    def test_what_two_hubs_open_at_once_is_told_once(self):
        """Of envelopes that are no records: some that their tablet signed, and one of each tablet that nobody did."""
        one = self.hub()
        two = self.brother(one)
        bodies = []
        for seed in range(10, 18):
            tablet = self.tablet(one, seed)
            other = Tablet(two, seed)
            self.addCleanup(other.connection.close)
            other.keys, other.name = tablet.keys, tablet.name
            other.connect(*tablet.identity)
            options = ("--xml", one.folder / "record.xml", "--form", "f", "1", "--area", "a", "--household", "h", "--outcome", "x" * 300)
            unsigned = bytearray(tablet.body("--records", 61, 1, *options))
            unsigned[-100] ^= 1
            bodies += [(tablet, tablet.body("--records", 1, 60, *options)), (other, bytes(unsigned))]

        def send(door, body):
            self.assertTrue(wait_for(lambda: door.post("/v1/exchange", body)[0] == 200))
        both = [threading.Thread(target=lambda mine=bodies[which::2]: [send(*one) for one in mine]) for which in (0, 1)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        self.assertTrue(wait_for(lambda: one.call("GET", "/api/arrivals")["is_opened"]))
        self.assertEqual(query(one.store, "SELECT count(*), count(DISTINCT hash) FROM quarantine"), "488|488")
        self.assertEqual(query(one.store, "SELECT sum(count) FROM audit WHERE what = 'record'"), "488")

    def test_hubs_that_make_a_database_together_make_one(self):
        first = self.hub()
        address = make_database(self.server.uri())
        commands = []
        for number in range(3):
            folder = first.folder / f"together-{number}"
            shutil.copytree(first.data / "keys", folder / "keys")
            commands.append([first.program, "--data", folder, "--store", address, "--listen", "127.0.0.1:0", "--tls-listen",
                             "127.0.0.1:0"])
        running = [spawn(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for command in commands]
        for process in running:
            self.addCleanup(process.stdout.close)
            said = []
            for line in process.stdout:
                said.append(line)
                if line.startswith("ready"):
                    break
            self.assertTrue(said and said[-1].startswith("ready"), said)
        for process in running:
            process.terminate()
            self.assertEqual(process.wait(LIMIT_S), 0)
        self.assertEqual(query(address, "SELECT count(*) FROM fact WHERE name IN ('epoch', 'keys')"), "2")

    def test_what_does_not_apply_is_said(self):
        hub = self.hub()
        for option, said in (("--backup", "pg_basebackup"), ("--restore", "pg_basebackup")):
            done = subprocess.run([hub.program, "--data", hub.data, "--store", hub.store, option, hub.folder / "copy"],
                                  capture_output=True, text=True, timeout=LIMIT_S, check=False)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(said, done.stderr)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
