#!/usr/bin/python3
"""The stream by which a page learns that something changed. Usage: test_live.py BUILD

Tests: hub/watch/live.c
"""
import http.client
import json
import sys
import unittest

from hub_client import Tablet
from patience import LIMIT_S
from running_hub import RunningHub

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>House</h:title>
<model><instance><house id="house" version="1"><note/></house></instance></model></h:head><h:body><input ref="/house/note"><label>Note</label></input></h:body></h:html>"""


class Stream:
    """An open stream; its connection is its own."""

    def __init__(self, hub, path="/api/live", cookie=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=LIMIT_S)
        self.connection.request("GET", path, headers={"Cookie": hub.operator().cookie if cookie is None else cookie})
        self.answer = self.connection.getresponse()

    def next(self):
        """What the next event says; None at the end of the stream."""
        for line in self.answer:
            if line.startswith(b"data: "):
                return json.loads(line[6:])["what"]
        return None

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self.connection.close()


class LiveTest(unittest.TestCase):
    def setUp(self):
        self.hub = self.enterContext(RunningHub(BUILD))
        self.operator = self.hub.operator()

    def test_tells_of_acts_and_of_records(self):
        with Stream(self.hub) as stream, Stream(self.hub) as other:
            self.assertEqual(stream.answer.status, 200)
            self.assertEqual(stream.answer.headers["Content-Type"], "text/event-stream")
            self.operator.put("/api/forms/house/form.xml", FORM.encode())
            self.assertEqual((stream.next(), other.next()), (["acts"], ["acts"]))
            self.operator.put("/api/areas/a", {"name": "A", "form": "house", "households": [{"address": "Mira 1"}]})
            self.assertEqual(stream.next(), ["acts"])
            tablet = Tablet(self.hub, 1)
            self.assertEqual(tablet.enrol(self.operator.code("a", "T")), 200)
            record = self.hub.folder / "record.xml"
            record.write_text('<house id="house" version="1"><note>n</note></house>')
            self.assertEqual(tablet.exchange("--records", 1, 1, "--xml", record, "--form", "house", "1", "--area", "a")[0], 200)
            seen = set()
            while "records" not in seen:
                seen.update(stream.next())
            tablet.connection.close()

    def test_ends_when_it_was_asked_to(self):
        with Stream(self.hub, "/api/live?for=0") as stream:
            self.assertIsNone(stream.next())
        with Stream(self.hub, "/api/live?for=1") as stream:
            self.assertIsNone(stream.next())

    def test_is_for_those_who_are_signed_in(self):
        with Stream(self.hub, cookie="") as stream:
            self.assertEqual(stream.answer.status, 401)
        with Stream(self.hub, "/api/live?for=301") as stream:
            self.assertEqual(stream.answer.status, 422)

    def test_who_goes_and_a_hub_that_stops_leave_nothing(self):
        for _ in range(20):
            with Stream(self.hub) as stream:
                self.assertEqual(stream.answer.status, 200)
        with Stream(self.hub) as stream:
            self.hub.stop()
            self.assertIsNone(stream.next())

    def test_tells_of_no_more_than_a_page_needs(self):
        """An account of a part learns that something happened, and nothing of what or where."""
        with Stream(self.hub) as stream:
            self.operator.put("/api/forms/house/form.xml", FORM.encode())
            line = next(line for line in stream.answer if line.startswith(b"data: "))
            self.assertEqual(line, b'data: {"what":["acts"]}\n')


if __name__ == "__main__":
    BUILD = sys.argv.pop(1)
    unittest.main(verbosity=2)
