#!/usr/bin/python3
"""What was counted twice is found and listed, and decided by people: real hub, office and agents. Usage: test_doubles.py BUILD

A family stands in two areas, and a namesake who was born on another day; an address stands in two lists and was found a third
time. Nothing of a person is with the hub, neither before nor after the search; the office's audit says what it opened.

Tests: hub/doubles/double_page.c hub/doubles/sighting.c hub/doubles/address_search.c hub/doubles/person_search.c hub/doubles/person_fields.c
"""
import json
import pathlib
import sys
import unittest

from patience import wait_for
from running_agent import RunningAgent
from running_hub import RunningHub
from running_office import RunningOffice

from console import Console

BUILD = pathlib.Path(".")
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
<instance><data id="f" version="1"><list><person><last/><first/><birth><date/></birth></person></list></data></instance>
<bind nodeset="/data/list/person/last" type="string"/><bind nodeset="/data/list/person/birth/date" type="date"/></model></h:head>
<h:body><group ref="/data/list/person"><label>P</label><repeat nodeset="/data/list/person"><input ref="/data/list/person/last"><label>L</label></input>
<input ref="/data/list/person/first"><label>F</label></input><input ref="/data/list/person/birth/date"><label>B</label></input></repeat></group>
</h:body></h:html>"""
FIELDS = {"person": "/data/list/person", "names": ["last", "first"], "birth": "birth/date"}
FAMILY = [("Заозёрная", "Феврония", "1980-02-03"), ("Заозёрный", "Аристарх", "2011-12-13")]
TREE = "id,parent,kind,name\n16,,region,R\n16-01,16,district,D\n16-02,16,district,E\nt-1,16-01,team,Team 1\na1,t-1,area,\na2,16-01,area,\na3,16-02,area,\n"
HOUSES = {"a1": ["ул. Мира, д. 5", "ул. Мира, д. 7", "Лесная 1 кв. 2", "Лесная 2 кв. 1"], "a2": ["Мира улица 5", "Мира 5а"], "a3": ["ул. Мира, 5"]}


def xml_of(persons):
    rows = "".join(f"<person><last>{last}</last><first>{first}</first><birth><date>{date}</date></birth></person>" for last, first, date in persons)
    return f'<data id="f" version="1"><list>{rows}</list></data>'


class Doubles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.office = cls.enterClassContext(RunningOffice(BUILD))
        cls.hub = cls.enterClassContext(RunningHub(BUILD, office=cls.office))
        cls.operator = cls.hub.operator()
        cls.operator.put("/api/forms/f/form.xml", FORM.encode())
        for area, houses in HOUSES.items():
            cls.operator.put(f"/api/areas/{area}", {"name": area, "form": "f", "households": [
                {"id": f"{area}-{number}", "address": address} for number, address in enumerate(houses, 1)]})
        cls.operator.put("/api/territories", TREE.encode())

    def count(self, agent, area, records):
        """An agent of the area delivers them."""
        before = len(self.hub.records())
        self.assertEqual(agent.ask("enrol", self.operator.code(area))[0], 0)
        for name, persons in records.items():
            path = agent.folder / f"{name}.xml"
            path.write_text(xml_of(persons))
            self.assertEqual(agent.ask("submit-file", name, "f", path, area)[0], 0)
        self.assertTrue(wait_for(lambda: len(self.hub.records()) == before + len(records)), agent.status())

    def search(self, caller=None, status=200, **wish):
        seen, body, _ = (caller or self.operator).ask("POST", "/api/doubles/search", wish)
        self.assertEqual(seen, status, body)
        return body

    def listed(self, caller=None, **wish):
        query = "&".join(f"{name}={value}" for name, value in wish.items())
        return (caller or self.operator).get(f"/api/doubles?{query}")["doubles"]

    def account(self, name, role, territory):
        given = self.operator.call("POST", "/api/accounts", {"name": name, "role": role, "territory": territory})["password"]
        caller = Console(self.hub)
        self.addCleanup(lambda: caller.connection().close())
        self.assertEqual(caller.login(given, name)[0], 200)
        self.assertEqual(caller.ask("POST", "/api/password", {"password": given, "new": "words of my own"})[0], 200)
        return caller

    def test_addresses(self):
        found = self.search(kind="address")
        self.assertEqual((found["areas"], found["items"], found["pairs"], found["new"]), (3, 7, 1, 1), found)
        self.assertEqual(self.search(kind="address")["new"], 0, "it is there already")
        [pair] = self.listed(kind="address")
        self.assertEqual([(side["area"], side["household"], side["address"]) for side in pair["sides"]],
                         [("a1", "a1-1", "ул. Мира, д. 5"), ("a2", "a2-1", "Мира улица 5")], "a3 lies in another district")
        self.assertEqual(self.search(kind="address", territory="16-02")["pairs"], 0)

        # Who has one side of it does not learn of the other.
        team = self.account("team", "controller", "t-1")
        self.assertEqual(self.listed(team), [])
        self.assertEqual(team.ask("POST", "/api/doubles", {"state": "same", "numbers": [pair["number"]]})[0], 404)
        self.assertEqual(team.ask("GET", "/api/doubles?territory=16-01")[0], 404)
        self.search(team, 403, kind="address")
        district = self.account("district", "statistician", "16-01")
        self.assertEqual([row["number"] for row in self.listed(district)], [pair["number"]])
        self.search(district, 404, kind="address", territory="16-02")

        self.assertEqual(district.ask("POST", "/api/doubles", {"state": "other", "numbers": [pair["number"]]})[0], 200)
        [pair] = self.listed(kind="address", state="other")
        self.assertEqual((pair["who"], bool(pair["decided"])), ("district", True), pair)
        self.assertEqual(self.search(kind="address")["new"], 0)
        self.assertEqual(self.listed(kind="address", state="open"), [], "what was decided stands")
        audit = self.operator.get("/api/audit")["events"]
        self.assertIn(("double", "district", f"{pair['number']}: other"), [(e["kind"], e["who"], e["what"]) for e in audit])
        self.assertTrue(any(e["kind"] == "doubles" and "pairs 1, new 1" in e["what"] for e in audit), audit[:5])

    def test_persons(self):
        body = self.search(status=404, kind="persons", form="f")
        self.assertIn("nobody has said", str(body))
        for wrong in ({**FIELDS, "names": ["last", "middle"]}, {**FIELDS, "person": "/data/person"}, {**FIELDS, "birth": ""}, {**FIELDS, "names": []}, {}):
            self.assertEqual(self.operator.ask("PUT", "/api/forms/f/persons", wrong)[0], 422, wrong)
        self.assertEqual(self.operator.ask("PUT", "/api/forms/none/persons", FIELDS)[0], 404)
        self.operator.put("/api/forms/f/persons", FIELDS)
        self.assertEqual(self.operator.get("/api/forms/f/persons"), FIELDS)
        first, second, third = (self.enterContext(RunningAgent(BUILD)) for _ in range(3))
        self.count(first, "a1", {"one": FAMILY + [("Лесной", "Олег", "1970-01-01")], "lone": [("Лесной", "Иван", "1999-01-01")]})
        self.count(second, "a2", {"two": [(" ЗАОЗЕРНАЯ", "феврония ", "1980-02-03"), FAMILY[1]],
                                  "namesake": [("Лесной", "Олег", "1970-01-02"), ("Лесной", "И.", "1999-01-01"), ("", "", ""), ("Безымянный", "", "")]})
        self.count(third, "a3", {"three": [FAMILY[0]]})

        self.office.stop()
        self.assertIn("locked", str(self.search(status=503, kind="persons", form="f")))
        self.office.start()
        before = len(self.office.audit().splitlines())
        found = self.search(kind="persons", form="f", territory="16-01")
        self.assertEqual((found["items"], found["persons"], found["unread"], found["pairs"], found["new"]), (4, 8, 0, 1, 1), found)
        [pair] = self.listed(kind="persons")
        self.assertEqual(([(side["area"], side["record"]) for side in pair["sides"]], pair["persons"]), ([("a1", "one"), ("a2", "two")], 2), pair)
        opened = [json.loads(line) for line in self.office.audit().splitlines()[before:]]
        self.assertEqual({(line["who"], line["what"]) for line in opened}, {("operator", "doubles")})
        self.assertEqual(sorted(text.split()[1] for line in opened for text in line["records"]), ["lone", "namesake", "one", "two"])
        self.assertIn("whole", self.office.tool("--verify-audit"))

        found = self.search(kind="persons", form="f")
        self.assertEqual((found["pairs"], found["new"]), (2, 1), "the third is in another district")
        said = [text.encode() for person in FAMILY for text in person]
        for path in (path for path in self.hub.data.rglob("*") if path.is_file()):
            self.assertEqual([text for text in said if text in path.read_bytes()], [], path)
        self.assertEqual([text for text in said if text in self.office.audit().encode()], [])

    def test_what_is_no_wish_is_refused(self):
        for wish, status in (({}, 422), ({"kind": "other"}, 422), ({"kind": "persons"}, 422), ({"kind": "address", "territory": "none"}, 404), ({"kind": "persons", "form": "a b"}, 422)):
            self.assertEqual(self.operator.ask("POST", "/api/doubles/search", wish)[0], status, wish)
        for body, status in (({}, 422), ({"state": "same"}, 422), ({"state": "gone", "numbers": [1]}, 422), ({"state": "same", "numbers": ["1"]}, 422),
                             ({"state": "same", "numbers": []}, 422), ({"state": "same", "numbers": [1] * 201}, 422), ({"state": "same", "numbers": [1 << 60]}, 404)):
            self.assertEqual(self.operator.ask("POST", "/api/doubles", body)[0], status, body)
        for query in ("kind=x", "state=x", "limit=0", "territory=none", "after=7"):
            self.assertIn(self.operator.ask("GET", f"/api/doubles?{query}")[0], (404, 422), query)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    result = program.result
    wrong = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - wrong} passed, {wrong} failed")
    sys.exit(0 if result.wasSuccessful() else 1)
