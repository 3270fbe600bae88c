#!/usr/bin/python3
"""The description of the console's interface against the hub: every route is in it and back, and what the running hub answers,
refusals among it, is what the description says. Usage: test_openapi.py BUILD

Tests: hub/access/tokens.c hub/device/codes.c
"""
import json
import pathlib
import re
import sys
import unittest

import jsonschema

from hub_client import Tablet
from patience import wait_for
from running_hub import RunningHub

ROOT = pathlib.Path(__file__).resolve().parents[2]
SPEC = json.loads((ROOT / "hub/console/public/openapi.json").read_text(encoding="utf-8"))
FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>House</h:title>
<model><instance><house id="house" version="1"><note/><outcome/><person><name/></person><meta><instanceID/></meta></house></instance>
<bind nodeset="/house/note" type="string"/></model></h:head><h:body><input ref="/house/note"><label>Note</label></input>
<select1 ref="/house/outcome"><label>O</label><item><label>Done</label><value>done</value></item></select1>
<group ref="/house/person"><repeat nodeset="/house/person"><input ref="/house/person/name"><label>Name</label></input></repeat></group>
</h:body></h:html>"""
RECORD = '<house id="house" version="1"><note>n</note><outcome>done</outcome><person><name>Ann</name></person></house>'
AREA = {"name": "One", "form": "house", "households": [{"id": "h1", "address": "Mira 1"}, {"address": "Mira 2"}]}


def routes():
    """(method, path) of each route of the console, * for what it takes from the path."""
    text = (ROOT / "hub/routes.c").read_text(encoding="utf-8")
    for method, path, flags in re.findall(r"\{ZR_METHOD_(\w+),\s*\"([^\"]+)\",\s*([\w |]+),", text):
        if path.startswith("/api/") and "DEVICE" not in flags:
            yield method.lower(), path


def described():
    for path, methods in SPEC["paths"].items():
        for method in methods:
            yield method, re.sub(r"\{\w+\}", "*", path)


class OpenApiTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = cls.enterClassContext(RunningHub(BUILD))
        cls.operator = cls.hub.operator()
        cls.seen = set()

    def test_every_route_is_described_and_back(self):
        self.assertEqual(sorted(routes()), sorted(described()))

    def call(self, method, path, status=200, body=None, headers=None):
        """Makes the call and holds its answer against the description."""
        got, content, answer = self.operator.ask(method, path, body, headers)
        self.assertEqual(got, status, (method, path, content))
        plain = path.split("?")[0]
        pattern = next(pattern for pattern in SPEC["paths"]
                       if method.lower() in SPEC["paths"][pattern] and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", pattern), plain))
        told = SPEC["paths"][pattern][method.lower()]["responses"]
        told = told.get(str(status)) or told.get(f"{status // 100}XX")
        self.assertIsNotNone(told, (method, path, status))
        if "$ref" in told:
            told = SPEC["components"]["responses"]["Error"]
        kind = answer["Content-Type"].split(";")[0]
        self.assertTrue(kind in told["content"] or "*/*" in told["content"], (method, path, kind))
        if kind == "application/json":
            schema = {**told["content"][kind]["schema"], "components": SPEC["components"]}
            jsonschema.Draft202012Validator(schema).validate(content)
        self.seen.add((method.lower(), pattern))
        return content

    def test_what_the_hub_answers_is_what_is_described(self):
        call = self.call
        call("GET", "/api/session")
        call("GET", "/api/live?for=0")
        call("GET", "/api/live?for=soon", 422)
        call("PUT", "/api/forms/house/form.xml", body=FORM.encode())
        call("PUT", "/api/forms/house/form.xml", 400, FORM.replace("</instance>", "").encode())
        call("PUT", "/api/forms/other/media/list.csv", body=b"name,label\na,A\n")
        call("PUT", "/api/forms/house/form.xlsx", 400, b"no workbook")
        call("GET", "/api/forms/house/form.xlsx", 404)
        for path in ("forms", "forms/house/tables", "zones", "areas", "fleet", "audit", "accounts"):
            call("GET", f"/api/{path}")
        for path in ("progress", "progress/days", "outlines"):
            call("GET", f"/api/{path}")
        call("PUT", "/api/progress/plan", body={"first": "2026-10-01", "last": "2026-10-31"})
        call("PUT", "/api/progress/plan", 422, {"first": "2026-10-01", "last": "never"})
        call("GET", "/api/progress?territory=none", 404)
        ring = {"type": "Polygon", "coordinates": [[[49, 55], [50, 55], [50, 56], [49, 55]]]}
        call("PUT", "/api/areas/a1", body=AREA)
        call("PUT", "/api/outlines", body={"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"area": "a1"}, "geometry": ring}]})
        call("GET", "/api/outlines")
        call("GET", "/api/progress?limit=1")
        call("POST", "/api/areas/a1/preview", body=AREA)
        call("PUT", "/api/areas/a1", 409, {**AREA, "edition": 77})
        call("GET", "/api/areas/a1")
        call("GET", "/api/areas/none", 404)
        call("GET", "/api/areas/a1/households.csv")
        call("POST", "/api/areas/a1/codes", body={})
        call("GET", "/api/areas/a1/online")
        code = call("POST", "/api/codes", body={"name": "T-1", "area": "a1"})["code"]
        many = call("POST", "/api/codes/many", body={"codes": [{"name": f"T-{n}", "area": "a1"} for n in range(3)]})["codes"]
        self.assertEqual(len({one["code"] for one in many}), 3)
        call("POST", "/api/codes/many", 413, {"codes": []})
        call("POST", "/api/codes/many", 404, {"codes": [{"area": "a1"}, {"area": "none"}]})
        self.send_record(many[2]["code"])
        wait_for(lambda: call("GET", "/api/arrivals")["is_opened"])
        call("GET", "/api/arrivals/refused?limit=5")
        tablet = call("GET", "/api/fleet?sort=contact&battery=100&limit=1")["tablets"][0]["id"]
        call("GET", "/api/fleet?sort=size", 422)
        call("PUT", f"/api/fleet/{tablet}", body={"area": "a1"})
        call("PUT", f"/api/fleet/{tablet}", 404, {"area": "none"})
        call("POST", f"/api/fleet/{tablet}/revoke", body={})
        call("POST", "/api/fleet/none/revoke", 404, {})
        call("GET", "/api/fleet")
        call("GET", "/api/areas")
        record = call("GET", "/api/records?limit=1")["records"][0]["id"]
        call("GET", "/api/records?limit=0", 422)
        call("GET", f"/api/records/{record}?lang=en")
        call("GET", f"/api/records/{record}/xml")
        call("GET", f"/api/records/{record}/files/none", 404)
        call("GET", "/api/records/none", 404)
        call("POST", f"/api/records/{record}/return", 422, {"remarks": []})
        call("POST", f"/api/records/{record}/return", 409, {"remarks": [{"text": "who?"}]})  # its tablet was taken out
        found = {"id": record, "hash": call("GET", "/api/records?limit=1")["records"][0]["hash"]}
        call("POST", "/api/reviews", body={"state": "approved", "records": [found]})
        call("POST", "/api/reviews", 404, {"state": "approved", "records": [{**found, "hash": 64 * "0"}]})
        self.assertEqual([row["id"] for row in call("GET", "/api/records?review=approved&history=1")["records"]], [record])
        self.assertEqual(call("GET", "/api/records?review=new&doubtful=1")["records"], [])
        call("GET", "/api/records?review=odd", 422)
        for ending in ("csv", "jsonl", "sav", "dta", "zip"):
            call("GET", f"/api/export.{ending}?form=house")
            call("GET", f"/api/export.{ending}?form=none", 404)
        for ending in ("csv", "html"):
            call("GET", f"/api/codebook.{ending}?form=house")
        call("PUT", "/api/territories", body=b"id,parent,kind,name\n16,,region,North\na1,16,area,\n")
        call("PUT", "/api/territories", 404, b"id,parent,kind,name\n17,99,region,X\n")
        call("GET", "/api/territories")
        call("PUT", "/api/territories", body=b"id,parent,kind,name\nt-1,16,team,First\n")
        self.assertEqual(call("PUT", "/api/teams/t-1/areas", body={"areas": ["a1"]})["moved"], 1)
        call("PUT", "/api/teams/t-1/areas", 404, {"areas": ["a1", "none"]})
        call("PUT", "/api/teams/16/areas", 422, {"areas": ["a1"]})
        self.assertEqual(call("GET", "/api/teams?silent=1&limit=1")["teams"][0]["areas"], 1)
        self.look_for_doubles()
        self.bring_the_register()
        call("GET", "/api/areas/a1/found")
        call("POST", "/api/areas/a1/found", body={"households": []})
        call("POST", "/api/areas/a1/found", 409, {"households": ["nobody was there"]})
        edition = call("GET", "/api/areas/a1")["edition"]
        call("PUT", "/api/areas/a1/shares", body={"edition": edition, "shares": [{"tablet": "", "households": ["h1"]}]})
        call("PUT", "/api/areas/a1/shares", 409, {"edition": edition, "shares": []})
        call("POST", "/api/collectors", body={"name": "ivanova", "area": "a1"})
        call("POST", "/api/collectors", 409, {"name": "ivanova"})
        call("GET", "/api/collectors")
        for what in ("password", "close", "open"):
            call("POST", f"/api/collectors/ivanova/{what}", body={})
        call("POST", "/api/accounts", body={"name": "anna", "person": "Anna", "role": "auditor"})
        call("PUT", "/api/accounts/anna", body={"person": "Anna", "role": "controller", "locked": False})
        call("POST", "/api/accounts/anna/password", body={})
        call("POST", "/api/accounts/anna/factor", body={})
        call("PUT", "/api/factor-roles", body={"roles": ["auditor"]})
        call("GET", "/api/factor-roles")
        call("POST", "/api/factor", body={"password": self.hub.password})
        call("POST", "/api/factor/confirm", 403, {"code": "000000"})
        self.use_a_token()
        call("POST", "/api/password", 422, {"password": self.hub.password, "new": "short"})
        call("GET", "/api/session", 401, headers={"Cookie": None})
        call("POST", "/api/codes", 403, {"name": "x"}, {"X-Zarya": None})
        call("POST", "/api/login", 403, {"password": "wrong"})
        call("POST", "/api/login", body={"password": self.hub.password})
        call("POST", "/api/logout")
        untried = {(method, path) for path, methods in SPEC["paths"].items() for method in methods} - self.seen
        self.assertEqual(untried, set())

    def look_for_doubles(self):
        call = self.call
        fields = {"person": "/house/person", "names": ["name"], "birth": "name"}
        call("GET", "/api/forms/house/persons", 404)
        call("PUT", "/api/forms/house/persons", 422, {**fields, "birth": "born"})
        call("PUT", "/api/forms/house/persons", body=fields)
        call("GET", "/api/forms/house/persons")
        call("PUT", "/api/areas/a2", body={**AREA, "households": [{"address": "Mira 3"}, {"address": "street Mira 3"}]})
        self.assertEqual(call("POST", "/api/doubles/search", body={"kind": "address"})["new"], 1)
        call("POST", "/api/doubles/search", 503, {"kind": "persons", "form": "house"})  # no office is here
        call("POST", "/api/doubles/search", 422, {"kind": "other"})
        [pair] = call("GET", "/api/doubles?kind=address&state=open")["doubles"]
        call("GET", "/api/doubles?kind=odd", 422)
        call("POST", "/api/doubles", body={"state": "same", "numbers": [pair["number"]]})
        call("POST", "/api/doubles", 404, {"state": "same", "numbers": [77]})
        self.assertEqual(call("GET", "/api/doubles?limit=1")["doubles"][0]["who"], "operator")

    def bring_the_register(self):
        call = self.call
        upload = call("POST", "/api/register", body={})["id"]
        call("PUT", f"/api/register/{upload}/rows?at=0", 400, b"no,register\n")
        call("PUT", f"/api/register/{upload}/rows?at=0&last=1", body=b"area,address,latitude,longitude\na1,Mira 1,55.8,49.1\na1,Mira 3,,\n")
        call("POST", f"/api/register/{upload}/compare", body={})
        call("GET", f"/api/register/{upload}/areas?limit=1")
        call("GET", f"/api/register/{upload}/areas/a1")
        call("GET", f"/api/register/{upload}/areas/none", 404)
        self.assertEqual(call("POST", f"/api/register/{upload}/take", body={})["state"], "taken")
        call("POST", f"/api/register/{upload}/drop", 409, {})
        call("GET", f"/api/register/{upload}")
        call("GET", "/api/register")
        upload = call("POST", "/api/register", body={})["id"]
        call("PUT", f"/api/register/{upload}/rows?at=0&last=1", body=b"area,address\nno area,Mira 1\n")
        self.assertEqual(len(call("GET", f"/api/register/{upload}")["bad"]), 1)
        call("POST", f"/api/register/{upload}/drop", body={})

    def use_a_token(self):
        """A program acts as the account that its token was made for, until that is revoked or the account locked."""
        call = self.call
        call("PUT", "/api/accounts/anna", body={"person": "Anna", "role": "statistician", "locked": False})
        made = call("POST", "/api/accounts/anna/tokens", body={"name": "Monthly report"})
        program = {"Authorization": f"Bearer {made['token']}", "Cookie": None}
        self.assertEqual(call("GET", "/api/session", headers=program)["user"], "anna")
        call("GET", "/api/export.csv?form=house", headers=program)
        call("GET", "/api/accounts", 403, headers=program)
        call("GET", "/api/session", 401, headers={"Authorization": "Bearer zt_0", "Cookie": self.operator.cookie})
        self.assertEqual([one["id"] for one in call("GET", "/api/accounts/anna/tokens")["tokens"]], [made["id"]])
        self.assertNotIn(made["token"].encode(), (self.hub.data / "hub.db").read_bytes())
        call("GET", "/api/accounts/nobody/tokens", 404)
        call("PUT", "/api/accounts/anna", body={"person": "Anna", "role": "statistician", "locked": True})
        call("GET", "/api/session", 401, headers=program)
        call("PUT", "/api/accounts/anna", body={"person": "Anna", "role": "statistician", "locked": False})
        call("GET", "/api/session", headers=program)
        call("POST", f"/api/accounts/anna/tokens/{made['id']}/revoke", body={})
        call("POST", f"/api/accounts/anna/tokens/{made['id']}/revoke", 404, {})
        call("GET", "/api/session", 401, headers=program)

    def send_record(self, code):
        xml = self.hub.data.parent / "record.xml"
        xml.write_text(RECORD)
        tablet = Tablet(self.hub, 1)
        self.addCleanup(tablet.connection.close)
        self.assertEqual(tablet.enrol(code), 200)
        self.assertEqual(tablet.exchange("--records", 1, 1, "--xml", xml, "--form", "house", "1", "--area", "a1",
                                         "--household", "h1", "--outcome", "done")[0], 200)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
