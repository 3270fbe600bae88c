#!/usr/bin/python3
"""All that the hub knows of what it took is made anew from the envelopes alone, and is the same, over both engines; what
would be lost by that is refused. Usage: test_rebuild.py BUILD

Tests: hub/store/rebuild.c hub/device/indexing.c
"""
import contextlib
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import unittest

from hub_client import Tablet
from patience import LIMIT_S, wait_for
from postgres_server import Server, query
from running_hub import RunningHub

XML = "<f id='f' version='1'><a>Анна</a></f>"
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title>
<model><instance><f id="f" version="1"><a/></f></instance><bind nodeset="/f/a" type="string"/></model></h:head><h:body>
<input ref="/f/a"><label>A</label></input></h:body></h:html>"""
AREA = {"name": "A", "form": "f", "households": [{"id": f"h{number}", "address": f"Мира {number}"} for number in range(4)]}
# Not made of envelopes: what was told of them, places of rows, and how often somebody looked.
OTHER = {"audit", "act", "fact", "envelope_to_move", "sqlite_sequence", "sqlite_stat1"}
VOLATILE = {"quarantine_id", "contact_us", "login_us"}


def tables_of_sqlite(hub):
    with contextlib.closing(sqlite3.connect(f"file:{hub.data}/hub.db?mode=ro", uri=True)) as database:
        names = [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for name in set(names) - OTHER:
            cursor = database.execute(f"SELECT * FROM {name}")
            columns = [column[0] for column in cursor.description]
            yield name, [dict(zip(columns, row)) for row in cursor]


def tables_of_postgres(hub):
    names = query(hub.store, "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
                             " AND NOT relispartition").split("\n")
    for name in set(names) - OTHER:
        drop = "".join(f" - '{column}'" for column in VOLATILE)
        yield name, [{"row": row} for row in query(hub.store, f"SELECT to_jsonb(t){drop} FROM {name} AS t").split("\n") if row]


def picture(tables):
    """Every row of every table, so that a table that comes later is held to this, too."""
    return {name: sorted(str({column: value for column, value in row.items() if column not in VOLATILE}) for row in rows)
            for name, rows in tables}


class RebuildTest(unittest.TestCase):
    maxDiff = 4000

    def hub(self, postgres=None):
        hub = self.enterContext(RunningHub(BUILD, postgres=postgres))
        (hub.folder / "record.xml").write_text(XML)
        hub.operator().put("/api/forms/f/form.xml", FORM.encode())
        hub.operator().put("/api/areas/a", AREA)
        hub.operator().put("/api/areas/b", {**AREA, "name": "B"})
        hub.call("PUT", "/api/territories", b"id,parent,kind,name\n16,,region,T\n16-01,16,district,D\na,16-01,area,\n")
        return hub

    def tablet(self, hub, seed):
        tablet = Tablet(hub, seed)
        self.addCleanup(tablet.connection.close)
        self.assertEqual(tablet.enrol(hub.operator().code("a", f"T-{seed}")), 200)
        return tablet

    def respondent(self, hub, seed):
        """Takes the answers of households that answer for themselves."""
        device = Tablet(hub, seed)
        self.addCleanup(device.connection.close)
        self.assertEqual(device.enrol(hub.call("POST", "/api/codes", {"name": "online", "online": True})["code"]), 200)
        return device

    def send(self, tablet, first, count, *more):
        options = {"--form": ("f", "1"), "--area": ("a",), "--household": ("h1",)}
        options.update({more[i]: (more[i + 1],) for i in range(0, len(more), 2)})
        flat = [word for name, values in options.items() for word in (name, *values)]
        status, lines = tablet.exchange("--records", first, count, "--xml", tablet.hub.folder / "record.xml", *flat)
        self.assertEqual((status, sum("OK" in line.split() for line in lines[1:])), (200, count))

    def fill(self, hub):
        """Of each kind that makes rows: records, one corrected, one followed, doubles, foreign ones, and what is none."""
        first, second = self.tablet(hub, 1), self.tablet(hub, 2)
        self.send(self.respondent(hub, 3), 1, 3, "--outcome", "completed")
        self.send(first, 1, 70)  # more than one round opens
        self.send(first, 71, 1, "--household", "h2", "--outcome", "absent")
        self.send(first, 72, 1, "--household", "h9")
        self.send(second, 1, 2, "--household", "h3")
        self.send(second, 2, 2, "--salt", "9", "--household", "h3")
        self.send(second, 4, 1, "--area", "b")
        self.send(second, 5, 1, "--outcome", "x" * 300)
        self.send(second, 6, 1, "--id", "mine", "--replaces", "r-1")
        body = bytearray(second.body("--records", 7, 1, "--xml", hub.folder / "record.xml", "--form", "f", "1", "--area", "a",
                                     "--household", "h"))
        body[-100] ^= 1
        self.assertEqual(second.post("/v1/exchange", bytes(body))[0], 200)

    def decide(self, hub):
        """What people said of records and addresses stays theirs."""
        operator = hub.operator()
        some = [{"id": row["id"], "hash": row["hash"]} for row in hub.records()[3:9]]
        hub.call("POST", "/api/reviews", {"state": "approved", "records": some})
        tablet = operator.get("/api/fleet")["tablets"][0]["id"]
        operator.put("/api/areas/a/shares", {"edition": operator.get("/api/areas/a")["edition"],
                                             "shares": [{"tablet": tablet, "households": ["h2"]}]})

    def wait_until_opened(self, hub):
        self.assertTrue(wait_for(lambda: hub.call("GET", "/api/arrivals")["is_opened"]))

    def rebuild(self, hub, tables, meanwhile=lambda hub: None):
        self.wait_until_opened(hub)
        self.decide(hub)
        shown, told = hub.records(), hub.call("GET", "/api/audit")["events"]
        hub.stop()
        before = picture(tables(hub))
        self.assertGreater(len(before["record"]), 70)
        options = ["--store", hub.store] if hub.store else []
        subprocess.run([hub.program, "rebuild-index", "--data", hub.data, *options], check=True, timeout=LIMIT_S)
        self.assertEqual(picture(tables(hub))["record"], [])
        hub.start()
        meanwhile(hub)
        self.wait_until_opened(hub)
        self.assertEqual(hub.records(), shown)
        self.assertEqual([row for row in hub.call("GET", "/api/audit")["events"] if row["kind"] in ("record", "conflict")],
                         [row for row in told if row["kind"] in ("record", "conflict")], "nothing is told twice")
        hub.stop()
        after = picture(tables(hub))
        for name in before:
            self.assertEqual(after[name], before[name], name)
        hub.start()

    def test_over_sqlite(self):
        hub = self.hub()
        self.fill(hub)
        self.rebuild(hub, tables_of_sqlite)
        self.rebuild(hub, tables_of_sqlite, meanwhile=lambda hub: (hub.kill(), hub.start()))

    def test_over_postgres(self):
        server = self.enterContext(Server())
        hub = self.hub(server.uri())
        self.fill(hub)
        self.rebuild(hub, tables_of_postgres)

    def test_it_goes_on_behind_what_it_had(self):
        hub = self.hub()
        tablet = self.tablet(hub, 3)
        self.send(tablet, 1, 3)
        self.wait_until_opened(hub)
        hub.stop()
        subprocess.run([hub.program, "rebuild-index", "--data", hub.data], check=True)
        hub.start()
        tablet.connection.close()
        self.send(tablet, 3, 2)
        self.wait_until_opened(hub)
        self.assertEqual(sorted(row["sequence"] for row in hub.records()), [1, 2, 3, 4])

    def test_what_would_lose_a_record_is_refused(self):
        hub = self.hub()
        self.send(self.tablet(hub, 4), 1, 3)
        self.wait_until_opened(hub)
        running = subprocess.run([hub.program, "rebuild-index", "--data", hub.data], capture_output=True, text=True, check=False)
        self.assertEqual(running.returncode, 1)
        self.assertIn("stop it first", running.stderr)
        hub.stop()
        segment = hub.data / "hub.db-segments/0000000001.segment"
        whole = segment.read_bytes()
        shutil.copy(segment, hub.folder / "whole")
        at = whole.index(b"ZREN") + 300
        segment.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
        before = picture(tables_of_sqlite(hub))
        refused = subprocess.run([hub.program, "rebuild-index", "--data", hub.data], capture_output=True, text=True, check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("segment 1 is damaged at byte", refused.stderr)
        self.assertEqual(picture(tables_of_sqlite(hub)), before)
        missing = subprocess.run([hub.program, "rebuild-index", "--data", hub.folder / "none"], capture_output=True, text=True,
                                 check=False)
        self.assertIn("there is no hub in", missing.stderr)
        shutil.copy(hub.folder / "whole", segment)
        hub.start()


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
