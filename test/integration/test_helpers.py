#!/usr/bin/python3
"""What the other tests stand on: they may not fail because the machine was slow, nor for the time of day.

Usage: test_helpers.py
"""
import json
import pathlib
import tempfile
import time
import unittest
import unittest.mock

from growing import Events
from workbooks import workbook


class Helpers(unittest.TestCase):
    def test_an_event_counts_when_its_line_is_whole(self):
        first, second = ({"event": "screen", "targets": [{"rect": [1, 2]}, {"name": name}]} for name in ("back", "next"))
        written = json.dumps(first) + "\n" + json.dumps(second) + "\n"
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "probe"
            events = Events(path)
            self.assertEqual(events.all(), [], "before there is a file")
            for end in range(len(written) + 1):
                path.write_text(written[:end])
                self.assertEqual(events.all(), [first, second][:written.count("\n", 0, end)], end)

    def test_a_workbook_does_not_hold_the_time_of_day(self):
        sheets = {"survey": "type,name,label\ninteger,age,Age\n"}
        now = workbook(sheets)
        with unittest.mock.patch("time.time", return_value=time.time() + 100000):
            self.assertEqual(workbook(sheets), now)


if __name__ == "__main__":
    unittest.main()
