#!/usr/bin/python3
"""Teams of a real hub: whose areas are whose, in bulk, and what a controller sees before and after. Usage: test_teams.py BUILD

Tests: hub/teams/team_page.c
"""
import pathlib
import sys
import unittest

from hub_client import Tablet
from running_hub import RunningHub

from console import Console

BUILD = pathlib.Path(".")
FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
<instance><data id="f" version="1"><age/></data></instance><bind nodeset="/data/age" type="int"/></model></h:head>
<h:body><input ref="/data/age"><label>Age</label></input></h:body></h:html>"""
TREE = "id,parent,kind,name\n16,,region,R\n77,,region,O\nt-1,16,team,First\nt-2,16,team,Second\nt-9,77,team,Far\na1,t-1,area,\na2,t-1,area,\na9,t-9,area,\n"
AREAS = ("a1", "a2", "a9")


class Teams(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        hub = cls.hub = cls.enterClassContext(RunningHub(BUILD))
        hub.call("PUT", "/api/forms/f/form.xml", FORM)
        for name in AREAS:
            hub.call("PUT", f"/api/areas/{name}", {"name": name, "form": "f", "households": [{"id": f"h-{name}", "address": f"Mira {name}"}]})
        hub.call("PUT", "/api/territories", TREE.encode())
        record = hub.folder / "record.xml"
        record.write_text('<data id="f" version="1"><age>5</age></data>')
        tablet = Tablet(hub, 7)
        assert tablet.enrol(hub.operator().code("a1", "T-1")) == 200
        assert tablet.exchange("--records", 1, 1, "--xml", record, "--form", "f", "1", "--area", "a1", "--household", "h-a1", "--id", "rec-1")[0] == 200
        tablet.connection.close()
        cls.callers = {}
        for name, role, territory in (("first", "controller", "t-1"), ("second", "controller", "t-2"), ("region", "statistician", "16")):
            given = hub.call("POST", "/api/accounts", {"name": name, "person": name.title(), "role": role, "territory": territory})["password"]
            caller = cls.callers[name] = Console(hub)
            assert caller.login(given, name)[0] == 200
            assert caller.ask("POST", "/api/password", {"password": given, "new": "words of my own"})[0] == 200

    @classmethod
    def tearDownClass(cls):
        for caller in (*cls.callers.values(), cls.hub.operator()):
            caller.connection().close()

    def areas_of(self, name):
        return [row["id"] for row in self.callers[name].get("/api/areas")["areas"]]

    def test_areas_are_handed_over_and_a_controller_sees_his_own(self):
        region = self.callers["region"]
        teams = {row["id"]: row for row in region.get("/api/teams")["teams"]}
        self.assertEqual(sorted(teams), ["t-1", "t-2"], "the third is another region's")
        self.assertEqual([one["name"] for one in teams["t-1"]["controllers"]], ["first"])
        self.assertEqual([(teams[name]["areas"], teams[name]["done"], teams[name]["tablets"]) for name in ("t-1", "t-2")], [(2, 1, 1), (0, 0, 0)])
        self.assertEqual((self.areas_of("first"), self.areas_of("second")), (["a1", "a2"], []))
        page = region.get("/api/teams?limit=1")
        self.assertEqual([row["id"] for row in region.get(f"/api/teams?limit=1&after={page['next']}")["teams"]], ["t-2"])

        # All or none: what lies outside is as what is not there.
        for areas in (["a1", "a9"], ["a1", "none"]):
            status, body, _ = region.ask("PUT", "/api/teams/t-2/areas", {"areas": areas})
            self.assertEqual((status, str(body).replace("a9", "none")), (404, str(region.ask("PUT", "/api/teams/t-2/areas", {"areas": ["none"]})[1])))
        self.assertEqual(self.areas_of("second"), [])
        for path, status in (("/api/teams/t-9/areas", 404), ("/api/teams/none/areas", 404), ("/api/teams/16/areas", 422)):
            self.assertEqual(region.ask("PUT", path, {"areas": ["a1"]})[0], status, path)
        for body in ({}, {"areas": []}, {"areas": "a1"}, {"areas": [1]}, {"areas": ["a/b"]}, {"areas": ["a1"] * 1001}):
            self.assertEqual(region.ask("PUT", "/api/teams/t-2/areas", body)[0], 422, body)
        self.assertEqual(self.callers["first"].ask("PUT", "/api/teams/t-2/areas", {"areas": ["a1"]})[0], 403)

        self.assertEqual(region.put("/api/teams/t-2/areas", {"areas": ["a1", "a2", "a1"]}), {"areas": 3, "moved": 2})
        self.assertEqual((self.areas_of("first"), self.areas_of("second")), ([], ["a1", "a2"]))
        self.assertEqual([row["id"] for row in self.callers["second"].get("/api/records")["records"]], ["rec-1"])
        self.assertEqual(self.callers["first"].ask("GET", "/api/records/rec-1")[0], 404)
        teams = {row["id"]: row for row in region.get("/api/teams")["teams"]}
        self.assertEqual([(teams[name]["areas"], teams[name]["done"], teams[name]["tablets"]) for name in ("t-1", "t-2")], [(0, 0, 0), (2, 1, 1)])
        events = self.hub.call("GET", "/api/audit")["events"]
        self.assertEqual(sorted(e["what"] for e in events if e["kind"] == "team" and not e["code"]), ["a1: t-2", "a2: t-2"])


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    result = program.result
    wrong = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - wrong} passed, {wrong} failed")
    sys.exit(0 if result.wasSuccessful() else 1)
