#!/usr/bin/python3
"""What a household answers is sealed from the hub that receives it: a real agent, hub and office.

Usage: test_sealed_answers.py BUILD. Searches all that the hub has, on disk and in memory, for the answers, and tries its keys on
what it stored; then the office opens them, and its audit says who read what. Its key is replaced while tablets are at work.

Tests: tablet/agent/orders/apply_office.c
"""
import json
import pathlib
import re
import sqlite3
import subprocess
import sys
import unittest

from patience import wait_for
from running_agent import RunningAgent
from running_hub import RunningHub
from running_office import RunningOffice, TokenOffice

BUILD = pathlib.Path(".")
SAID = ["Ивановская-Заозёрная", "Феофил", "Apothecary-7731"]
XML = f"""<data id="f" version="1"><name>{SAID[0]}</name><first>{SAID[1]}</first><job>{SAID[2]}</job></data>"""


PIECE_BYTES_MAX = 1 << 30  # larger is the sanitizer's own book
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
<instance><data id="f" version="1"><name/><first/><job/></data></instance><bind nodeset="/data/name" type="string"/></model></h:head>
<h:body><input ref="/data/name"><label>Name</label></input></h:body></h:html>"""


def memory_of(pid):
    """Every readable page of a process that is its own."""
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in maps:
            start, end, rights = re.match(r"(\w+)-(\w+) (....)", line).groups()
            if rights.startswith("rw") and int(end, 16) - int(start, 16) < PIECE_BYTES_MAX:
                try:
                    memory.seek(int(start, 16))
                    yield memory.read(int(end, 16) - int(start, 16))
                except (OSError, ValueError, OverflowError):
                    continue  # a guard page, or what the sanitizer keeps for itself


def children_of(pid):
    """The hub's keeper of keys."""
    return [int(text) for task in pathlib.Path(f"/proc/{pid}/task").iterdir() for text in (task / "children").read_text().split()]


def is_said(data):
    return [text for text in SAID if text.encode() in data or text.encode("utf-16-le") in data]


