#!/usr/bin/python3
"""Answers online among people who mean no good and at bad moments: a real hub, office, agent and zarya-respond.

Usage: test_respond_hostile.py BUILD
"""
import http.client
import pathlib
import re
import socket
import sys
import unittest
import urllib.parse

from patience import LIMIT_S, wait_for
from plain_browser import Browser
from running_agent import RunningAgent
from running_hub import RunningHub
from running_office import RunningOffice
from small_disk import small_disk, take_the_rest

from respond import Respond, invite

BUILD = pathlib.Path(".")
EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>Household</h:title><model>
<instance><data id="f" version="VERSION"><type/><count/></data></instance>
<bind nodeset="/data/type" required="true()"/><bind nodeset="/data/count" type="int" required="true()"/></model></h:head>
<h:body><input ref="/data/type"><label>Kind VERSION &lt;script&gt;alert(2)&lt;/script&gt; [press](javascript:alert(3)) &lt;span style="x:y" onclick="z"&gt;w&lt;/span&gt;</label>
<hint>&lt;iframe src=x&gt;</hint></input>
<input ref="/data/count"><label>How many?</label></input></h:body></h:html>"""


def memory_kb(pid):
    return int(re.search(r"^VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M).group(1))


class HostileTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = cls.enterClassContext(RunningOffice(BUILD))
        cls.hub = cls.enterClassContext(RunningHub(BUILD, office=cls.office))
        cls.put_form(1)
        cls.hub.call("PUT", "/api/areas/a", {"name": "A", "form": "f", "households": [
            {"id": f"h-{number}", "address": f"Lesnaya {number} {EVIL}"} for number in range(1, 10)]})
        cls.agent = cls.enterClassContext(RunningAgent(BUILD))
        assert cls.agent.ask("enrol", cls.hub.call("POST", "/api/codes", {"name": "online", "online": True})["code"])[0] == 0
        cls.codes = invite(cls.hub, "a")
        cls.respond = cls.enterClassContext(
            Respond(BUILD / "respond/zarya-respond", cls.agent.folder / "respond", cls.agent.socket, options=("--behind-proxy",)))
        browser = Browser(cls.respond.port)
        wait_for(lambda: browser.enter(cls.codes["h-9"]).status == 200)

    @classmethod
    def put_form(cls, version):
        cls.hub.call("PUT", "/api/forms/f/form.xml", FORM.replace("VERSION", str(version)).encode())

    def enter(self, household):
        browser = Browser(self.respond.port)
        self.assertEqual(browser.enter(self.codes[household]).status, 200, browser.page.text)
        return browser

    def at_the_end(self, household):
        browser = self.enter(household)
        browser.send(type="house")
        browser.send(count="1")
        self.assertIn("Check your answers", browser.page.heading)
        return browser

    def records(self, household):
        return self.hub.call("GET", f"/api/records?household={household}")["records"]

    def test_a_changed_questionnaire_is_asked_of_who_begins_and_not_of_who_has_begun(self):
        before = self.enter("h-1")
        before.send(type="house")
        self.put_form(2)
        wait_for(lambda: any("2" in row for row in self.agent.table("forms")))
        after = self.enter("h-2")
        self.assertIn("Kind 2", after.page.heading)
        before.send(count="1")
        before.send(("go", "back"))
        before.send(("go", "back"))
        self.assertIn("Kind 1", before.page.heading)
        before.send(("go", "list"))
        before.send(("go", "send"))
        wait_for(lambda: self.records("h-1"))
        self.assertEqual([row["version"] for row in self.records("h-1")], ["1"])

    def test_nothing_is_sent_by_a_code_that_was_renewed_meanwhile(self):
        old = self.at_the_end("h-3")
        lines = self.hub.call("POST", "/api/areas/a/codes", {"households": ["h-3"]}).decode().splitlines()
        new = Browser(self.respond.port)
        wait_for(lambda: new.enter(lines[1].rsplit(",", 1)[1]).status == 200)
        old.send(("go", "send"))
        self.assertIn("There is no such code", old.page.text)
        self.assertNotIn("Your answers were sent", old.go("/form").text)
        new.send(type="flat")
        new.send(count="2")
        new.send(("go", "send"))
        self.assertIn("Your answers were sent", new.page.heading)
        wait_for(lambda: self.records("h-3"))
        self.assertEqual(len(self.records("h-3")), 1)

    def test_an_agent_that_goes_while_one_sends_costs_no_answer_and_doubles_none(self):
        browser, other = self.at_the_end("h-4"), self.enter("h-4")
        other.go("/form?at=%2Fdata%2Ftype")
        self.agent.stop()
        self.assertEqual(browser.send(("go", "send")).status, 503)
        self.assertIn("Your answers are saved", browser.page.text)
        self.agent.start()
        browser.go("/form")
        browser.send(("go", "send"))
        self.assertIn("Your answers were sent", browser.page.heading)
        other.send(type="another")
        self.assertIn("Your answers were sent", other.page.heading)
        wait_for(lambda: self.records("h-4"))
        self.assertEqual(len(self.records("h-4")), 1)

    def test_a_full_disk_is_told_and_what_was_saved_stays(self):
        with small_disk("400k") as disk:
            if disk is None:
                return
            with Respond(BUILD / "respond/zarya-respond", disk, self.agent.socket) as door:
                browser = Browser(door.port)
                self.assertEqual(browser.enter(self.codes["h-7"]).status, 200, browser.page.text)
                browser.send(type="house")
                page = browser.page
                take_the_rest(pathlib.Path(disk) / "others")
                statuses = set()
                for number in range(200):
                    browser.page = page
                    statuses.add(browser.send(("go", "leave"), count=str(number)).status)
                    if 507 in statuses:
                        break
                    browser.enter(self.codes["h-7"])
                    page = browser.go("/form?at=%2Fdata%2Fcount")
                self.assertLessEqual(statuses, {200, 507})
                self.assertIn(507, statuses)
                (pathlib.Path(disk) / "others").unlink()
                browser = Browser(door.port)
                browser.enter(self.codes["h-7"])
                self.assertEqual(browser.send(("go", "list"), count="7").status, 200, browser.page.text)
                self.assertIn("house", browser.page.text)

    def test_what_people_and_authors_write_is_text(self):
        browser = self.enter("h-5")
        pages = [browser.page.source]
        pages.append(browser.send(type=EVIL).source)
        pages.append(browser.send(count=EVIL).source)
        pages.append(browser.send(("go", "list"), count="1").source)
        pages.append(browser.go("/form?at=" + urllib.parse.quote(EVIL)).source)
        pages.append(browser.go("/form?at=%2Fdata%2Ftype&hidden=" + urllib.parse.quote(EVIL)).source)
        pages.append(browser.go("/?why=" + urllib.parse.quote(EVIL)).source)
        pages.append(browser.go("/?lang=" + urllib.parse.quote(EVIL)).source)
        for page in pages:
            for bad in ("<script", "<img", "<iframe", "onclick=\"z", "href=\"javascript"):
                self.assertNotIn(bad, page.lower())

    def test_who_tries_codes_without_end_shuts_nobody_else_out(self):
        def try_from(address):
            connection = http.client.HTTPConnection("127.0.0.1", self.respond.port, timeout=LIMIT_S)
            connection.request("POST", "/enter", "code=ABCD", {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": address})
            answer = connection.getresponse()
            answer.read()
            connection.close()
            return answer.status
        wait_for(lambda: try_from("192.0.2.1") == 429)
        self.assertEqual(try_from("192.0.2.2"), 422)

    def connect(self, address="127.0.0.1"):
        link = socket.create_connection(("127.0.0.1", self.respond.port), timeout=LIMIT_S, source_address=(address, 0))
        self.addCleanup(link.close)
        return link

    def test_who_drips_or_never_reads_is_shut(self):
        head = b"GET /health HTTP/1.1\r\nHost: x\r\n"
        body = b"POST /enter HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na="
        open_links = {}
        for what, first, more in (("head", head + b"X-Slow: ", b"x"), ("body", body, b"x")):
            link = self.connect()
            link.sendall(first)
            open_links[what] = (link, more)
        reader = self.connect()  # asks and asks, and takes nothing of it
        reader.settimeout(0)
        open_links["reader"] = (reader, head.replace(b"/health", b"/style.css") + b"\r\n")

        def drip():
            for what, (link, more) in list(open_links.items()):
                try:
                    for _ in range(500 if what == "reader" else 1):
                        link.send(more)
                except BlockingIOError:
                    pass
                except OSError:
                    del open_links[what]
            return not open_links
        self.assertTrue(wait_for(drip), open_links)
        self.assertEqual(Browser(self.respond.port).ask("GET", "/health")[0], 200)

    def test_a_body_of_ten_gigabytes_is_told_and_kept_nowhere(self):
        link = self.connect()
        link.sendall(b"POST /enter HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10737418240\r\n\r\n")
        before, piece, sent = memory_kb(self.respond.process.pid), b"a=" + b"x" * 65534, 0
        try:
            while sent < 64 * 1024 * 1024:
                sent += link.send(piece)
        except OSError:
            pass  # shut before it was through
        self.assertLess(memory_kb(self.respond.process.pid) - before, 8 * 1024)
        self.assertEqual(Browser(self.respond.port).ask("GET", "/health")[0], 200)

    def test_one_address_has_so_many_connections_and_others_have_theirs(self):
        address, links = "127.0.0.77", []
        for _ in range(80):
            link = self.connect(address)
            link.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            try:
                links.append(link.recv(100).startswith(b"HTTP/1.1 200"))
            except ConnectionError:
                links.append(False)
        self.assertEqual(sum(links), 64)
        self.assertEqual(Browser(self.respond.port).ask("GET", "/health")[0], 200)

    def test_a_cookie_of_a_neighbouring_site_is_none(self):
        browser = Browser(self.respond.port)
        secure = {"X-Forwarded-Proto": "https"}
        code = urllib.parse.urlencode({"code": self.codes["h-6"]})
        self.assertEqual(browser.ask("POST", "/enter", code, secure)[0], 303)
        self.assertTrue(browser.headers["Set-Cookie"].startswith("__Host-zarya-answer="))
        self.assertIn("Secure", browser.headers["Set-Cookie"])
        self.assertEqual(browser.ask("GET", "/form", None, secure)[0], 200)
        browser.cookie = browser.cookie.replace("__Host-", "")
        self.assertEqual(browser.ask("GET", "/form", None, secure)[:2], (303, "/"))


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
