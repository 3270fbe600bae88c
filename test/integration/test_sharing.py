#!/usr/bin/python3
"""An area's addresses divided among its tablets, and divided anew when somebody falls ill. Usage: test_sharing.py BUILD

Tests: hub/census/sharing.c hub/device/assignment.c
"""
import sys
import unittest

from hub_client import Tablet
from running_hub import RunningHub

FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
<instance><data id="f" version="1"><age/></data></instance><bind nodeset="/data/age" type="int"/></model></h:head>
<h:body><input ref="/data/age"><label>Age</label></input></h:body></h:html>"""


class SharingTest(unittest.TestCase):
    def setUp(self):
        self.hub = self.enterContext(RunningHub(BUILD))
        self.hub.call("PUT", "/api/forms/f/form.xml", FORM)
        self.hub.call("PUT", "/api/areas/a", {"name": "A", "form": "f", "households": [{"id": f"h{n}", "address": f"Mira {n}"} for n in range(10)]})
        self.record = self.hub.folder / "record.xml"
        self.record.write_text('<data id="f" version="1"><age>5</age></data>')
        self.tablets = [self.enrol(seed) for seed in (71, 72, 73)]
        self.ids = {row["name"]: row["id"] for row in self.hub.call("GET", "/api/fleet")["tablets"]}

    def enrol(self, seed):
        tablet = Tablet(self.hub, seed)
        self.addCleanup(lambda: tablet.connection.close())
        self.assertEqual(tablet.enrol(self.hub.operator().code("a", f"T{seed}")), 200)
        return tablet

    def share(self, *shares, status=200):
        edition = self.hub.call("GET", "/api/areas/a")["edition"]
        body = {"edition": edition, "shares": [{"tablet": self.ids.get(tablet, tablet), "households": [f"h{n}" for n in numbers]} for tablet, numbers in shares]}
        got, content, _ = self.hub.operator().ask("PUT", "/api/areas/a/shares", body)
        self.assertEqual(got, status, content)
        return content

    def held(self, tablet, *more):
        """How many addresses are on the list that the tablet gets, None when it gets none."""
        status, lines = tablet.exchange(*more)
        self.assertEqual(status, 200)
        counts = [int(line.split(" ")[5]) for line in lines if " assignment a " in line]
        return counts[-1] if counts else None

    def test_each_tablet_has_its_own_addresses_and_those_that_are_nobodys(self):
        self.assertEqual([self.held(tablet) for tablet in self.tablets], [10, 10, 10])
        self.assertEqual(self.share(("T71", range(4)), ("T72", range(4, 7)))["given"], 7)
        self.assertEqual([self.held(tablet) for tablet in self.tablets], [7, 6, 3])
        self.share(("", [0]), ("T73", [4]))
        self.assertEqual([self.held(tablet) for tablet in self.tablets], [7, 6, 5])
        whose = {one["id"]: one["tablet"] for one in self.hub.call("GET", "/api/areas/a")["households"]}
        self.assertEqual((whose["h0"], whose["h1"], whose["h4"]), ("", self.ids["T71"], self.ids["T73"]))

    def test_who_falls_ill_leaves_his_rest_to_the_others_and_loses_nothing(self):
        first = self.tablets[0]
        self.share(("T71", range(6)))
        self.assertEqual(self.held(first, "--draft", "h1"), 10)
        self.share(("T72", range(3)), ("T73", range(3, 6)))
        self.assertEqual(self.held(first, "--draft", "h1"), 4, "a list without what others have now")
        self.assertEqual(self.hub.call("GET", "/api/areas/a")["households"][1]["drafts"], 1, "what was begun is still known")
        status, lines = first.exchange("--records", 1, 1, "--xml", self.record, "--form", "f", "1", "--area", "a", "--household", "h1", "--id", "late")
        self.assertEqual((status, " OK " in lines[1]), (200, True), lines)
        record = self.hub.call("GET", "/api/records")["records"][0]
        self.assertEqual((record["id"], record["doubts"]), ("late", ["share"]), "it came, and is marked")
        self.assertEqual(self.hub.call("GET", "/api/areas")["areas"][0]["done"], 1, "and counts")

    def test_an_address_that_two_recorded_is_listed_and_both_stay(self):
        def send(tablet, sequence, household, name, *more):
            status, lines = tablet.exchange("--records", sequence, 1, "--xml", self.record, "--form", "f", "1", "--area", "a", "--household", household, "--id", name,
                                            "--salt", sequence, *more)
            self.assertEqual((status, " OK " in lines[1]), (200, True), lines)
        first, second, _ = self.tablets
        send(first, 1, "h1", "one")
        send(second, 1, "h1", "other")
        send(first, 2, "h2", "absent", "--outcome", "later")
        send(second, 2, "h2", "met")
        send(first, 3, "h3", "begun")
        send(first, 4, "h3", "again", "--previous", "begun")
        listed = {row["id"]: row["doubts"] for row in self.hub.call("GET", "/api/records?doubts=1")["records"]}
        self.assertEqual(listed, {"other": ["twice"]})
        self.assertEqual(len(self.hub.call("GET", "/api/records?household=h1&area=a")["records"]), 2)

    def test_a_tablet_that_goes_leaves_its_addresses_to_all(self):
        self.share(("T71", range(5)), ("T72", range(5, 10)))
        self.assertEqual([self.held(tablet) for tablet in self.tablets], [5, 5, 0])
        self.hub.call("POST", f"/api/fleet/{self.ids['T71']}/revoke", {})
        self.assertEqual([self.held(tablet) for tablet in self.tablets[1:]], [10, 5])
        self.hub.call("PUT", "/api/areas/b", {"name": "B", "form": "f", "households": []})
        self.hub.call("PUT", f"/api/fleet/{self.ids['T72']}", {"area": "b"})
        self.assertEqual(self.held(self.tablets[2]), 10)

    def test_a_telephone_of_a_data_collector_has_no_list_to_divide(self):
        self.hub.call("POST", "/api/collectors", {"name": "ivanova", "area": "a"})
        (collector,) = self.hub.call("GET", "/api/collectors")["collectors"]
        self.share((collector["id"], [0]), status=404)
        rows = {row["id"]: row["certified"] for row in self.hub.call("GET", "/api/fleet")["tablets"]}
        self.assertEqual((rows[collector["id"]], rows[self.ids["T71"]]), (False, True))

    def test_what_cannot_be_is_refused_and_changes_nothing(self):
        self.share(("T71", [0, 11]), status=422)
        self.share(("T71", [0]), ("T72", [0]), status=422)
        self.share(("0" * 32, [0]), status=404)
        self.share(("nobody", [0]), status=404)
        edition = self.hub.call("GET", "/api/areas/a")["edition"]
        for body, status in (({"shares": []}, 422), ({"edition": edition}, 422), ({"edition": edition + 1, "shares": []}, 409),
                             ({"edition": edition, "shares": [7]}, 422), ({"edition": edition, "shares": [{"tablet": ""}]}, 422),
                             ({"edition": edition, "shares": [{"tablet": "", "households": [{}]}]}, 422)):
            self.assertEqual(self.hub.operator().ask("PUT", "/api/areas/a/shares", body)[0], status, body)
        self.assertEqual(self.hub.call("GET", "/api/areas/a")["edition"], edition)


if __name__ == "__main__":
    BUILD = sys.argv.pop(1)
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
