#!/usr/bin/python3
"""The register of addresses as an office brings it: a CSV in pieces, looked at, taken, brought again. Usage: test_register.py BUILD

Tests: hub/register/register_steps.c hub/register/register_page.c hub/register/register_area.c hub/census/found.c
"""
import sys
import unittest

from hub_client import Tablet
from running_hub import RunningHub

from console import Console

FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
<instance><data id="f" version="1"><age/></data></instance><bind nodeset="/data/age" type="int"/></model></h:head>
<h:body><input ref="/data/age"><label>Age</label></input></h:body></h:html>"""
RECORD = '<data id="f" version="1"><age>5</age></data>'


def rows(areas, houses):
    return [f"{area:03},{area:03}-{house},Street {area} no house {house}" for area in range(areas) for house in range(houses)]


class RegisterTest(unittest.TestCase):
    def setUp(self):
        self.hub = self.enterContext(RunningHub(BUILD))
        self.hub.call("PUT", "/api/forms/f/form.xml", FORM)

    def ask(self, method, path, body=None):
        status, content, _ = self.hub.operator().ask(method, path, body)
        return status, content

    def bring(self, text, piece=1000000):
        """Begins an upload and sends the file, from where the hub says that it stands; the answer to the last piece."""
        data = text if isinstance(text, bytes) else text.encode()
        upload = self.hub.call("POST", "/api/register", {})
        while upload["state"] == "loading":
            at = upload["bytes"]
            last = "&last=1" if at + piece >= len(data) else ""
            upload = self.hub.call("PUT", f"/api/register/{upload['id']}/rows?at={at}{last}", data[at:at + piece])
            self.assertTrue(last or upload["bytes"] > at, "no row in a piece")
        return upload

    def go(self, upload, what, until):
        while upload["state"] != until:
            upload = self.hub.call("POST", f"/api/register/{upload['id']}/{what}", {})
        return upload

    def take(self, text, **options):
        upload = self.go(self.bring(text, **options), "compare", "ready")
        return self.go(upload, "take", "taken")

    def addresses(self, area):
        return {one["id"]: one["address"] for one in self.hub.call("GET", f"/api/areas/{area}")["households"] if not one["removed"]}

    def test_a_file_in_pieces_becomes_areas_and_their_addresses(self):
        text = "area,id,address,form\r\n" + "\r\n".join(f"{row},f" for row in rows(7, 30)) + "\r\n"
        upload = self.go(self.bring(text, piece=1000), "compare", "ready")
        self.assertEqual({name: upload[name] for name in ("rows", "areas", "areas_changed", "added", "removed", "faults", "lines")},
                         {"rows": 210, "areas": 7, "areas_changed": 7, "added": 210, "removed": 0, "faults": 0, "lines": 211})
        self.assertEqual(self.ask("GET", "/api/areas/003")[0], 404, "looked at is not taken")
        upload = self.go(upload, "take", "taken")
        self.assertEqual((upload["added"], upload["done"]), (210, 7))
        self.assertEqual(self.addresses("003")["003-29"], "Street 3 no house 29")
        self.assertEqual(len(self.addresses("006")), 30)
        self.assertEqual(self.go(self.bring(text), "compare", "ready")["areas_changed"], 0, "brought again it changes nothing")

    def test_a_second_file_shows_what_it_changes_before_it_does(self):
        self.take("area;id;address;form\na;1;Mira 1;f\na;2;Mira 2;f\na;3;Mira 3;f\nb;4;Lesnaya 4;f\n")
        edition = self.hub.call("GET", "/api/areas/b")["edition"]
        upload = self.go(self.bring("area;id;address\na;1;Mira 1\na;2;Mira 2 a\na;5;Mira 5\nb;4;Lesnaya 4\n"), "compare", "ready")
        self.assertEqual([upload[name] for name in ("same", "added", "changed", "removed", "areas_changed")], [2, 1, 1, 1, 1])
        listed = self.hub.call("GET", f"/api/register/{upload['id']}/areas")["areas"]
        self.assertEqual([row["area"] for row in listed], ["a"])
        changes = self.hub.call("GET", f"/api/register/{upload['id']}/areas/a")["changes"]
        self.assertEqual(sorted((change["kind"], change["id"]) for change in changes), [("added", "5"), ("changed", "2"), ("removed", "3")])
        self.assertEqual(self.addresses("a")["2"], "Mira 2")
        self.go(upload, "take", "taken")
        self.assertEqual(self.addresses("a"), {"1": "Mira 1", "2": "Mira 2 a", "5": "Mira 5"})
        self.assertEqual(self.hub.call("GET", "/api/areas/b")["edition"], edition, "an area that stays needs no new list")

    def test_what_has_records_never_goes_by_itself(self):
        self.take("area,id,address,form\na,1,Mira 1,f\na,2,Mira 2,f\na,3,Mira 3,f\n")
        tablet = Tablet(self.hub, 81)
        self.assertEqual(tablet.enrol(self.hub.operator().code("a", "T1")), 200)
        record = self.hub.folder / "record.xml"
        record.write_text(RECORD)
        for sequence, household in ((1, "2"), (2, "3")):
            status, lines = tablet.exchange("--records", sequence, sequence, "--xml", record, "--form", "f", "1", "--area", "a",
                                            "--household", household, "--id", f"r{household}")
            self.assertEqual(status, 200, lines)
        tablet.connection.close()
        self.assertEqual(len(self.hub.call("GET", "/api/records")["records"]), 2)
        upload = self.go(self.bring("area,id,address\na,2,Sadovaya 7\na,4,Mira 4\n"), "compare", "ready")
        self.assertEqual([upload[name] for name in ("held", "removed", "added", "changed")], [2, 1, 1, 0])
        changes = self.hub.call("GET", f"/api/register/{upload['id']}/areas/a")["changes"]
        self.assertEqual({change["id"] for change in changes if change["undecided"]}, {"2", "3"})
        self.go(upload, "take", "taken")
        self.assertEqual(self.addresses("a"), {"2": "Mira 2", "3": "Mira 3", "4": "Mira 4"})

    def test_a_new_house_is_found_and_taken_up(self):
        self.take("area,id,address,form\na,1,Mira 1,f\n")
        tablet = Tablet(self.hub, 82)
        self.assertEqual(tablet.enrol(self.hub.operator().code("a", "T1")), 200)
        record = self.hub.folder / "record.xml"
        record.write_text(RECORD)
        for sequence, household in ((1, "1"), (2, "new-house"), (3, "new-house"), (4, "other-house"), (5, "../no id")):
            self.assertEqual(tablet.exchange("--records", sequence, 1, "--xml", record, "--form", "f", "1", "--area", "a", "--outcome", "done", "--salt", sequence,
                                             "--household", household, "--address", f"Novaya {household}", "--id", f"r{sequence}")[0], 200)
        tablet.connection.close()
        found = self.hub.call("GET", "/api/areas/a/found")["found"]
        self.assertEqual([(one["id"], one["address"], one["records"], one["result"]) for one in found],
                         [("../no id", "Novaya ../no id", 1, "done"), ("new-house", "Novaya new-house", 2, "done"), ("other-house", "Novaya other-house", 1, "done")])
        for houses, status in ((["new-house", "1"], 409), (["new-house", "new-house"], 409), (["new-house", "../no id"], 422)):
            self.assertEqual(self.ask("POST", "/api/areas/a/found", {"households": houses})[0], status, houses)
        self.assertEqual(self.hub.call("POST", "/api/areas/a/found", {"households": ["new-house"]}), {"taken": 1})
        self.assertEqual(self.addresses("a"), {"1": "Mira 1", "new-house": "Novaya new-house"})
        area = self.hub.call("GET", "/api/areas")["areas"][0]
        self.assertEqual([area[name] for name in ("households", "done", "found")], [2, 2, 2])

    def test_bad_rows_are_told_by_line_and_nothing_is_taken(self):
        text = "area,id,address,latitude,longitude,form\n" \
               "a,1,Mira 1,55.8,49.1,f\n" \
               "a,1,Mira 2,,,f\n" \
               "no such,3,Mira 3,,,f\n" \
               "b,4,,,,f\n" \
               "c,5,Mira 5,,,\n" \
               'a,6,"Mira\n6",,,f\n' \
               "a,7,Mira 7,91,0,f\n" \
               "a,8,Mira 8,,,nowhere\n" \
               "a,9,Mira 9,,,f,more\n"
        upload = self.go(self.bring(text, piece=60), "compare", "ready")
        upload = self.hub.call("GET", f"/api/register/{upload['id']}")
        self.assertEqual([(bad["line"], bad["fault"]) for bad in upload["bad"]],
                         [(3, "twice"), (4, "area"), (5, "address"), (6, "unknown"), (7, "letters"), (9, "position"), (10, "form"), (11, "fields")])
        self.assertTrue(all(bad["message"] and "Mira" not in bad["value"] for bad in upload["bad"]))
        status, content = self.ask("POST", f"/api/register/{upload['id']}/take", {})
        self.assertEqual(status, 422, content)
        self.assertIn("8 rows", content["message"])
        self.assertEqual(self.ask("GET", "/api/areas/a")[0], 404)
        self.assertEqual(self.ask("POST", "/api/register", {})[0], 409, "one upload at a time")
        self.assertEqual(self.go(upload, "drop", "dropped")["rows"], 1 + 1)
        self.take("area,id,address,latitude,longitude,form\na,1,Mira 1,\"55,8\",\"-49,1\",f\n")

    def test_files_that_are_no_register_say_what_to_do(self):
        for data, line, word in (("id,address\n1,Mira\n".encode(), 1, "area"), ("area,address\na,Мира\n".encode("cp1251"), 2, "UTF-8"),
                                 ("area,address\na,Мира\n".encode("utf-16"), None, "UTF-16"), (b"", 1, "empty"),
                                 (b"area,address\na,\"Mira 1\n" + 2000 * b"a,Mira\n", 2, "quotation"), (b"area,address,area\n", 1, "twice"),
                                 (b"area,address\na,\"x\"y\n", 2, "quotation")):
            upload = self.hub.call("POST", "/api/register", {})
            status, content = self.ask("PUT", f"/api/register/{upload['id']}/rows?at=0&last=1", data)
            self.assertEqual((status, content.get("line")), (400, line), content)
            self.assertIn(word, content["message"])
            self.go(upload, "drop", "dropped")

    def test_a_piece_out_of_its_place_is_told_where_to_go_on(self):
        upload = self.hub.call("POST", "/api/register", {})
        path = f"/api/register/{upload['id']}/rows"
        status, content = self.ask("PUT", f"{path}?at=40", b"a,2,Mira 2,f\n")
        self.assertEqual((status, "has 0 bytes" in content["message"]), (409, True), content)
        first = self.hub.call("PUT", f"{path}?at=0", b"area,id,address,form\na,1,Mira 1,f\na,2,Mi")
        self.assertEqual(first["bytes"], len(b"area,id,address,form\na,1,Mira 1,f\n"))
        status, content = self.ask("PUT", f"{path}?at=0", b"area,id,address,form\na,1,Mira 1,f\n")
        self.assertEqual(status, 409, content)
        self.assertIn(f"{first['bytes']} bytes", content["message"])
        done = self.hub.call("PUT", f"{path}?at={first['bytes']}&last=1", b"a,2,Mira 2,f")
        self.assertEqual((done["rows"], done["state"]), (2, "comparing"))
        self.assertEqual(self.ask("PUT", f"{path}?at={done['bytes']}", b"")[0], 409)
        self.assertEqual(self.ask("GET", "/api/register/nothing")[0], 404)

    def place(self, tree):
        """PUT of territories by rows "id,parent,kind" (and of areas)."""
        self.hub.call("PUT", "/api/territories", ("id,parent,kind,name\n" + "".join(f"{row},\n" for row in tree)).encode())

    def half_taken(self):
        """A region of 300 areas, the statistician of it, and his upload that stands in the middle of being taken."""
        self.take("area,id,address,form\n" + "\n".join(f"{row},f" for row in rows(300, 1)))
        self.place(["16,,region", "77,,region", *(f"{area:03},16,area" for area in range(300))])
        person = self.person("anna", "statistician", "16")
        upload = person.call("POST", "/api/register", {})
        text = "area,id,address\n" + "\n".join(rows(300, 2))
        upload = person.call("PUT", f"/api/register/{upload['id']}/rows?at=0&last=1", text.encode())
        while upload["state"] != "ready":
            upload = person.call("POST", f"/api/register/{upload['id']}/compare", {})
        upload = person.call("POST", f"/api/register/{upload['id']}/take", {})
        self.assertEqual(upload["state"], "taking")
        return person, upload

    def person(self, name, role, territory):
        given = self.hub.call("POST", "/api/accounts", {"name": name, "role": role, "territory": territory})["password"]
        person = Console(self.hub)
        self.addCleanup(lambda: person.connection().close())
        person.login(given, name)
        person.call("POST", "/api/password", {"password": given, "new": "words of my own"})
        return person

    def test_what_cannot_be_taken_to_its_end_leaves_its_rest(self):
        person, upload = self.half_taken()
        self.place(["299,77,area"])  # another region's now
        path = f"/api/register/{upload['id']}"
        self.assertEqual(person.ask("POST", f"{path}/take", {})[0], 404)
        while upload["state"] != "dropped":
            upload = person.call("POST", f"{path}/drop", {})
        self.assertEqual((upload["added"], upload["done"]), (256, 300), "what was taken stays")
        self.assertEqual((len(self.addresses("000")), len(self.addresses("299"))), (2, 1))
        self.assertIn(" added 256,", next(row["what"] for row in self.hub.call("GET", "/api/audit")["events"] if row["kind"] == "register-drop"))
        self.assertEqual(person.ask("POST", "/api/register", {})[0], 200, "the next file can come")

    def test_an_upload_goes_with_its_region(self):
        person, upload = self.half_taken()
        self.place(["7,,federal", "16,7,region"])
        while upload["state"] != "taken":
            upload = person.call("POST", f"/api/register/{upload['id']}/take", {})
        self.assertEqual(len(self.addresses("299")), 2)

    def test_a_hub_that_is_killed_goes_on_where_it_stood(self):
        upload = self.bring("area,id,address,form\n" + "\n".join(f"{row},f" for row in rows(300, 40)))
        self.hub.call("POST", f"/api/register/{upload['id']}/compare", {})
        self.hub.kill()
        self.hub.start()
        upload = self.go(upload, "compare", "ready")
        self.assertEqual(upload["added"], 12000)
        upload = self.hub.call("POST", f"/api/register/{upload['id']}/take", {})
        self.assertEqual(upload["state"], "taking")
        self.hub.kill()
        self.hub.start()
        self.assertEqual(self.go(upload, "take", "taken")["added"], 12000)
        self.assertEqual(len(self.addresses("299")), 40)


if __name__ == "__main__":
    BUILD = sys.argv.pop(1)
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
