#!/usr/bin/python3
"""Every role through every route of a real hub, inside its territory and outside. Usage: test_authorisation.py BUILD

The routes and who may use them come from the hub's own tables (route_list); what is asked of each route stands below. A route
without a line here fails, and so does a line without a route. Who may what is also a golden file, so that a change of it is
seen: UPDATE_GOLDEN=1 writes it anew. What lies outside must be answered as what is not there, to the byte.

Tests: hub/access/scope.c hub/access/territories.c hub/access/right.c
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

from hub_client import Tablet
from running_hub import RunningHub

from console import Console

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "test/golden/hub/who_may.txt"
ROLES = ("administrator", "fleet", "statistician", "controller", "auditor")
PASSWORD = "words of my own"
FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
<instance><data id="f" version="1"><age/></data></instance><bind nodeset="/data/age" type="int"/></model></h:head>
<h:body><input ref="/data/age"><label>Age</label></input></h:body></h:html>"""
TREE = "id,parent,kind,name\n16-03,16,district,D\n16,,region,R\n77,,region,Other\nground-in,16,district,D\nground-out,77,district,D\nteam-in,16-03,team,T\nteam-out,77,team,T\narea-in,16-03,area,\narea-out,77,area,\n"
TABLETS = {"in": 61, "out": 62}

# What a page of a part of the country must not hold, and what it must.
OUTSIDE = ("area-out", "record-out", "tablet-out", "account-out", "team-out", "Lesnaya out", "Other")
INSIDE = {"/api/teams": "team-in", "/api/areas": "area-in", "/api/records": "record-in", "/api/fleet": "tablet-in", "/api/accounts": "account-in",
          "/api/territories": "16-03", "/api/progress?depth=3": "16-03", "/api/export.csv?form=f": "record-in", "/api/export.jsonl?form=f": "record-in"}


def area(name):
    return {"name": name, "form": "f", "households": [{"id": f"h-{name}", "address": f"Lesnaya {name}"}]}


def one(path, body=None):
    """A thing by its name: the same call for one inside, one outside, and one that is not there."""
    return [(kind, path.replace("@", name), json.loads(json.dumps(body).replace("@", name)))
            for kind, name in (("inside", "in"), ("outside", "out"), ("unknown", "not"))]


def listed(path):
    return [("list", path, None)]


def free(path, body=None):
    return [("free", path, body)]


