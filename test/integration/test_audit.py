#!/usr/bin/python3
"""The audit of what people did, at a real hub: it grows, is signed, and shows who was at it. Usage: test_audit.py BUILD

Tests: hub/core/acts.c hub/access/audit_check.c
"""
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import unittest

from hub_client import Tablet
from patience import LIMIT_S, wait_for
from running_hub import RunningHub

from console import Console

DETAILS = {"online"}  # what such a call says beside the kind

FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
<instance><data id="f" version="1"><age/></data></instance><bind nodeset="/data/age" type="int"/></model></h:head>
<h:body><input ref="/data/age"><label>Age</label></input></h:body></h:html>"""


ROOT = pathlib.Path(__file__).resolve().parents[2]


class WordsTest(unittest.TestCase):
    def test_the_console_has_words_for_every_kind(self):
        """What a line of the audit, or a refusal, is called in the code; the page would show the code's word."""
        calls = re.compile(r'(?:zr_audit_line_note|zr_refusal_answer)\(([^;]*)\);')
        named = {name for source in (ROOT / "hub").rglob("*.c") for call in calls.findall(source.read_text())
                 for name in re.findall(r'"([a-z][a-z-]*)"', call)} - DETAILS
        words = "".join(file.read_text() for file in (ROOT / "hub/console/src/words").glob("*.ts"))
        self.assertGreater(len(named), 20)
        self.assertEqual({name for name in named if f'"kind-{name}"' not in words}, set())


class AuditTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = cls.enterClassContext(RunningHub(BUILD))

    def verify(self, copy=None, store=None):
        """Whether it is as it was written, and what is said of it."""
        done = subprocess.run([self.hub.program, "audit", "verify", "--data", self.hub.data, *(["--copy", copy] if copy else []),
                               *(["--store", store] if store else [])],
                              capture_output=True, text=True, timeout=LIMIT_S, check=False)
        return done.returncode == 0, done.stdout + done.stderr

    def lines(self):
        with sqlite3.connect(f"file:{self.hub.data}/hub.db?mode=ro", uri=True) as store:
            return store.execute("SELECT number, who, origin, what, code, detail FROM act ORDER BY number").fetchall()

    def sign(self):
        """Waits until the last line is signed."""
        self.assertTrue(wait_for(lambda: self.lines()[-1][3] == "sign"))

    def act(self, count=3):
        for number in range(count):
            self.hub.call("POST", "/api/codes", {"area": "", "name": f"T{number}"})

    def test_what_people_do_stands_there_with_who_and_where_from(self):
        self.act()
        self.hub.operator().ask("POST", "/api/codes", {"area": "nowhere", "name": "T"})
        seen = {(who, origin, what, code != 0) for _, who, origin, what, code, _ in self.lines()}
        self.assertLessEqual({("operator", "127.0.0.1", "login", False), ("operator", "127.0.0.1", "code", False),
                              ("operator", "127.0.0.1", "code", True)}, seen)
        self.assertIn(("code", ""), self.hub.audit())

    def test_it_is_signed_and_verified_also_of_a_copy(self):
        self.act()
        self.sign()
        last = self.lines()[-1][0]
        is_good, said = self.verify()
        self.assertTrue(is_good, said)
        self.assertGreaterEqual(int(re.match(r"(\d+) lines", said).group(1)), last)
        copy = self.hub.folder / "copy.db"
        self.hub.tool("--backup", copy)
        is_good, said = self.verify(copy)
        self.assertTrue(is_good, said)

    def test_a_line_that_is_changed_removed_or_moved_is_found_by_its_number(self):
        self.act(5)
        self.sign()
        whole = self.hub.folder / "whole.db"
        self.hub.tool("--backup", whole)
        with sqlite3.connect(whole) as store:
            last, = store.execute("SELECT max(number) FROM act").fetchone()
        spoilt = last - 3
        wrongs = {
            "changed": f"UPDATE act SET detail = 'x' WHERE number = {spoilt}",
            "of another": f"UPDATE act SET who = 'anna' WHERE number = {spoilt}",
            "at another time": f"UPDATE act SET time_us = time_us + 1 WHERE number = {spoilt}",
            "removed": f"DELETE FROM act WHERE number = {spoilt}",
            "removed and closed up": f"DELETE FROM act WHERE number = {spoilt}; UPDATE act SET number = number - 1 WHERE number > {spoilt}",
            "moved": f"UPDATE act SET number = -1 WHERE number = {spoilt}; UPDATE act SET number = {spoilt} WHERE number = {spoilt + 1};"
                     f"UPDATE act SET number = {spoilt + 1} WHERE number = -1",
            "its hash, too": f"UPDATE act SET hash = zeroblob(32) WHERE number = {spoilt}",
        }
        for what, sql in wrongs.items():
            with self.subTest(what):
                copy = self.hub.folder / "spoilt.db"
                shutil.copy(whole, copy)
                store = sqlite3.connect(copy)
                store.executescript(sql)
                store.close()
                is_good, said = self.verify(copy)
                self.assertFalse(is_good)
                self.assertIn(f"line {spoilt} ", said)

    def test_a_file_is_not_taken_for_the_database(self):
        self.act()
        is_good, said = self.verify(store="postgresql://nobody@127.0.0.1:1/none")
        self.assertFalse(is_good, said)

    def test_a_signature_of_another_is_none(self):
        self.act()
        self.sign()
        with RunningHub(BUILD) as other:
            other.call("POST", "/api/codes", {"area": "", "name": "T"})
            other.stop()
            copy = self.hub.folder / "other.db"
            self.hub.tool("--backup", copy)
            done = subprocess.run([other.program, "audit", "verify", "--data", other.data, "--copy", copy], capture_output=True, text=True,
                                  timeout=LIMIT_S, check=False)
            self.assertIn("not signed by this hub", done.stderr)

    def test_each_opening_of_a_record_stands_there_before_it_is_shown(self):
        hub = self.hub
        hub.call("PUT", "/api/forms/f/form.xml", FORM)
        hub.call("PUT", "/api/areas/a", {"name": "A", "form": "f", "households": [{"id": "h", "address": "Lesnaya 1"}]})
        record = hub.folder / "record.xml"
        record.write_text('<data id="f" version="1"><age>5</age></data>')
        tablet = Tablet(hub, 71)
        self.assertEqual(tablet.enrol(hub.operator().code("a", "T")), 200)
        self.assertEqual(tablet.exchange("--records", 1, 1, "--xml", record, "--form", "f", "1", "--area", "a", "--household", "h", "--id", "r-1")[0], 200)
        tablet.connection.close()

        def opened():
            return [(who, what, detail) for _, who, _, what, _, detail in self.lines() if what in ("open", "export")]

        before = len(opened())
        hub.call("GET", "/api/records")
        self.assertEqual(len(opened()), before, "a list opens nothing")
        for path, line in (("/api/records/r-1", ("operator", "open", "r-1")), ("/api/records/r-1/xml", ("operator", "open", "r-1")),
                           ("/api/export.csv?form=f&area=a", ("operator", "export", "f, area a"))):
            hub.call("GET", path)
            self.assertEqual(opened()[-1], line)
        self.assertEqual(len(opened()), before + 3)
        self.assertEqual(hub.operator().ask("GET", "/api/records/nothing")[0], 404)
        self.assertEqual(len(opened()), before + 3, "nothing was opened")
        self.assertEqual(Console(hub).ask("GET", "/api/records/r-1")[0], 401)
        self.assertEqual(len(opened()), before + 3)
        is_good, said = self.verify()
        self.assertTrue(is_good, said)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
