#!/usr/bin/python3
"""Who comes into the console of a real hub: passwords, sessions, addresses. Usage: test_hub_access.py BUILD

Tests: hub/access/login.c hub/access/password.c hub/access/prompt.c hub/access/accounts.c hub/access/factors.c hub/access/factor_proof.c
hub/http/forwarded.c
"""
import base64
import contextlib
import hmac
import os
import pathlib
import pty
import stat
import subprocess
import sys
import threading
import time
import unittest

from patience import LIMIT_S, wait_for
from running_hub import RunningHub

from console import Console


class AccessTest(unittest.TestCase):
    def running(self, **options):
        return self.enterContext(RunningHub(BUILD, **options))

    def guess_until_held_back(self, hub, source):
        """Wrong passwords from there; true once they are not looked at any more."""
        guesser = Console(hub, source)
        return wait_for(lambda: guesser.login("wrong")[0] == 429)

    def test_who_guesses_shuts_out_himself_and_not_the_operator(self):
        hub = self.running()
        self.assertTrue(self.guess_until_held_back(hub, "127.0.0.2"))
        self.assertEqual(Console(hub).login()[0], 200)

    # ---- accounts ----

    def person(self, hub, name, role, password="words of my own"):
        """Somebody with an account, who changed the password that he was given."""
        given = hub.operator().call("POST", "/api/accounts", {"name": name, "role": role})["password"]
        console = Console(hub)
        self.assertEqual(console.login(given, name)[0], 200)
        self.assertEqual(console.ask("GET", "/api/forms")[0], 403, "first another password")
        self.assertTrue(console.get("/api/session")["must_change"])
        self.assertEqual(console.ask("POST", "/api/password", {"password": given, "new": password})[0], 200)
        return console

    # ---- second factors ----

    @staticmethod
    def code(secret, later=0):
        """As a telephone makes it (RFC 6238)."""
        step = int(time.time()) // 30 + later
        mac = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1").digest()
        at = mac[-1] & 15
        return f"{(int.from_bytes(mac[at:at + 4], 'big') & 0x7FFFFFFF) % 1000000:06}"

    def enrolled(self, console, password):
        """Its secret and recovery codes."""
        self.assertEqual(console.ask("POST", "/api/factor", {"password": "wrong"})[0], 403)
        begun = console.call("POST", "/api/factor", {"password": password})
        self.assertEqual(console.ask("POST", "/api/factor/confirm", {"code": "000000"})[0], 403)
        self.assertFalse(console.get("/api/session")["factor"])
        confirmed = console.call("POST", "/api/factor/confirm", {"code": self.code(begun["secret"])})
        self.assertTrue(console.get("/api/session")["factor"])
        self.assertEqual(console.ask("POST", "/api/factor", {"password": password})[0], 409)
        return begun["secret"], confirmed["recovery"]

    def enter(self, hub, name, code=None, password="words of my own"):
        console = Console(hub)
        body = {"name": name, "password": password, **({"code": code} if code else {})}
        return console.ask("POST", "/api/login", body)[0], console

    def test_a_second_factor_is_asked_for_and_each_code_is_good_once(self):
        hub = self.running()
        secret, recovery = self.enrolled(self.person(hub, "vera", "auditor"), "words of my own")
        self.assertEqual(self.enter(hub, "vera")[0], 401, "a code is wanted")
        self.assertEqual(self.enter(hub, "vera", password="another")[0], 403, "of a wrong password no more is told than ever")
        self.assertEqual(self.enter(hub, "vera", "123 45x")[0], 403)
        code = self.code(secret, 1)  # that of now is used; a telephone's clock may be half a minute fast
        status, console = self.enter(hub, "vera", code)
        self.assertEqual((status, console.ask("GET", "/api/audit")[0]), (200, 200))
        status, console = self.enter(hub, "vera", code)
        self.assertEqual((status, console.cookie), (403, ""), "used already")
        self.assertEqual(self.enter(hub, "vera", self.code(secret, 4))[0], 403, "of a clock that is wrong")
        self.assertEqual(len(set(recovery)), 10)
        self.assertEqual(self.enter(hub, "vera", recovery[3].upper())[0], 200)
        self.assertEqual(self.enter(hub, "vera", recovery[3])[0], 403)
        self.assertEqual(self.enter(hub, "vera", recovery[4])[0], 200)
        store = hub.data / "hub.db"
        if store.exists():  # neither the secret nor what follows from it
            kept = b"".join(path.read_bytes() for path in (store, hub.data / "hub.db-wal") if path.exists())
            self.assertNotIn(base64.b32decode(secret), kept)
            self.assertNotIn(recovery[0].encode(), kept)

    def test_what_was_lost_is_taken_away_by_an_administrator(self):
        hub = self.running()
        console = self.person(hub, "nina", "fleet")
        self.enrolled(console, "words of my own")
        hub.operator().call("POST", "/api/accounts/nina/factor", {})
        self.assertEqual(console.ask("GET", "/api/session")[0], 401, "her sessions are over")
        self.assertEqual(self.enter(hub, "nina")[0], 200)
        self.assertIn(("factor", ""), hub.audit())

    def test_a_role_that_must_have_one_does_nothing_before(self):
        hub = self.running()
        console = self.person(hub, "olga", "controller")
        self.assertEqual(hub.call("PUT", "/api/factor-roles", {"roles": ["controller"]}), {"roles": ["controller"]})
        self.assertEqual(hub.operator().ask("PUT", "/api/factor-roles", {"roles": ["king"]})[0], 422)
        self.assertTrue(console.get("/api/session")["must_enrol"])
        status, content, _ = console.ask("GET", "/api/areas")
        self.assertEqual((status, "second factor" in content["message"]), (403, True))
        self.enrolled(console, "words of my own")
        self.assertEqual(console.ask("GET", "/api/areas")[0], 200)

    def test_who_guesses_codes_is_held_back(self):
        hub = self.running()
        self.enrolled(self.person(hub, "zoya", "auditor"), "words of my own")
        guess = {"name": "zoya", "password": "words of my own", "code": "000000"}
        guesser = Console(hub)
        self.assertTrue(wait_for(lambda: guesser.ask("POST", "/api/login", guess)[0] == 429))

    def test_an_account_comes_in_by_its_own_password_and_has_its_rights(self):
        hub = self.running()
        anna = self.person(hub, "anna", "auditor")
        session = anna.get("/api/session")
        self.assertEqual((session["user"], session["role"], session["must_change"]), ("anna", "auditor", False))
        self.assertIn("SEE_AUDIT", session["rights"])
        self.assertEqual(anna.ask("GET", "/api/audit")[0], 200)
        self.assertEqual(anna.ask("PUT", "/api/areas/a", {"name": "A", "form": "f", "households": []})[0], 403)
        self.assertEqual(anna.ask("POST", "/api/codes", {"area": "", "name": "T"})[0], 403)
        self.assertEqual(Console(hub).login("words of my own", "operator")[0], 403)
        lines = {(row["who"], row["kind"]) for row in anna.get("/api/audit")["events"]}
        self.assertLessEqual({("operator", "account"), ("anna", "password"), ("anna", "login")}, lines)

    def test_nobody_learns_whether_an_account_is_there(self):
        hub = self.running()
        self.person(hub, "anna", "auditor")
        hub.call("PUT", "/api/accounts/anna", {"role": "auditor", "locked": True})
        answers = [Console(hub).login(password, name) for name, password in (
            ("anna", "words of my own"), ("anna", "wrong"), ("nobody", "wrong"), ("a/../b", "wrong"), ("operator", "wrong"))]
        self.assertEqual({status for status, _ in answers}, {403})
        self.assertEqual(len({str(content) for _, content in answers}), 1, answers)

    def test_what_an_administrator_takes_away_is_gone_at_once(self):
        hub = self.running()
        anna = self.person(hub, "anna", "administrator")
        hub.call("PUT", "/api/accounts/anna", {"role": "fleet"})
        self.assertEqual(anna.ask("GET", "/api/audit")[0], 403)
        hub.call("PUT", "/api/accounts/anna", {"role": "fleet", "locked": True})
        self.assertEqual(anna.ask("GET", "/api/session")[0], 401)
        hub.call("PUT", "/api/accounts/anna", {"role": "fleet"})
        self.assertEqual(anna.ask("GET", "/api/session")[0], 401, "that session is over")
        self.assertEqual(anna.login("words of my own", "anna")[0], 200)
        given = hub.call("POST", "/api/accounts/anna/password", {})["password"]
        self.assertEqual(anna.ask("GET", "/api/session")[0], 401)
        self.assertEqual(anna.login("words of my own", "anna")[0], 403)
        self.assertEqual(anna.login(given, "anna")[0], 200)

    def test_a_session_ends_where_it_is_ended_and_lives_over_a_start(self):
        hub = self.running()
        here, there = Console(hub), Console(hub)
        self.assertEqual((here.login()[0], there.login()[0]), (200, 200))
        cookie = here.cookie
        self.assertEqual(here.ask("POST", "/api/logout", {})[0], 200)
        here.cookie = cookie
        self.assertEqual(here.ask("GET", "/api/session")[0], 401, "a cookie that was kept")
        hub.kill()
        hub.start()
        self.assertEqual(there.ask("GET", "/api/session")[0], 200)
        self.assertEqual(here.ask("GET", "/api/session")[0], 401)
        there.cookie = there.cookie.replace("operator", "operatoR")
        self.assertEqual(there.ask("GET", "/api/session")[0], 401)

    def test_many_logins_at_once_leave_tablets_and_pages_their_workers(self):
        hub = self.running()
        statuses, known = [], Console(hub)
        known.login()

        def come(number):
            statuses.append(Console(hub, f"127.0.1.{number % 250 + 1}").login("wrong", f"n{number}")[0])

        threads = [threading.Thread(target=come, args=(number,)) for number in range(80)]
        for thread in threads:
            thread.start()
        self.assertEqual(known.ask("GET", "/api/areas")[0], 200)
        self.assertEqual(hub.device_call("GET", "/v1/ca")[0], 200)
        for thread in threads:
            thread.join()
        self.assertLessEqual(set(statuses), {403, 429, 503}, statuses)

    # ---- behind a proxy on this machine ----

    def login_as(self, hub, headers, password=None):
        console = Console(hub)
        return console.ask("POST", "/api/login", {"password": password or hub.password}, headers)

    def test_a_cookie_that_came_by_tls_goes_by_tls_alone(self):
        hub = self.running()
        https = {"X-Forwarded-Proto": "https"}
        self.assertNotIn("Secure", self.login_as(hub, https)[2]["Set-Cookie"], "anybody can say so")
        hub.stop()
        hub.start("--behind-proxy")
        status, _, answer = self.login_as(hub, https)
        self.assertEqual((status, answer["Set-Cookie"].endswith("; HttpOnly; SameSite=Strict; Secure")), (200, True), answer["Set-Cookie"])
        self.assertNotIn("Secure", self.login_as(hub, {"X-Forwarded-Proto": "http"})[2]["Set-Cookie"])

    def test_behind_a_proxy_a_guesser_is_told_from_the_operator(self):
        hub = RunningHub(BUILD)
        hub.start("--behind-proxy")
        self.addCleanup(hub.__exit__, None)
        guesser = {"X-Forwarded-For": "127.0.0.1, 192.0.2.7"}  # the proxy wrote the last one
        self.assertTrue(wait_for(lambda: self.login_as(hub, guesser, "wrong")[0] == 429))
        self.assertEqual(self.login_as(hub, {"X-Forwarded-For": "192.0.2.8"})[0], 200)

    # ---- the password ----

    def test_the_first_password_is_in_a_file_of_the_operators_and_not_told(self):
        hub = self.running(password="")
        file = hub.data / "operator-password"
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        password = file.read_text().strip()
        self.assertEqual(Console(hub).login(password)[0], 200)
        self.assertFalse([line for line in hub.lines if password in line])
        self.assertTrue([line for line in hub.lines if f"password: in {file}" in line], hub.lines)
        hub.stop()
        hub.start()
        self.assertEqual(Console(hub).login(password)[0], 200, "it is drawn once")

    def test_a_password_is_changed_in_the_console(self):
        hub = self.running(password="")
        file = hub.data / "operator-password"
        first = file.read_text().strip()
        here, there = Console(hub), Console(hub)
        self.assertEqual((here.login(first)[0], there.login(first)[0]), (200, 200))
        change = {"password": first, "new": "двенадцать букв"}
        self.assertEqual(Console(hub).ask("POST", "/api/password", change)[0], 401)
        self.assertEqual(here.ask("POST", "/api/password", change, {"X-Zarya": None})[0], 403)
        self.assertEqual(here.ask("POST", "/api/password", {**change, "password": "wrong"})[0], 403)
        for new in ("", "eleven char", "x" * 256):
            self.assertEqual(here.ask("POST", "/api/password", {**change, "new": new})[0], 422, new)
        self.assertEqual(here.ask("GET", "/api/session")[0], 200)
        self.assertEqual(here.ask("POST", "/api/password", change)[0], 200)
        self.assertFalse(file.exists(), "what stands there is no password any more")
        self.assertEqual(here.ask("GET", "/api/session")[0], 200, "who changed it stays in")
        self.assertEqual(there.ask("GET", "/api/session")[0], 401, "others are out")
        self.assertEqual(Console(hub).login(first)[0], 403)
        self.assertEqual(Console(hub).login(change["new"])[0], 200)
        lines = [(row["who"], row["kind"], row["code"]) for row in here.get("/api/audit")["events"] if row["kind"] == "password"]
        self.assertEqual(lines, [("operator", "password", ""), ("operator", "password", "REFUSED")])
        hub.kill()
        hub.start()
        self.assertEqual(Console(hub).login(change["new"])[0], 200, "and after a kill")

    def set_password(self, hub, line):
        return subprocess.run([hub.program, "--data", hub.data, "--set-password"], input=line, capture_output=True, text=True,
                              timeout=LIMIT_S, check=False)

    def test_a_forgotten_password_is_set_by_the_command(self):
        hub = self.running()
        done = self.set_password(hub, "another good one\n")
        self.assertEqual((done.returncode, f"process {hub.process.pid}" in done.stderr), (1, True), done)
        hub.stop()
        for line in ("", "short\n", "x" * 256 + "\n", "x" * 2000):
            self.assertEqual(self.set_password(hub, line).returncode, 1, line)
        self.assertEqual(self.set_password(hub, "another good one\n").returncode, 0)
        hub.start()
        self.assertEqual(Console(hub).login()[0], 403)
        self.assertEqual(Console(hub).login("another good one")[0], 200)

    def typed(self, hub, *lines):
        """What the command says at a terminal, and how it ends."""
        ours, its = pty.openpty()
        command = subprocess.Popen([hub.program, "--data", hub.data, "--set-password"], stdin=its, stdout=its, stderr=its)
        os.close(its)
        shown = b""
        with contextlib.suppress(OSError), os.fdopen(ours, "r+b", buffering=0) as terminal:
            for line in lines:
                while not shown.endswith(b": "):
                    shown += terminal.read(1)
                terminal.write(line)
                shown += b"|"
            while chunk := terminal.read(1000):
                shown += chunk
        return command.wait(LIMIT_S), shown.decode()

    def test_at_a_terminal_a_password_is_typed_twice_and_unseen(self):
        hub = self.running()
        hub.stop()
        status, shown = self.typed(hub, b"another good one\n", b"another good two\n")
        self.assertEqual((status, "not alike" in shown), (1, True), shown)
        status, shown = self.typed(hub, b"another good one\n", b"another good one\n")
        self.assertEqual((status, "good" in shown), (0, False), shown)
        hub.start()
        self.assertEqual(Console(hub).login("another good one")[0], 200)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
