#!/usr/bin/python3
"""Tables on their way out of a real hub: any length at the client's pace, broken off by whoever goes. Usage: test_out.py BUILD

Tests: hub/out/export.c hub/out/pass.c hub/http/carriage.c
"""
import csv
import http.client
import io
import pathlib
import sys
import unittest

from hub_client import Tablet
from patience import LIMIT_S
from running_hub import RunningHub

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>House</h:title>
<model><instance><house id="house" version="1"><note/><meta><instanceID/></meta></house></instance>
<bind nodeset="/house/note" type="string"/><bind nodeset="/house/meta/instanceID" type="string"/></model></h:head>
<h:body><input ref="/house/note"><label>Note</label></input></h:body></h:html>"""
NOTE_BYTES = 200_000
csv.field_size_limit(NOTE_BYTES + 1)
RECORD_COUNT = 100  # 20 MB of notes: more than sockets hold


class OutTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = cls.enterClassContext(RunningHub(BUILD))
        cls.fill()

    @classmethod
    def fill(cls):
        operator = cls.hub.operator()
        operator.put("/api/forms/house/form.xml", FORM.encode())
        operator.put("/api/areas/a1", {"name": "One", "form": "house", "households": [{"id": "h1", "address": "Mira 1"}]})
        xml = cls.hub.data.parent / "record.xml"
        xml.write_text(f'<house id="house" version="1"><note>{"n" * NOTE_BYTES}</note></house>')
        tablet = Tablet(cls.hub, 1)
        assert tablet.enrol(operator.code("a1", "T-1")) == 200
        for first in range(1, RECORD_COUNT, 20):
            status, _ = tablet.exchange("--records", first, 20, "--xml", xml, "--form", "house", "1",
                                        "--area", "a1", "--household", "h1")
            assert status == 200
        tablet.connection.close()

    def begin(self):
        """A download of the table that has begun: (connection, answer)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.hub.port, timeout=LIMIT_S)
        self.addCleanup(connection.close)
        connection.request("GET", "/api/export.csv?form=house", headers={"Cookie": self.hub.operator().cookie})
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.getheader("Transfer-Encoding"), "chunked")
        return connection, answer

    def test_a_long_table_comes_whole(self):
        _, answer = self.begin()
        rows = list(csv.DictReader(io.StringIO(answer.read().decode())))
        self.assertEqual(len(rows), RECORD_COUNT)
        self.assertEqual({len(row["note"]) for row in rows}, {NOTE_BYTES})

    def test_who_goes_in_the_middle_and_who_does_not_read_keep_nobody(self):
        for _ in range(20):  # more than wait for that lane
            _, answer = self.begin()
            answer.close()
        held = [self.begin() for _ in range(25)]  # each has begun, and is waited for by its own client alone
        rows = list(csv.DictReader(io.StringIO(self.hub.operator().get("/api/export.csv?form=house").decode())))
        self.assertEqual(len(rows), RECORD_COUNT)
        for _, answer in held[:3]:
            self.assertEqual(answer.read().count(b"\r\n"), RECORD_COUNT + 1)

    def test_a_hub_that_stops_breaks_the_table_off(self):
        _, answer = self.begin()
        self.hub.stop()  # it ends well, or this raises
        with self.assertRaises((http.client.IncompleteRead, ConnectionError)):
            while answer.read(1 << 20):
                pass
        self.hub.start()


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
