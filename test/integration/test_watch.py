#!/usr/bin/python3
"""How a running hub is watched: by Prometheus, and by `zarya-hub status`. Usage: test_watch.py BUILD

Tests: hub/watch/metrics.c hub/watch/status.c
"""
import os
import pathlib
import re
import subprocess
import sys
import unittest

from patience import LIMIT_S
from running_hub import RunningHub

from console import Console

LINE = re.compile(r'(?:# (?:HELP|TYPE) zarya_hub_\w+ .+|zarya_hub_\w+(?:\{\w+="[^"]*"(?:,\w+="[^"]*")*\})? [0-9.e+-]+)')


class WatchTest(unittest.TestCase):
    def setUp(self):
        self.hub = self.enterContext(RunningHub(BUILD))

    def metrics(self):
        status, content, headers = self.hub.operator().ask("GET", "/metrics")
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("text/plain; version=0.0.4"))
        lines = content.decode().splitlines()
        for line in lines:
            self.assertRegex(line, LINE)
        return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))

    def status(self, language):
        done = subprocess.run([self.hub.program, "status", f"127.0.0.1:{self.hub.port}"], capture_output=True, text=True,
                              timeout=LIMIT_S, env={**os.environ, "LC_ALL": language}, check=False)
        return done.returncode, done.stdout

    def test_counts_grow_with_what_is_done(self):
        before = self.metrics()
        self.hub.make_code("T-1")
        self.assertEqual(self.hub.operator().ask("GET", "/api/records/none")[0], 404)
        after = self.metrics()
        for name in ('committed_requests_total', 'commit_seconds_count', 'answers_total{listener="console",status="4xx"}'):
            self.assertGreater(float(after["zarya_hub_" + name]), float(before["zarya_hub_" + name]), name)
        self.assertGreater(float(after['zarya_hub_refused_total{code="NOT_FOUND"}']), 0)
        self.assertEqual(after["zarya_hub_commits_failing"], "0")
        self.assertGreaterEqual(float(after['zarya_hub_connections{listener="console"}']), 1)
        self.assertGreater(float(after["zarya_hub_store_bytes"]), 0)

    def test_from_elsewhere_it_wants_a_token_of_who_may_watch(self):
        self.hub.stop()
        self.hub.start("--behind-proxy")
        operator = self.hub.operator()
        tokens = {}
        for name, role in (("prometheus", "auditor"), ("anna", "controller")):
            operator.call("POST", "/api/accounts", {"name": name, "role": role, "password": "a password of twelve"})
            tokens[name] = operator.call("POST", f"/api/accounts/{name}/tokens", {"name": "scrape"})["token"]

        def ask(**headers):
            return Console(self.hub).ask("GET", "/metrics", headers={name.replace("_", "-"): value for name, value in headers.items()})

        away = {"X_Forwarded_For": "192.0.2.1"}
        self.assertEqual(ask()[0], 200, "this machine")
        self.assertEqual(ask(**away)[0], 401)
        self.assertEqual(ask(**away, Authorization="Bearer zarya-none")[0], 401)
        self.assertEqual(ask(**away, Authorization=f"Bearer {tokens['anna']}")[0], 403)
        status, content, _ = ask(**away, Authorization=f"Bearer {tokens['prometheus']}")
        self.assertEqual(status, 200)
        self.assertIn(b"zarya_hub_commits_failing 0", content)

    def test_a_person_is_told_and_a_monitor_sees_the_exit_status(self):
        code, text = self.status("C")
        self.assertEqual(code, 0, text)
        self.assertIn("tablets connected", text)
        code, text = self.status("ru_RU.UTF-8")
        self.assertEqual(code, 0, text)
        self.assertIn("планшетов на связи", text)
        self.hub.stop()
        code, text = self.status("C")
        self.assertEqual(code, 2, text)
        self.assertIn("no hub answers", text)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