# What is asked of each route. "free": nothing of a territory is in it. A body of bytes goes as it is.
CALLS = {
    "POST /api/login": free("/api/login", {"password": "wrong"}),
    "POST /api/logout": free("/api/logout", {}),
    "POST /api/password": free("/api/password", {"password": "x", "new": "short"}),
    "POST /api/factor": free("/api/factor", {}),
    "POST /api/factor/confirm": free("/api/factor/confirm", {}),
    "GET /api/factor-roles": free("/api/factor-roles"),
    "PUT /api/factor-roles": free("/api/factor-roles", {"roles": []}),
    "POST /api/accounts/*/factor": one("/api/accounts/account-@/factor", {}),
    "GET /api/session": free("/api/session"),
    "GET /api/live": free("/api/live?for=0"),
    "GET /api/territories": listed("/api/territories"),
    "PUT /api/territories": free("/api/territories", TREE.encode()),
    "GET /api/accounts": listed("/api/accounts"),
    "POST /api/accounts": free("/api/accounts", {"name": "Not a name", "role": "fleet"}),
    "PUT /api/accounts/*": [(kind, path, {"role": "fleet", "territory": {"inside": "16-03"}.get(kind, "77")})
                             for kind, path, _ in one("/api/accounts/account-@")],
    "POST /api/accounts/*/password": one("/api/accounts/account-@/password", {}),
    "GET /api/accounts/*/tokens": one("/api/accounts/account-@/tokens"),
    "POST /api/accounts/*/tokens": one("/api/accounts/account-@/tokens", {"name": "program"}),
    "POST /api/accounts/*/tokens/*/revoke": [(kind.replace("inside", "named"), path, body)
                                             for kind, path, body in one("/api/accounts/account-@/tokens/none/revoke", {})],
    "GET /api/fleet": listed("/api/fleet"),
    "PUT /api/fleet/*": one("/api/fleet/{tablet-@}", {"area": "area-@"}),
    "POST /api/fleet/*/revoke": one("/api/fleet/{tablet-@}/revoke", {}),
    "GET /api/arrivals": free("/api/arrivals"),
    "GET /api/arrivals/refused": listed("/api/arrivals/refused"),
    "POST /api/codes": one("/api/codes", {"area": "area-@", "name": "T"}),
    "POST /api/codes/many": one("/api/codes/many", {"codes": [{"area": "area-@", "name": "T"}]}),
    "GET /api/collectors": free("/api/collectors"),
    "POST /api/collectors": free("/api/collectors", {"name": "not a name"}),
    **{f"POST /api/collectors/*/{what}": free(f"/api/collectors/nobody/{what}", {}) for what in ("password", "close", "open")},
    "GET /api/forms": listed("/api/forms"),
    "PUT /api/forms/*/form.xml": free("/api/forms/f/form.xml", FORM),
    "PUT /api/forms/*/form.xlsx": free("/api/forms/f/form.xlsx", b"no workbook"),
    "GET /api/forms/*/form.xlsx": free("/api/forms/f/form.xlsx"),
    "GET /api/forms/*/tables": listed("/api/forms/f/tables"),
    "PUT /api/forms/*/media/*": free("/api/forms/f/media/list.csv", b"name,label\n"),
    "GET /api/areas": listed("/api/areas"),
    "GET /api/areas/*": one("/api/areas/area-@"),
    "PUT /api/areas/*": one("/api/areas/area-@", area("@")),
    "POST /api/areas/*/preview": one("/api/areas/area-@/preview", area("@")),
    "GET /api/areas/*/found": one("/api/areas/area-@/found"),
    "POST /api/areas/*/found": one("/api/areas/area-@/found", {"households": []}),
    "PUT /api/areas/*/shares": one("/api/areas/area-@/shares", {"edition": 0, "shares": []}),
    "GET /api/areas/*/households.csv": one("/api/areas/area-@/households.csv"),
    "GET /api/teams": listed("/api/teams") + one("/api/teams?territory=ground-@"),
    "PUT /api/teams/*/areas": one("/api/teams/team-@/areas", {"areas": ["area-@"]}),
    "GET /api/progress": listed("/api/progress") + listed("/api/progress?depth=3") + one("/api/progress?territory=ground-@"),
    "GET /api/progress/days": listed("/api/progress/days") + one("/api/progress/days?area=area-@"),
    "PUT /api/progress/plan": free("/api/progress/plan", {"first": "2026-10-01", "last": "2026-10-31"}),
    "GET /api/outlines": listed("/api/outlines") + one("/api/outlines?territory=ground-@"),
    "PUT /api/outlines": free("/api/outlines", {"type": "FeatureCollection", "features": []}),
    "POST /api/areas/*/codes": one("/api/areas/area-@/codes", {}),
    "GET /api/areas/*/online": one("/api/areas/area-@/online"),
    "GET /api/zones": free("/api/zones"),
    "GET /api/register": listed("/api/register"),
    "POST /api/register": free("/api/register", {}),
    "GET /api/register/*": one("/api/register/{upload-@}"),
    "PUT /api/register/*/rows": [(kind, path, b"area,address\n") for kind, path, _ in one("/api/register/{upload-@}/rows?at=0")],
    **{f"POST /api/register/*/{what}": one(f"/api/register/{{upload-@}}/{what}", {}) for what in ("compare", "take", "drop")},
    "GET /api/register/*/areas": one("/api/register/{upload-@}/areas"),
    "GET /api/register/*/areas/*": one("/api/register/{upload-@}/areas/area-@"),
    "GET /api/records": listed("/api/records") + listed("/api/records?area=area-out") + listed("/api/records?household=h-out"),
    "GET /api/records/*": one("/api/records/record-@"),
    "GET /api/records/*/xml": one("/api/records/record-@/xml"),
    "GET /api/records/*/files/*": one("/api/records/record-@/files/sign.png"),
    "POST /api/records/*/return": one("/api/records/record-@/return", {"remarks": [{"path": "/data/age", "text": "Sure?"}]}),
    "POST /api/reviews": [(kind, "/api/reviews", {"state": "approved", "records": [{"id": f"record-{name}", "hash": f"{{hash-{name}}}"}]})
                          for kind, name in (("inside", "in"), ("outside", "out"), ("unknown", "not"))],
    "GET /api/doubles": listed("/api/doubles") + one("/api/doubles?territory=ground-@"),
    "POST /api/doubles": free("/api/doubles", {"state": "gone"}),
    "POST /api/doubles/search": one("/api/doubles/search", {"kind": "address", "territory": "ground-@"}),
    "GET /api/forms/*/persons": free("/api/forms/f/persons"),
    "PUT /api/forms/*/persons": free("/api/forms/f/persons", {"person": "/data", "names": ["age"], "birth": "age"}),
    "GET /api/export.csv": listed("/api/export.csv?form=f") + listed("/api/export.csv?form=f&area=area-out"),
    **{f"GET /api/export.{ending}": listed(f"/api/export.{ending}?form=f") + listed(f"/api/export.{ending}?form=f&area=area-out")
       for ending in ("jsonl", "sav", "dta", "zip")},
    **{f"GET /api/codebook.{ending}": free(f"/api/codebook.{ending}?form=f") for ending in ("csv", "html")},
    "GET /api/audit": free("/api/audit"),
    "GET /metrics": free("/metrics"),
    "GET /**": free("/"),
}
MISSING_IS_FINE = {"POST /api/collectors/*/password", "POST /api/collectors/*/close", "POST /api/collectors/*/open", "GET /api/forms/*/form.xlsx", "GET /api/forms/*/persons", "GET /api/records/*/files/*", "GET /**"}  # what is granted need not be there


class AuthorisationTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = cls.enterClassContext(RunningHub(BUILD))
        lines = subprocess.run([BUILD / "test/integration/route_list"], capture_output=True, text=True, check=True).stdout
        cls.table, cls.lines = {}, lines
        for line in lines.splitlines():
            method, pattern, right, reach, *roles = line.split(" ")
            cls.table[f"{method} {pattern}"] = (right, reach, set(roles[0].split(",")) if roles else set())
        cls.fill()
        cls.stranger = Console(cls.hub)
        cls.callers = {(role, part): cls.log_in(f"{role}-{part or 'all'}", role, part) for role in ROLES for part in ("", "16")}

        # Uploads lie where the account lies that brings them: only an account of another part has one outside.
        other = cls.log_in("brings-out", "statistician", "77")
        for name, console in (("in", cls.callers["statistician", "16"]), ("out", other)):
            upload = console.ask("POST", "/api/register", {})[1]["id"]
            rows = f"area,address\narea-{name},Lesnaya {name}\narea-out,Bad\n".encode()
            assert console.ask("PUT", f"/api/register/{upload}/rows?at=0&last=1", rows)[0] == 200
            cls.ids[f"upload-{name}"] = upload
            if name == "in":
                bad = console.ask("GET", f"/api/register/{upload}")[1]["bad"]
                assert [one["fault"] for one in bad] == ["unknown"], bad  # as an area that is not there
        other.connection().close()
        cls.ids["upload-not"] = "0" * 24

    @classmethod
    def fill(cls):
        hub = cls.hub
        hub.call("PUT", "/api/forms/f/form.xml", FORM)
        for name in ("in", "out"):
            hub.call("PUT", f"/api/areas/area-{name}", area(name))
        hub.call("PUT", "/api/territories", TREE.encode())
        record = hub.folder / "record.xml"
        record.write_text('<data id="f" version="1"><age>5</age></data>')
        tablets = {name: Tablet(hub, seed) for name, seed in TABLETS.items()}
        for name, tablet in tablets.items():
            assert tablet.enrol(hub.operator().code(f"area-{name}", f"tablet-{name}")) == 200
            status, lines = tablet.exchange("--records", 1, 1, "--xml", record, "--form", "f", "1", "--area", f"area-{name}",
                                            "--household", f"h-{name}", "--address", f"Lesnaya {name}", "--id", f"record-{name}")
            assert status == 200 and " OK " in lines[1], lines
            hub.call("POST", "/api/accounts", {"name": f"account-{name}", "role": "fleet", "territory": {"in": "16-03", "out": "77"}[name]})
        for name in ("out", "in"):  # one id, first outside
            status, lines = tablets[name].exchange("--records", 2, 1, "--xml", record, "--form", "f", "1", "--area", f"area-{name}", "--id", "record-twin")
            assert status == 200 and " OK " in lines[1], lines
            hub.operator().wait_until_opened()
            tablets[name].connection.close()

        cls.ids = {row["name"]: row["id"] for row in hub.call("GET", "/api/fleet")["tablets"]}
        cls.ids["tablet-not"], cls.ids["hash-not"] = "0" * 32, "0" * 64
        cls.ids.update((row["id"].replace("record", "hash"), row["hash"]) for row in hub.call("GET", "/api/records")["records"])

    @classmethod
    def log_in(cls, name, role, part):
        given = cls.hub.call("POST", "/api/accounts", {"name": name, "role": role, "territory": part})["password"]
        console = Console(cls.hub)
        assert console.login(given, name)[0] == 200
        assert console.ask("POST", "/api/password", {"password": given, "new": PASSWORD})[0] == 200
        return console

    @classmethod
    def tearDownClass(cls):
        for console in (*cls.callers.values(), cls.stranger, cls.hub.operator()):
            console.connection().close()

    def ask(self, caller, route, path, body):
        # What is before the door is asked by a stranger: one who logs out would be out for all that follows.
        console = self.stranger if self.table[route][0] == "ANYONE" else self.callers[caller]
        if isinstance(body, dict):
            body = json.loads(re.sub(r"\{([\w-]+)\}", lambda name: self.ids[name[1]], json.dumps(body)))
        status, content, headers = console.ask(route.split(" ")[0], path.format_map(self.ids), body)
        text = json.dumps(content, ensure_ascii=False) if isinstance(content, (dict, list)) else content.decode(errors="replace")
        return status, text, headers.get("Content-Length")

    def test_each_route_has_its_line_here_and_each_line_its_route(self):
        self.assertEqual(set(self.table), set(CALLS))

    def test_who_may_what_is_as_it_was_agreed(self):
        if os.environ.get("UPDATE_GOLDEN"):
            GOLDEN.parent.mkdir(exist_ok=True)
            GOLDEN.write_text(self.lines)
        self.assertEqual(self.lines, GOLDEN.read_text())

    def test_an_id_that_is_used_outside_too_is_used_once_inside(self):
        """Nobody learns that another record of the id exists: not by a mark, a filter, the id alone, or what stands beside it."""
        for caller, is_whole in ((("controller", ""), True), (("controller", "16"), False)):
            with self.subTest(caller=caller):
                def rows(query, console=self.callers[caller]):
                    return [row for row in console.ask("GET", f"/api/records?{query}")[1]["records"] if row["id"] == "record-twin"]
                self.assertEqual([(row["area"], row["doubts"], row["conflict"]) for row in rows("")],
                                 [(area, ["id"] if is_whole else [], is_whole) for area in (["area-in", "area-out"] if is_whole else ["area-in"])])
                self.assertEqual(len(rows("doubts=1")), 2 if is_whole else 0)
                self.assertIsNone(self.callers[caller].ask("GET", "/api/records?doubts=1&limit=1")[1]["next"] if not is_whole else None)
                status, page, _ = self.callers[caller].ask("GET", "/api/records/record-twin")
                self.assertEqual((status, page["meta"]["area"], page["meta"]["conflict"], len(page["visits"])), (200, "area-out", True, 2) if is_whole else (200, "area-in", False, 1))

    def test_every_role_at_every_route(self):
        checked = 0
        for route, (right, reach, roles) in self.table.items():
            for caller in self.callers:
                role, part = caller
                is_allowed = role in roles and (reach != "WHOLE" or part == "")
                answers = {}
                for kind, path, body in CALLS[route]:
                    with self.subTest(route=route, role=role, part=part, kind=kind):
                        status, text, length = self.ask(caller, route, path, body)
                        answers[kind] = (status, text.replace("-out", "-?").replace("-not", "-?"), length)
                        checked += 1
                        if right != "ANYONE":
                            self.check(route, caller, is_allowed, (kind, path), (status, text))
                if part and "outside" in answers:
                    with self.subTest(route=route, role=role, part=part, kind="outside is unknown"):
                        self.assertEqual(answers["outside"], answers["unknown"])
        self.assertGreater(checked, len(CALLS) * len(self.callers))

    def check(self, route, caller, is_allowed, asked, answer):
        (kind, path), (status, text) = asked, answer
        _, part = caller
        if not is_allowed:
            self.assertEqual(status, 403, text)
            self.assertIn("no right", text)
            return
        self.assertNotIn(status, (401, 500))
        if kind in ("inside", "free", "list") and route not in MISSING_IS_FINE:
            self.assertNotIn(status, (403, 404), text)
        if part and kind == "list":
            self.assertEqual(status, 200, text)
            self.assertFalse([word for word in OUTSIDE if word in text], text)
        if kind == "list" and path in INSIDE:
            self.assertIn(INSIDE[path], text)

    def test_counts_of_the_whole_are_told_to_the_whole_alone(self):
        """Another record outside changes no answer to an account of a part."""
        paths = ["/api/forms", "/api/forms/f/tables", "/api/areas", "/api/fleet", "/api/records", "/api/export.csv?form=f", "/api/territories", "/api/progress", "/api/progress/days"]

        def seen(console):
            return [console.ask("GET", path)[1] for path in paths]

        def without_time(answers):
            return [{name: value for name, value in answer.items() if name != "now"} if isinstance(answer, dict) else answer for answer in answers]

        inside, whole = self.callers["statistician", "16"], self.callers["statistician", ""]
        before, before_whole = without_time(seen(inside)), without_time(seen(whole))
        tablet = Tablet(self.hub, 63)
        self.assertEqual(tablet.enrol(self.hub.operator().code("area-out", "another-out")), 200)
        record = self.hub.folder / "record.xml"
        self.assertEqual(tablet.exchange("--records", 1, 1, "--xml", record, "--form", "f", "1", "--area", "area-out", "--household", "h-out",
                                         "--id", "another-out")[0], 200)
        tablet.connection.close()
        self.assertEqual(without_time(seen(inside)), before)
        self.assertNotEqual(without_time(seen(whole)), before_whole)

    def test_nobody_makes_an_account_beyond_his_own_territory(self):
        chief = self.callers["administrator", "16"]
        for territory in ("", "77", "nowhere"):
            status, content, _ = chief.ask("POST", "/api/accounts", {"name": "beyond", "role": "fleet", "territory": territory})
            self.assertEqual(status, 404, (territory, content))
        self.assertEqual(chief.ask("POST", "/api/accounts", {"name": "within", "role": "fleet", "territory": "16-03"})[0], 200)
        self.assertEqual(chief.ask("PUT", "/api/accounts/within", {"role": "fleet", "territory": ""})[0], 404)

    def test_who_is_of_a_part_must_name_an_area_of_it(self):
        for path, body in (("/api/codes", {"name": "T"}), ("/api/codes/many", {"codes": [{"name": "T"}]})):
            status, content, _ = self.callers["fleet", "16"].ask("POST", path, body)
            self.assertEqual(status, 404, content)
            self.assertIn("name an area", content["message"])

    def test_who_is_of_a_lost_territory_sees_nothing(self):
        lost = self.log_in("lost", "statistician", "77")
        self.assertIn("area-out", str(lost.get("/api/areas")))
        self.assertNotIn("area-in", str(lost.get("/api/areas")))
        lost.connection().close()

    def test_a_bad_row_of_the_tree_is_told_by_its_line_and_changes_nothing(self):
        tree = self.hub.call("GET", "/api/territories")
        rows = "id,parent,kind,name\nnew,,region,New\n"
        for bad, line in (("x,nowhere,district,X\n", 3), ("16,16-03,region,R\n", 3), ("a b,,region,X\n", 3), ("no-area,16,area,\n", 3)):
            status, content, _ = self.hub.operator().ask("PUT", "/api/territories", (rows + bad).encode())
            self.assertIn(status, (404, 422), content)
            self.assertEqual(content.get("line"), line, content)
        self.assertEqual(self.hub.operator().ask("PUT", "/api/territories", b"id,name\n1,x\n")[0], 422)
        self.assertEqual(self.hub.call("GET", "/api/territories"), tree)

    def test_what_is_moved_takes_along_no_more_than_fits(self):
        def chain(letter, count, length):
            names = [f"{letter}{number}".ljust(length, "x") for number in range(count)]
            return "".join(f"{name},{above},part,P\n" for name, above in zip(names, ["", *names])), names[0], names[-1]

        for letter, count, length in (("d", 12, 4), ("l", 6, 60)):  # as deep, and as long, as it may be
            rows, top, _ = chain(letter, count, length)
            other, _, low = chain(letter + "o", 2, 40)
            self.hub.call("PUT", "/api/territories", ("id,parent,kind,name\n" + rows + other).encode())
            tree = self.hub.call("GET", "/api/territories")
            status, content, _ = self.hub.operator().ask("PUT", "/api/territories", f"id,parent,kind,name\n{top},{low},part,P\n".encode())
            self.assertEqual((status, content.get("line")), (413, 2), content)
            self.assertEqual(self.hub.call("GET", "/api/territories"), tree)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