class Sealed(unittest.TestCase):
    def delivered(self, hub, agent):
        """One record, from the agent's socket to the hub's store; its facts there."""
        hub.operator().put("/api/forms/f/form.xml", FORM.encode())
        hub.operator().put("/api/areas/a1", {"name": "One", "form": "f", "households": [{"id": "h-1", "address": "Lesnaya 1"}]})
        self.assertEqual(agent.ask("enrol", hub.operator().code("a1"))[0], 0)
        record = agent.folder / "record.xml"
        record.write_text(XML)
        self.assertEqual(agent.ask("submit-file", "sealed-1", "f", record)[0], 0)
        self.assertTrue(wait_for(lambda: agent.status()["unsent"] == "0" and hub.operator().records()), agent.status())
        return hub.operator().records()[0]

    def test_the_hub_has_no_answer_and_the_office_says_who_read_it(self):
        office = self.enterContext(RunningOffice(BUILD))
        hub = self.enterContext(RunningHub(BUILD, office=office))
        agent = self.enterContext(RunningAgent(BUILD))
        fact = self.delivered(hub, agent)
        self.assertEqual(fact["outcome"], "completed", "the hub reads the cover")

        for name in sorted(path for path in hub.data.rglob("*") if path.is_file()):
            self.assertEqual(is_said(name.read_bytes()), [], name)
        seen = 0
        for pid in (hub.process.pid, *children_of(hub.process.pid)):
            for piece in memory_of(pid):
                seen += len(piece)
                self.assertEqual(is_said(piece), [], "in the memory of the hub")
        self.assertGreater(seen, 1 << 20)
        # The agent wiped it too; what finds the texts at all is shown on a process that does have them.
        self.assertEqual(is_said(XML.encode()), SAID)

        # The hub's own keys do not open what it stored.
        secrets = (hub.data / "keys/hub.key").read_bytes()
        agent.stop()
        with sqlite3.connect(agent.data / "outbox.db") as database:
            envelope = database.execute("SELECT data FROM envelope").fetchone()[0]
        self.assertEqual(is_said(envelope), [])
        (agent.folder / "envelope").write_bytes(envelope)
        done = subprocess.run([TOOL, "answers", secrets.hex(), str(agent.folder / "envelope"), str(agent.folder / "out")],
                              capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("FOREIGN", done.stderr)

        operator = hub.operator()
        status, body, _ = operator.ask("GET", "/api/records/sealed-1/xml")
        self.assertEqual(status, 200, body)
        self.assertEqual(is_said(body), SAID)
        lines = [json.loads(line) for line in office.audit().splitlines()]
        self.assertEqual([(line["who"], line["what"]) for line in lines], [("operator", "xml")])
        self.assertEqual(lines[0]["records"], [f"{fact['tablet']}/1 sealed-1"])
        self.assertIn("whole: 1", office.tool("--verify-audit"))
        self.assertEqual(is_said(office.audit().encode()), [])

        # Without the office all goes on but the reading, which says what to do.
        office.stop()
        status, body, headers = operator.ask("GET", "/api/records/sealed-1/xml")
        self.assertEqual(status, 503)
        self.assertIn("locked", str(body))
        self.assertEqual(operator.records()[0]["id"], "sealed-1")
        office.start()
        self.assertEqual(operator.ask("GET", "/api/records/sealed-1/xml")[0], 200)

    def test_a_new_code_brings_the_office_of_now(self):
        """To a tablet that was at work before there was one, and was not started anew since."""
        office = self.enterContext(RunningOffice(BUILD))
        hub = self.enterContext(RunningHub(BUILD))
        agent = self.enterContext(RunningAgent(BUILD))
        fact = self.delivered(hub, agent)
        hub.stop()
        hub.office = office
        hub.start()
        hub.call("POST", f"/api/fleet/{fact['tablet']}/revoke", {})
        self.assertTrue(wait_for(lambda: agent.status()["last_error"] == "REFUSED", lambda: agent.ask("sync")), agent.status())
        self.assertEqual(agent.ask("enrol", hub.operator().code("a1"))[0], 0)
        self.assertEqual(agent.ask("submit-file", "sealed-2", "f", agent.folder / "record.xml")[0], 0)
        self.assertTrue(wait_for(lambda: len(hub.records()) == 2), agent.status())
        status, body, _ = hub.operator().ask("GET", "/api/records/sealed-2/xml")
        self.assertEqual(status, 200, body)
        self.assertEqual(is_said(body), SAID)
        self.assertEqual([json.loads(line)["records"] for line in office.audit().splitlines()], [[f"{fact['tablet']}/2 sealed-2"]])

    # ---- another key ----

    def follows(self, agent, count):
        """So many orders, in all."""
        return wait_for(lambda: sum("event=order_done" in line for line in agent.lines) == count, lambda: agent.ask("sync"))

    def submit(self, hub, agent, number):
        before = len(hub.records())
        self.assertEqual(agent.ask("submit-file", f"sealed-{number}", "f", agent.folder / "record.xml")[0], 0)
        self.assertTrue(wait_for(lambda: len(hub.records()) == before + 1), agent.status())

    def read(self, hub, number):
        """The status, and whether the answers came."""
        status, body, _ = hub.operator().ask("GET", f"/api/records/sealed-{number}/xml")
        return status, is_said(body) == SAID if status == 200 else False

    def start_anew(self, hub, office):
        hub.stop()
        hub.office = office
        hub.start()

    def test_another_key_of_the_office_reaches_tablets_at_work(self):
        office = self.enterContext(RunningOffice(BUILD))
        hub = self.enterContext(RunningHub(BUILD, office=office))
        agent = self.enterContext(RunningAgent(BUILD))
        self.delivered(hub, agent)
        first = (office.data / "office.pub").read_bytes()
        self.assertTrue(self.follows(agent, 3), "the form, the area, the office")
        office.stop()
        office.tool("--new-key")
        office.start()
        line = (office.data / "office.pub").read_bytes()
        self.assertEqual((line[:64], len(line)), (first, 64 + 128))
        self.start_anew(hub, office)
        self.assertTrue(self.follows(agent, 4), agent.status())
        self.submit(hub, agent, 2)
        self.assertEqual([self.read(hub, number) for number in (1, 2)], [(200, True)] * 2, "the office has both keys")
        [old] = [path for path in (office.data / "keys").iterdir() if path.stat().st_mtime == min(
            other.stat().st_mtime for other in (office.data / "keys").iterdir())]
        office.stop()
        old.rename(office.data / "old.key")
        office.start()
        self.assertNotEqual(self.read(hub, 1)[0], 200)
        self.assertEqual(self.read(hub, 2), (200, True), "sealed to the new one alone")
        office.stop()
        (office.data / "old.key").rename(old)
        office.start()

        # A hub that was taken over names an office of its own: no tablet follows.
        with RunningOffice(BUILD) as thief:
            self.start_anew(hub, thief)
            self.assertTrue(wait_for(lambda: any("order_refused" in text for text in agent.lines), lambda: agent.ask("sync")), agent.lines[-5:])
        self.start_anew(hub, office)
        self.submit(hub, agent, 3)
        self.assertEqual(self.read(hub, 3), (200, True))

    # ---- keys in a token ----

    def test_a_token_opens_answers_and_keeps_its_key(self):
        office = self.enterContext(TokenOffice(BUILD))
        self.assertEqual([path.name for path in (office.data / "keys").iterdir()], [])
        hub = self.enterContext(RunningHub(BUILD, office=office))
        agent = self.enterContext(RunningAgent(BUILD))
        fact = self.delivered(hub, agent)
        self.assertEqual(self.read(hub, 1), (200, True))
        self.assertEqual([json.loads(line)["records"] for line in office.audit().splitlines()], [[f"{fact['tablet']}/1 sealed-1"]])
        self.assertIn("whole: 1", office.tool("--verify-audit"), "signed in the token")

        # Taken out: the office ends rather than to say of each record that it is forged; put back, it goes on.
        away = office.tokens.with_name("away")
        office.tokens.rename(away)
        self.assertTrue(wait_for(lambda: self.read(hub, 1)[0] == 503))
        self.assertEqual(office.await_end(), 1, office.lines[-5:])
        self.assertIn("token with the office's key is gone", "".join(office.lines))
        away.rename(office.tokens)
        office.start()
        self.assertEqual(self.read(hub, 1), (200, True))

        # A wrong PIN is tried once, and told apart from what another start would mend.
        office.stop()
        (office.tokens.parent / "pin").write_text("27182818\n")
        with self.assertRaises(subprocess.CalledProcessError) as refused:
            office.tool("--verify-audit")
        self.assertEqual(refused.exception.returncode, 3)

    def test_tablets_follow_from_a_file_into_a_token(self):
        office = TokenOffice(BUILD)
        office.locks = office.locks[:2]
        self.enterContext(office)
        hub = self.enterContext(RunningHub(BUILD, office=office))
        agent = self.enterContext(RunningAgent(BUILD))
        self.delivered(hub, agent)
        self.assertTrue(self.follows(agent, 3), "the form, the area, the office")
        office.stop()
        office.enter_token()
        office.tool("--new-key")
        office.start()
        self.start_anew(hub, office)
        self.assertTrue(self.follows(agent, 4), agent.status())
        self.submit(hub, agent, 2)
        self.assertEqual([self.read(hub, number) for number in (1, 2)], [(200, True)] * 2)
        self.assertIn("whole: 2", office.tool("--verify-audit"))

    def test_a_first_office_reaches_tablets_that_sealed_to_the_hub(self):
        office = self.enterContext(RunningOffice(BUILD))
        hub = self.enterContext(RunningHub(BUILD))
        agent = self.enterContext(RunningAgent(BUILD))
        self.delivered(hub, agent)
        self.assertTrue(self.follows(agent, 2), "the form, the area")
        self.start_anew(hub, office)
        self.assertTrue(self.follows(agent, 3), agent.status())
        self.submit(hub, agent, 2)
        self.assertEqual([self.read(hub, number) for number in (1, 2)], [(200, True)] * 2)
        self.assertEqual(len(office.audit().splitlines()), 1, "the first one is the hub's to read")


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    TOOL = str(BUILD / "test/interop/envelope_tool")
    program = unittest.main(exit=False, verbosity=1)
    result = program.result
    wrong = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - wrong} passed, {wrong} failed")
    sys.exit(0 if result.wasSuccessful() else 1)
