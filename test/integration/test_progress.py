#!/usr/bin/python3
"""Progress of a running hub: what a page shows of the country, of each territory, area and day, against a count over all records
and areas that the hub lists, after each kind of change. Usage: test_progress.py BUILD (for PostgreSQL: postgres_server.py before it)

Tests: hub/progress/ground.c hub/progress/schedule.c hub/progress/progress_page.c hub/progress/outline_page.c
"""
import collections
import os
import pathlib
import sys
import time
import unittest

from hub_client import Tablet
from patience import wait_for
from running_hub import RunningHub

FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
<instance><data id="f" version="1"><age/></data></instance><bind nodeset="/data/age" type="int"/></model></h:head>
<h:body><input ref="/data/age"><label>Age</label></input></h:body></h:html>"""
TREE = "id,parent,kind,name\n16,,region,Tatarstan\n16-01,16,district,Alpha\n16-02,16,district,Beta\n77,,region,Moscow\n"
RESULTS = ("open", "done", "revisit", "refused", "empty")
SUMS = ("areas", "households", "records", "tablets", "found", *RESULTS)
HOMES = 5
BEGIN_S = 1790000000  # when the tablets of tests begin an interview (tablet_tool.c)


def area(name, zone="UTC", homes=HOMES):
    return {"name": name, "form": "f", "zone": zone, "households": [{"id": f"h{n}", "address": f"Mira {n}"} for n in range(homes)]}


class ProgressTest(unittest.TestCase):
    def setUp(self):
        self.hub = self.enterContext(RunningHub(BUILD))
        self.addCleanup(lambda: self.hub.operator().connection().close())
        self.hub.call("PUT", "/api/forms/f/form.xml", FORM)
        for name in ("a1", "a2", "a3", "a4"):
            self.hub.call("PUT", f"/api/areas/{name}", area(name))
        self.place({"a1": "16-01", "a2": "16-01", "a3": "16-02"})
        self.record = self.hub.folder / "record.xml"
        self.record.write_text('<data id="f" version="1"><age>5</age></data>')
        self.tablets, self.sent = {}, 0
        for seed, name in enumerate(("a1", "a2", "a3", "a4"), 31):
            tablet = self.tablets[name] = Tablet(self.hub, seed)
            self.addCleanup(tablet.connection.close)
            self.assertEqual(tablet.enrol(self.hub.operator().code(name, f"tablet of {name}")), 200)

    def place(self, where):
        self.hub.call("PUT", "/api/territories", (TREE + "".join(f"{name},{at},area,\n" for name, at in where.items())).encode())

    def send(self, at, household, result, *options, of=None):
        """Of the area's own tablet, or of that of another."""
        tablet, self.sent = self.tablets[of or at], self.sent + 1
        tablet.connection.close()
        status, lines = tablet.exchange("--records", self.sent, 1, "--xml", self.record, "--form", "f", "1", "--area", at, "--household", household,
                                        "--outcome", result, "--id", f"r{self.sent}", *(options or ("--salt", self.sent)))
        self.assertEqual(status, 200, lines)
        return f"r{self.sent}"

    def counted(self):
        """Sums by territory ("" for all) and area, counted over the lists."""
        operator = self.hub.operator()
        sums, paths = collections.defaultdict(lambda: dict.fromkeys(SUMS, 0)), {"": [""]}
        tree = {row["id"]: row for row in operator.get("/api/territories")["territories"]}
        for one in tree:
            line, node = [""], one
            while node:
                line.append(node)
                node = tree[node]["parent"]
            paths[one] = line
            sums[one]["areas"] += 0
        for row in operator.get("/api/areas?limit=500")["areas"]:
            at = self.where.get(row["id"], "")
            homes = operator.get(f"/api/areas/{row['id']}")["households"]
            records = operator.get(f"/api/records?area={row['id']}&limit=500")["records"]
            tablets = operator.get(f"/api/fleet?area={row['id']}")["tablets"]
            known = {home["id"] for home in homes}
            there = [home for home in homes if not home["removed"]]
            facts = {"areas": 1, "households": len(there), "records": len(records), "tablets": len(tablets),
                     "found": len({record["household"] for record in records if record["household"]} - known),
                     **{result: sum((home["result"] or "open") == result for home in there) for result in RESULTS}}
            for place in (*paths[at], f"area {row['id']}"):
                for name, value in facts.items():
                    sums[place][name] += value
        return dict(sums)

    def shown(self):
        operator = self.hub.operator()
        sums = {}

        def look(territory):
            page = operator.get(f"/api/progress?territory={territory}&limit=2")
            sums[territory] = {name: page["sums"][name] for name in SUMS}
            areas = page["areas"]
            while page["next"]:
                following = operator.get(f"/api/progress?territory={territory}&limit=2&after={page['next']}")
                self.assertEqual(following["territories"], [])
                areas, page = areas + following["areas"], {**page, "next": following["next"]}
            for row in areas:
                sums[f"area {row['id']}"] = {name: row[name] for name in SUMS}
            for row in page["territories"]:
                look(row["id"])
                self.assertEqual({name: row[name] for name in SUMS}, sums[row["id"]])
            days = operator.get(f"/api/progress/days?territory={territory}")["days"]
            for result in RESULTS[1:]:
                self.assertEqual(sum(day[result] for day in days), sums[territory][result], (territory, result))
        look("")
        return sums

    def hold(self):
        """Records are indexed behind their receipts: the numbers come to be what they must be, and stay so."""
        self.assertTrue(wait_for(lambda: self.counted()[""]["records"] == self.expected))
        self.assertEqual(self.shown(), self.counted())

    def test_progress_is_right_to_the_record(self):
        self.where, self.expected = {"a1": "16-01", "a2": "16-01", "a3": "16-02"}, 0
        self.hold()
        first = self.send("a1", "h0", "later")
        self.send("a1", "h1", "completed")
        self.send("a2", "h2", "refused")
        self.send("a3", "h0", "empty")
        self.send("a4", "h0", "completed")
        self.send("a1", "none", "completed")  # an address in no list
        self.expected = 6
        self.hold()
        self.assertEqual(self.shown()["16-01"]["revisit"], 1)

        self.send("a1", "h0", "completed", "--previous", first, "--salt", 100)  # somebody came again
        self.send("a2", "h3", "completed", of="a3")  # a tablet that never was of the area: kept, and does not count
        self.expected = 8
        self.hold()
        self.assertEqual((self.shown()["16-01"]["done"], self.shown()["16-01"]["records"]), (2, 6))

        self.where = {"a1": "77", "a2": "16-01", "a3": "16-02", "a4": "16-01"}
        self.place(self.where)
        self.hub.call("PUT", "/api/areas/a2", {**area("a2", homes=4), "edition": 1})  # a household leaves the list
        self.hub.call("PUT", f"/api/fleet/{self.tablet_of('a3')}", {"area": "a1"})
        self.hold()
        self.hub.stop()
        self.hub.start()
        self.hold()

    def tablet_of(self, name):
        return next(row["id"] for row in self.hub.operator().get("/api/fleet")["tablets"] if row["area"] == name)

    def test_a_page_says_where_it_is(self):
        page = self.hub.call("GET", "/api/progress?territory=16-01")
        self.assertEqual([node["id"] for node in page["above"]], ["", "16"])
        self.assertEqual(page["territory"], {"id": "16-01", "kind": "district", "name": "Alpha"})
        self.assertEqual([row["id"] for row in page["areas"]], ["a1", "a2"])
        every = self.hub.call("GET", "/api/progress?depth=2")["territories"]
        self.assertEqual([row["id"] for row in every], ["77", "16", "16-01", "16-02"])
        for path, status in (("/api/progress?territory=none", 404), ("/api/progress?depth=99", 422), ("/api/progress?depth=x", 422),
                             ("/api/progress/days?area=none", 404), ("/api/progress/days?territory=none", 404)):
            self.assertEqual(self.hub.operator().ask("GET", path)[0], status, path)

    def test_a_day_is_that_of_the_place(self):
        """23:30 in London is the next day in Kamchatka."""
        midnight = int(time.time()) // 86400 * 86400 - 86400
        at = midnight - 1800 - BEGIN_S
        self.hub.call("PUT", "/api/areas/a1", {**area("a1", "Asia/Kamchatka"), "edition": 1})
        for name in ("a1", "a2"):
            self.send(name, "h0", "completed", "--salt", at)
        days = {name: wait_for(lambda name=name: self.hub.call("GET", f"/api/progress/days?area={name}")["days"]) for name in ("a1", "a2")}
        self.assertEqual(days["a1"][0]["day"], time.strftime("%Y-%m-%d", time.gmtime(midnight)))
        self.assertEqual(days["a2"][0]["day"], time.strftime("%Y-%m-%d", time.gmtime(midnight - 86400)))

    def test_outlines_are_brought_and_given(self):
        def feature(whose, name, west):
            ring = [[west, 50], [west + 1, 50], [west + 1, 51], [west, 50]]
            return {"type": "Feature", "properties": {whose: name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}

        def put(*features):
            return self.hub.operator().ask("PUT", "/api/outlines", {"type": "FeatureCollection", "features": features})

        def given(path="/api/outlines"):
            return [next(iter(one["properties"].values())) for one in self.hub.call("GET", path)["features"]]
        self.assertEqual(put(feature("territory", "16", 40), feature("territory", "16-01", 40), feature("area", "a1", 41), feature("area", "a4", 42))[0], 200)
        self.assertEqual(given(), ["16", "a4"])
        self.assertEqual(given("/api/outlines?territory=16"), ["16-01"])
        self.assertEqual(given("/api/outlines?territory=16-01"), ["a1"])
        first = self.hub.call("GET", "/api/outlines?limit=1")
        self.assertEqual([one["properties"] for one in first["features"]], [{"territory": "16"}])
        second = self.hub.call("GET", f"/api/outlines?limit=1&after={first['next']}")
        self.assertEqual(([one["properties"] for one in second["features"]], second["next"]), ([{"area": "a4"}], None))
        self.assertIsNone(self.hub.call("GET", "/api/outlines?limit=2")["next"], "no empty page follows")
        self.assertEqual(self.hub.operator().ask("GET", "/api/outlines?limit=0")[0], 422)
        status, content, _ = put(feature("territory", "16-02", 40), feature("area", "nowhere", 41))
        self.assertEqual(status, 422, content)
        self.assertIn("feature 2 (nowhere)", content["message"])
        self.assertEqual(given("/api/outlines?territory=16"), ["16-01"])
        big = [[30 + n / 1000, 50] for n in range(4999)] + [[30, 50]]
        for name in ("16", "77"):  # more than one answer holds
            many = {"type": "MultiPolygon", "coordinates": [[big]]}
            self.assertEqual(put({"type": "Feature", "properties": {"territory": name}, "geometry": many})[0], 200)
        self.assertEqual(given(), ["16", "77", "a4"])
        self.assertEqual(put({"type": "Feature", "properties": {"area": "a4"}, "geometry": None})[0], 200)
        self.assertEqual(given(), ["16", "77"])

    def test_a_plan_is_kept_and_checked(self):
        put = lambda first, last: self.hub.operator().ask("PUT", "/api/progress/plan", {"first": first, "last": last})
        self.assertEqual(put("2026-10-01", "2026-10-31")[0], 200)
        days = self.hub.call("GET", "/api/progress/days")
        self.assertEqual((days["first"], days["last"], days["households"]), ("2026-10-01", "2026-10-31", 20))
        for first, last in (("2026-02-30", "2026-10-31"), ("2026-10-31", "2026-10-01"), ("2026-10-01", ""), ("1 May", "2 May"), ("2026-10-01 ", "2026-10-02")):
            status, content, _ = put(first, last)
            self.assertEqual(status, 422, (first, last))
            self.assertIn(content["where"] if "where" in content else "", ("first", "last", ""))
        self.assertEqual(self.hub.call("GET", "/api/progress/days")["last"], "2026-10-31")
        self.assertEqual(put("", "")[0], 200)
        self.assertEqual(self.hub.call("GET", "/api/progress/days")["first"], "")


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
