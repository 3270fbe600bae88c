#!/usr/bin/python3
"""The hub over a database whose tablets' rows lie on two servers, parted by deploy/postgres/split.sql. Usage:
test_partitions.py BUILD

Tests: hub/store/postgres/postgres_record.c hub/store/postgres/postgres_schema.c
"""
import pathlib
import subprocess
import sys
import unittest

from hub_client import Tablet
from patience import wait_for
from postgres_server import PROGRAMS, Server, query
from running_hub import RunningHub

ROOT = pathlib.Path(__file__).resolve().parents[2]
HALF = "80" + 30 * "0"


class PartitionsTest(unittest.TestCase):
    def setUp(self):
        self.near, self.far = self.enterContext(Server()), self.enterContext(Server())
        with RunningHub(BUILD, postgres=self.far.uri()) as other:
            self.far_store = other.store  # its tables stand there
        self.hub = self.enterContext(RunningHub(BUILD, postgres=self.near.uri()))
        (self.hub.folder / "record.xml").write_text("<f id='f' version='1'><a>1</a></f>")
        self.tablets = []

    def enrol(self, count):
        for _ in range(count):
            tablet = Tablet(self.hub, 100 + len(self.tablets))
            self.addCleanup(tablet.connection.close)
            self.assertEqual(tablet.enrol(self.hub.operator().code()), 200)
            self.tablets.append(tablet)

    def send(self, tablet, first, count):
        tablet.connection.close()
        return tablet.exchange("--records", first, count, "--xml", self.hub.folder / "record.xml", "--form", "f", "1", "--area",
                               "a", "--household", "h")

    def split(self):
        where = {"name": "far", "host": self.far.folder, "port": self.far.port, "dbname": self.far_store.split("/")[3].split("?")[0],
                 "user": "zarya", "password": "none", "at": r"\x80"}
        arguments = [word for name, value in where.items() for word in ("-v", f"{name}={value}")]
        done = subprocess.run([PROGRAMS / "psql", "-Xq", "-d", self.hub.store, *arguments, "-f", ROOT / "deploy/postgres/split.sql"],
                              capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stderr)

    def ids(self):
        return [row["id"] for row in self.hub.operator().get("/api/fleet")["tablets"]]

    def stored(self):
        return sorted((row["tablet"], row["sequence"]) for row in self.hub.operator().records())

    def test_a_hub_whose_rows_lie_on_two_servers(self):
        self.enrol(8)
        far = [tablet_id for tablet_id in self.ids() if tablet_id >= HALF]
        while not 0 < len(far) < len(self.tablets):
            self.enrol(1)
            far = [tablet_id for tablet_id in self.ids() if tablet_id >= HALF]
        for tablet in self.tablets:
            self.assertEqual(self.send(tablet, 1, 2)[0], 200)
        before = self.stored()
        self.hub.stop()
        self.split()
        count = "SELECT count(*) FROM record_1"
        self.assertEqual(int(query(self.far_store, count)), 2 * len(far))
        self.assertEqual(int(query(self.hub.store, count)), 2 * (len(self.tablets) - len(far)))
        self.hub.start()
        self.assertEqual(self.stored(), before)
        for tablet in self.tablets:
            self.assertIn("high 4", self.send(tablet, 1, 4)[1][0])
        wait_for(lambda: len(self.stored()) == 2 * len(before))
        self.assertEqual(len(self.stored()), 2 * len(before))
        self.assertEqual(int(query(self.far_store, count)), 4 * len(far))

        self.far.stop()
        answers = [self.send(tablet, 1, 5)[0] for tablet in self.tablets]
        self.assertLessEqual(set(answers), {200, 503})
        self.assertIn(503, answers)
        self.far.start()
        for tablet in self.tablets:
            self.assertTrue(wait_for(lambda tablet=tablet: self.send(tablet, 1, 5)[0] == 200))
        self.assertTrue(wait_for(lambda: len(self.stored()) == 5 * len(self.tablets)))
        self.assertEqual(len(set(self.stored())), 5 * len(self.tablets))


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
