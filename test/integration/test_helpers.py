#!/usr/bin/python3
"""What the other tests stand on: they may not fail because the machine was slow, nor for the time of day.

Usage: test_helpers.py
"""
import contextlib
import itertools
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock

import patience
from growing import Events
from workbooks import workbook

from program import Program, ProgramError


@contextlib.contextmanager
def running(script):
    with subprocess.Popen([sys.executable, "-c", script + "\n"]) as process:
        try:
            yield process
        finally:
            process.kill()


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

    def test_a_program_that_crashed_did_not_end_well(self):
        script = """import signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
print("ready", flush=True)
signal.sigwait([signal.SIGUSR1])
sys.exit(%d)"""
        for status, outcome in ((0, contextlib.nullcontext()), (3, self.assertRaises(ProgramError))):
            with self.subTest(status):
                ran = Program("trial")
                ran.launch([sys.executable, "-c", script % status], "ready\n".__eq__)
                ran.process.send_signal(signal.SIGUSR1)
                ran.process.wait(patience.LIMIT_S)
                with outcome:
                    ran.stop()

    def test_a_program_that_was_killed_is_not_asked_how_it_ended(self):
        ran = Program("trial")
        ran.launch([sys.executable, "-c", "import time\nprint('ready', flush=True)\ntime.sleep(1000)"], "ready\n".__eq__)
        ran.kill()
        ran.stop()

    def test_a_workbook_does_not_hold_the_time_of_day(self):
        sheets = {"survey": "type,name,label\ninteger,age,Age\n"}
        now = workbook(sheets)
        with unittest.mock.patch("time.time", return_value=time.time() + 100000):
            self.assertEqual(workbook(sheets), now)

    def test_a_program_that_looks_for_news_is_at_rest(self):
        with running("import time\nwhile True: time.sleep(0.1)") as process:
            patience.wait_for_rest([process.pid], lambda: 0)

    def test_a_program_that_works_is_not(self):
        with running("while True: pass") as process, unittest.mock.patch("patience.LIMIT_S", 2):
            self.assertRaises(RuntimeError, patience.wait_for_rest, [process.pid], lambda: 0)

    def test_a_program_that_tells_events_is_not(self):
        with running("import time\ntime.sleep(1000)") as process, unittest.mock.patch("patience.LIMIT_S", 2):
            self.assertRaises(RuntimeError, patience.wait_for_rest, [process.pid], itertools.count().__next__)


if __name__ == "__main__":
    unittest.main()
