#!/usr/bin/python3
"""A household answers for itself: a real hub, office, agents and zarya-respond, and a browser without JavaScript.

Usage: test_respond.py BUILD
Tests: hub/census/letters.c hub/device/online_orders.c tablet/agent/orders/apply_answered.c tablet/agent/orders/apply_invitation.c
       respond/doorway.c respond/clerk.c respond/clerk_desk.c respond/core/answering.c respond/core/agent_line.c respond/core/bookcase.c
       respond/core/aside.c respond/rounds.c
       respond/page/show_choice.c respond/page/show_date.c respond/page/show_field.c respond/page/show_frame.c respond/page/show_list.c respond/page/show_screen.c
       respond/page/show_part.c respond/page/show_style.c respond/page/show_ways.c
"""
import pathlib
import sys
import unittest
import urllib.parse

from patience import wait_for
from plain_browser import Browser
from running_agent import RunningAgent
from running_hub import RunningHub
from running_office import RunningOffice

from respond import Respond, invite

BUILD = pathlib.Path(".")
SECRET = "Феофил-Заозёрный"
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>Household</h:title><model><itext>
<translation lang="English (en)"><text id="t"><value>Type of dwelling</value></text></translation>
<translation lang="Русский (ru)"><text id="t"><value>Вид жилья</value></text></translation></itext>
<instance><data id="f" version="1"><type/><rent/><count/><p jr:template=""><name/><born/><sex/></p><note/></data></instance>
<bind nodeset="/data/type" required="true()"/>
<bind nodeset="/data/rent" type="int" relevant="/data/type = 'flat'" constraint=". &lt; 1000" jr:constraintMsg="Too much rent"/>
<bind nodeset="/data/count" type="int" required="true()"/>
<bind nodeset="/data/p/name" required="true()"/><bind nodeset="/data/p/born" type="date"/></model></h:head>
<h:body><select1 ref="/data/type"><label ref="jr:itext('t')"/>
<item><label>House</label><value>house</value></item><item><label>Flat</label><value>flat</value></item></select1>
<input ref="/data/rent"><label>Rent</label><hint>A month</hint></input>
<input ref="/data/count"><label>How many?</label></input>
<group ref="/data/p"><label>Persons</label><repeat nodeset="/data/p" jr:count="/data/count" appearance="field-list">
<input ref="/data/p/name"><label>Name</label></input><input ref="/data/p/born"><label>Born</label></input>
<select ref="/data/p/sex"><label>Traits</label><item><label>Tall</label><value>t</value></item><item><label>Old</label><value>o</value></item></select>
</repeat></group>
<input ref="/data/note"><label>Anything &lt;else&gt;?</label></input></h:body></h:html>"""


class RespondTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = cls.enterClassContext(RunningOffice(BUILD))
        cls.hub = cls.enterClassContext(RunningHub(BUILD, office=cls.office))
        cls.hub.call("PUT", "/api/forms/f/form.xml", FORM.encode())
        cls.hub.call("PUT", "/api/areas/a", {"name": "A", "form": "f", "households": [
            {"id": f"h-{number}", "address": f"Lesnaya {number}"} for number in range(1, 10)]})
        cls.agent = cls.enterClassContext(RunningAgent(BUILD))
        cls.tablet = cls.enterClassContext(RunningAgent(BUILD))
        code = cls.hub.call("POST", "/api/codes", {"name": "online", "online": True})["code"]
        assert cls.agent.ask("enrol", code)[0] == 0
        assert cls.tablet.ask("enrol", cls.hub.operator().code("a", "tablet"))[0] == 0
        cls.codes = invite(cls.hub, "a")
        cls.respond = cls.enterClassContext(Respond(BUILD / "respond/zarya-respond", cls.agent.folder / "respond", cls.agent.socket))
        browser = Browser(cls.respond.port)
        wait_for(lambda: browser.enter(cls.codes["h-9"]).status == 200)

    def enter(self, household, language="en"):
        browser = Browser(self.respond.port)
        page = browser.enter(self.codes[household], language)
        self.assertEqual(page.status, 200, page.text)
        return browser

    def test_a_household_answers_and_the_office_reads_it(self):
        browser = self.enter("h-1")
        self.assertIn("Type of dwelling", browser.page.heading)
        self.assertIn("Lesnaya 1", browser.page.text)
        self.assertEqual(browser.send().status, 422)
        self.assertIn("An answer is needed", browser.page.text)
        browser.send(type="flat")
        self.assertIn("Rent", browser.page.heading)
        self.assertEqual(browser.send(rent="5000").status, 422)
        self.assertIn("Too much rent", browser.page.text)
        self.assertEqual(browser.page.fields[browser.page.named("/rent")], ["5000"])
        browser.send(rent="500")
        browser.send(count="1")
        self.assertIn("Persons", browser.page.heading)
        browser.send(("enter", "0"))
        date = {part + "/data/p[1]/born": value for part, value in (("d", "31"), ("m", "2"), ("y", "1990"))}
        self.assertEqual(browser.send(name=SECRET, **date).status, 422)
        self.assertIn("This is no date", browser.page.text)
        date["m/data/p[1]/born"] = "3"
        browser.send(**date)
        self.assertIn(SECRET, browser.page.text)
        browser.send()  # past the persons
        browser.send(note="1 < 2 & \"3\"")
        self.assertIn("Check your answers", browser.page.heading)
        self.assertIn("1 < 2 & \"3\"", browser.page.text)
        browser.send(("go", "send"))
        self.assertIn("Your answers were sent", browser.page.heading)
        self.assertIn("Nobody needs to visit", browser.page.text)
        wait_for(lambda: self.hub.call("GET", "/api/records?household=h-1")["records"])
        row = self.hub.call("GET", "/api/records?household=h-1")["records"][0]
        record = self.hub.call("GET", f"/api/records/{row['id']}/xml").decode()
        for part in (f"<name>{SECRET}</name>", "<rent>500</rent>", "<born>1990-03-31</born>", "<note>1 &lt; 2 &amp; \"3\"</note>"):
            self.assertIn(part, record)
        # Once sent, the code shows the receipt, and the tablet of the area is told.
        self.assertIn("Receipt number", self.enter("h-1").page.text)
        wait_for(lambda: ["h-1", "Lesnaya 1", "f", "answered"] in self.tablet.table("households"))
        self.assertNotIn(["h-2", "Lesnaya 2", "f", "answered"], self.tablet.table("households"))
        online = self.hub.call("GET", "/api/areas/a/online")
        self.assertEqual((online["invited"], [one["household"] for one in online["answered"]]), (9, ["h-1"]))
        for file in (self.agent.folder / "respond").iterdir():
            self.assertNotIn(SECRET.encode(), file.read_bytes(), file)

    def test_it_goes_on_in_another_browser_where_it_was(self):
        first = self.enter("h-2")
        first.send(type="house")
        self.assertIn("How many?", first.page.heading)
        first.send(("go", "leave"))
        self.assertIn("saved", first.page.text)
        self.assertEqual(first.go("/form").status, 200)
        self.assertIn("Code from the letter", first.page.text)
        second = self.enter("h-2")
        self.assertIn("How many?", second.page.heading)
        second.send(("go", "back"))
        self.assertEqual(second.page.fields[second.page.named("/type")], ["house"])
        # Begun answers are nobody's who has the disk: neither name nor address stands there.
        for file in (self.agent.folder / "respond").iterdir():
            self.assertNotIn(b"Lesnaya", file.read_bytes(), file)
            self.assertNotIn(b"\x28\xb5\x2f\xfd", file.read_bytes(), "packed and not sealed")

    def test_an_answer_that_hides_others_says_so(self):
        browser = self.enter("h-3")
        browser.send(type="flat")
        browser.send(rent="7")
        browser.send(("go", "back"))
        browser.send(("go", "back"))
        browser.send(type="house")
        self.assertIn("makes earlier answers unnecessary: 1", browser.page.text)

    def test_two_browsers_at_one_code_are_told_of_each_other(self):
        one, two = self.enter("h-4"), self.enter("h-4")
        one.send(type="house")
        two.send(type="flat")
        self.assertIn("changed in another window", two.page.text)
        self.assertIn("Rent", two.page.heading)
        two.send(rent="9")
        self.assertNotIn("changed in another window", two.page.text)

    def test_a_lower_number_waits_for_a_yes(self):
        browser = self.enter("h-5")
        browser.send(type="house")
        browser.send(count="2")
        browser.send(("enter", "1"))
        browser.send(name="Second")
        browser.send(("go", "back"))
        self.assertEqual(browser.send(count="1").status, 422)
        self.assertIn("entries that have answers already go away (answers: 1)", browser.page.text)
        self.assertEqual(browser.page.fields[browser.page.named("/count")], ["1"])
        self.assertIn("Second", self.enter("h-5").go("/form?at=%2Fdata%2Fp").text)
        browser.go("/form", "POST", urllib.parse.urlencode(
            browser.page.hidden + [(browser.page.named("/count"), "1"), ("lower", "yes"), ("go", "next")]))
        self.assertNotIn("Second", browser.page.text)

    def test_wrong_codes_are_told_and_counted(self):
        browser = Browser(self.respond.port, "ru")
        self.assertIn("Ответьте за своё домохозяйство", browser.go("/").heading)
        self.assertEqual(browser.enter("ABCD", "ru").status, 422)
        self.assertIn("Это не код", browser.page.text)
        for bad in ("", "x" * 5000, "<script>", "0000-0000-0000-0000"):
            self.assertEqual(browser.enter(bad).status, 422)
            self.assertNotIn("<script>", browser.page.source)

    def test_nobody_is_let_in_without_a_code(self):
        browser = Browser(self.respond.port)
        for path in ("/form", "/form?at=%2Fdata%2Ftype", "/media/x.png", "/media/..%2Fform.xml"):
            self.assertIn("Code from the letter", browser.go(path).text)
        browser.cookie = "zarya-answer=" + "0" * 220
        self.assertIn("Code from the letter", browser.go("/form").text)
        self.assertEqual(browser.go("/nothing").status, 404)

    def test_what_other_sites_and_bad_clients_send_is_refused(self):
        browser = self.enter("h-6")
        good = urllib.parse.urlencode(browser.page.hidden + [("v/data/type", "house"), ("go", "next")])
        for status, body, headers in (
                (403, good, {"Origin": "https://evil.example"}), (403, good, {"Sec-Fetch-Site": "cross-site"}),
                (403, good.replace("token=", "token=0"), {}), (415, good, {"Content-Type": "multipart/form-data; boundary=x"}),
                (400, "a=%zz", {}), (400, "a=%00", {}), (400, "a=%ff", {}), (413, "a=" + "x" * 300000, {}),
                (400, "&".join("a=1" for _ in range(3000)), {})):
            self.assertEqual(browser.ask("POST", "/form", body, headers)[0], status, (body[:60], headers))
        self.assertEqual(browser.ask("PUT", "/form", "a=1")[0], 405)
        # Fields of no question, and of questions that are not asked, change nothing.
        odd = urllib.parse.urlencode(browser.page.hidden + [("q", "/data/rent"), ("v/data/rent", "5"), ("q", "/no"), ("v/no", "1"), ("go", "list")])
        browser.go("/form", "POST", odd)
        self.assertNotIn("Rent", browser.page.text)

    def test_no_page_needs_or_allows_a_script(self):
        browser = self.enter("h-7")
        self.assertNotIn("<script", browser.page.source)
        self.assertIn("default-src 'none'", browser.headers["Content-Security-Policy"])
        self.assertEqual(browser.headers["Cache-Control"], "no-store")
        self.assertEqual(browser.ask("GET", "/style.css")[0], 200)

    def test_a_new_code_makes_the_old_one_worthless(self):
        old = self.codes["h-8"]
        lines = self.hub.call("POST", "/api/areas/a/codes", {"households": ["h-8"]}).decode().splitlines()
        self.assertEqual(len(lines), 2)
        new = lines[1].rsplit(",", 1)[1]
        browser = Browser(self.respond.port)
        wait_for(lambda: browser.enter(new).status == 200)
        self.assertEqual(browser.enter(old).status, 422)
        status, content, _ = self.hub.operator().ask("POST", "/api/areas/a/codes", {"households": ["h-8", "no"]})
        self.assertEqual(status, 404, content)

    def test_it_speaks_russian_where_the_questionnaire_does(self):
        browser = self.enter("h-9", "ru")
        browser.go("/form?at=%2Fdata%2Ftype")
        if "Вид жилья" not in browser.page.heading:
            browser.send(("language", "1"))
        self.assertIn("Вид жилья", browser.page.heading)
        self.assertIn("Дальше", browser.page.text)
        self.assertIn('lang="ru"', browser.page.source)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
