#!/usr/bin/python3
"""The real hub over HTTP and HTTPS: enrolment, exchange, orders, console, bad input, restart. Usage: test_hub.py BUILD

Tests: hub/hub.c hub/core/scrub.c hub/http/listener.c hub/http/carriage.c hub/http/response.c lib/http/endpoint.c hub/routes.c
       hub/access/audit.c hub/store/sqlite/sqlite_audit.c hub/store/sqlite/sqlite_order.c
"""
import csv
import http.client
import io
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import unittest

from codes import altered
from hub_client import Tablet
from patience import LIMIT_S, wait_for
from running_hub import POSTGRES, RunningHub

from console import Console

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>Household</h:title><model>
<itext><translation lang="Русский (ru)"><text id="/house/address:label"><value>Адрес</value></text>
<text id="/house/person:label"><value>Человек</value></text><text id="/house/person/name:label"><value>Имя</value></text>
<text id="/house/person/sex:label"><value>Пол</value></text><text id="m"><value>мужской</value></text><text id="f"><value>женский</value></text></translation>
<translation lang="English (en)"><text id="/house/address:label"><value>Address</value></text>
<text id="/house/person:label"><value>Person</value></text><text id="/house/person/name:label"><value>Name</value></text>
<text id="/house/person/sex:label"><value>Sex</value></text><text id="m"><value>male</value></text><text id="f"><value>female</value></text></translation></itext>
<instance><house id="house" version="VERSION"><address/><person jr:template=""><name/><sex/></person><meta><instanceID/></meta></house></instance>
<bind nodeset="/house/address" type="string"/><bind nodeset="/house/person/name" type="string"/>
<bind nodeset="/house/person/sex" type="string"/><bind nodeset="/house/meta/instanceID" type="string"/>
</model></h:head><h:body>
<input ref="/house/address"><label ref="jr:itext('/house/address:label')"/></input>
<group ref="/house/person"><label ref="jr:itext('/house/person:label')"/><repeat nodeset="/house/person">
<input ref="/house/person/name"><label ref="jr:itext('/house/person/name:label')"/></input>
<select1 ref="/house/person/sex"><label ref="jr:itext('/house/person/sex:label')"/>
<item><label ref="jr:itext('m')"/><value>m</value></item><item><label ref="jr:itext('f')"/><value>f</value></item></select1>
</repeat></group></h:body></h:html>"""
RECORD = """<house id="house" version="1"><address>=Lenin St. 1, "flat" 2</address>
<person><name>Анна</name><sex>f</sex></person><person><name>Пётр</name><sex>m</sex></person>
<meta><instanceID>uuid:REC</instanceID></meta></house>"""
HOUSEHOLDS = [{"id": f"h{number}", "address": f"Улица Мира, {number}"} for number in range(1, 21)]


class HubTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = cls.enterClassContext(RunningHub(BUILD))
        cls.operator = Console(cls.hub)
        assert cls.operator.login()[0] == 200
        cls.operator.put("/api/forms/house/form.xml", FORM.replace("VERSION", "1").encode())
        cls.operator.put("/api/areas/a1", {"name": "Area one", "form": "house", "households": HOUSEHOLDS})
        cls.xml = cls.hub.data.parent / "record.xml"
        cls.xml.write_text(RECORD)

    def tablet(self, seed):
        tablet = Tablet(self.hub, seed)
        self.addCleanup(tablet.connection.close)
        return tablet

    def enrolled(self, seed, area=""):
        tablet = self.tablet(seed)
        self.assertEqual(tablet.enrol(self.operator.code(area, f"T-{seed}")), 200)
        return tablet

    def record(self, *more):
        return ["--xml", self.xml, "--form", "house", "1", "--area", "a1", "--household", "h1", *more]

    def audited(self, kind, code):
        return [row for row in self.operator.get("/api/audit")["events"] if row["kind"] == kind and row["code"] == code]

    def test_a_code_works_once_and_again_for_the_same_tablet(self):
        code = self.operator.code("a1", "T-1")
        tablet, thief = self.tablet(1), self.tablet(2)
        self.assertEqual(tablet.enrol(code), 200)
        self.assertEqual(tablet.name, "T-1")
        self.assertEqual(tablet.enrol(code), 200)
        self.assertEqual(thief.enrol(code), 403)
        self.assertTrue(self.audited("enrol", "REFUSED"))

    def test_a_wrong_code_is_refused(self):
        self.assertEqual(self.tablet(3).enrol(altered(self.operator.code(), 3)), 403)

    def test_an_unknown_area_gets_no_code(self):
        status, content, _ = self.operator.ask("POST", "/api/codes", {"area": "nowhere", "name": "x"})
        self.assertEqual((status, content["error"]), (404, "not_found"))

    def test_records_are_acknowledged_and_doubles_are_harmless(self):
        tablet = self.enrolled(10)
        status, lines = tablet.exchange("--records", 1, 3, *self.record())
        self.assertEqual(status, 200)
        self.assertEqual(lines[0].split()[2:], ["high", "3"])
        self.assertEqual([line.split()[2] for line in lines[1:]], ["OK"] * 3)
        status, again = tablet.exchange("--records", 1, 4, *self.record())
        self.assertEqual([line.split()[2] for line in again[1:]], ["OK"] * 4)
        rows = self.operator.get("/api/records?tablet=" + self.id_of("T-10"))["records"]
        self.assertEqual(sorted(row["sequence"] for row in rows), [1, 2, 3, 4])

    def id_of(self, name):
        return next(row["id"] for row in self.operator.get("/api/fleet")["tablets"] if row["name"] == name)

    def test_gaps_are_filled_later(self):
        tablet = self.enrolled(11)
        self.assertIn("high 0", tablet.exchange("--records", 3, 2, *self.record())[1][0])
        self.assertIn("high 4", tablet.exchange("--records", 1, 2, *self.record())[1][0])

    def test_another_record_at_a_used_sequence_is_kept_beside_the_first(self):
        tablet = self.enrolled(12)
        tablet.exchange("--records", 1, 1, *self.record())
        _, lines = tablet.exchange("--records", 1, 2, "--salt", 9, *self.record())
        self.assertEqual([line.split()[2] for line in lines[1:]], ["OK", "OK"])
        rows = self.operator.get("/api/records?tablet=" + self.id_of("T-12"))["records"]
        self.assertEqual(sorted(row["sequence"] for row in rows), [1, 1, 2])
        self.assertTrue(self.audited("conflict", ""))

    def test_a_forged_record_is_found_when_it_is_opened(self):
        tablet = self.enrolled(13)
        status, lines = tablet.exchange("--records", 1, 1, "--as", 14, *self.record())
        self.assertEqual((status, lines[1].split()[2]), (200, "FOREIGN"))
        body = bytearray(tablet.body("--records", 1, 1, *self.record()))
        body[-100] ^= 1
        status, answer = tablet.post("/v1/exchange", bytes(body))
        self.assertEqual((status, tablet.read(answer)[1].split()[2]), (200, "OK"))
        self.assertTrue(self.audited("record", "FORGED"))
        self.assertIn("FORGED", [row["fault"] for row in self.operator.get("/api/arrivals/refused")["refused"]])
        self.assertEqual(self.operator.get("/api/records?tablet=" + self.id_of("T-13"))["records"], [])

    def test_texts_have_limits_when_they_arrive(self):
        tablet = self.enrolled(17)
        long = "x" * 120000
        for sequence, option in enumerate(("--outcome", "--id", "--area", "--household", "--address", "--appointment", "--previous", "--replaces"), 1):
            status, lines = tablet.exchange("--records", sequence, 1, *self.record(option, long))
            self.assertEqual((status, lines[1].split()[2]), (200, "OK"), option)
        self.assertEqual(self.operator.get("/api/records?tablet=" + self.id_of("T-17"))["records"], [])
        self.assertEqual(len(self.audited("record", "LIMIT")), 8)
        status, answer = tablet.post("/v1/exchange", tablet.body("--draft", long))
        self.assertEqual(status, 413, answer)
        self.assertEqual(tablet.exchange("--records", 9, 1, *self.record())[1][1].split()[2], "OK")

    def test_a_stranger_is_refused(self):
        tablet, stranger = self.enrolled(15), self.tablet(16)
        stranger.keys = tablet.keys
        self.assertEqual(stranger.exchange("--records", 1, 1, *self.record())[0], 401)  # who shows no certificate
        stranger.connect(*tablet.identity)  # who shows another's speaks for that one, and has no record of his
        status, answer = stranger.post("/v1/exchange", stranger.body("--records", 1, 1, *self.record()))
        self.assertEqual((status, tablet.read(answer)[1].split()[2]), (200, "FOREIGN"))
        self.assertTrue(self.audited("record", "FOREIGN"))

    def test_orders_come_until_acknowledged_and_again_after_a_change(self):
        tablet = self.enrolled(20, "a1")
        orders = [line.split() for line in tablet.exchange()[1] if line.startswith("order")]
        self.assertEqual([(order[1], order[3], order[4]) for order in orders], [("1", "form", "house"), ("2", "assignment", "a1")])
        self.assertEqual(orders[1][5], "20")
        again = [line.split() for line in tablet.exchange()[1] if line.startswith("order")]
        self.assertEqual([order[2] for order in again], [order[2] for order in orders])
        acks = [part for order in orders for part in ("--ack", order[1], order[2], 0)]
        self.assertFalse([line for line in tablet.exchange(*acks)[1] if line.startswith("order")])
        self.operator.put("/api/areas/a2", {"name": "Other", "form": "house", "households": HOUSEHOLDS[:2]})
        self.operator.put("/api/areas/a1", {"name": "Area one", "form": "house", "households": HOUSEHOLDS[:19] + [{"id": "h20", "address": "new"}]})
        orders = [line.split() for line in tablet.exchange()[1] if line.startswith("order")]
        self.assertEqual([(order[1], order[3]) for order in orders], [("3", "assignment")])

    def test_an_edit_asks_about_records_and_drafts_that_tablets_told_of(self):
        area = {"name": "Three", "form": "house", "zone": "Asia/Omsk", "households": [{"address": f"Мира {n}"} for n in range(1, 5)]}
        homes = self.operator.put("/api/areas/a3", area)["households"]
        tablet = self.enrolled(21, "a3")
        tablet.exchange("--records", 1, 1, "--xml", self.xml, "--form", "house", "1", "--area", "a3", "--household", homes[1]["id"],
                        "--draft", homes[2]["id"])
        less = {**area, "households": [{"address": "Мира 0"}, {"address": "Мира 1"}]}
        status, refusal, _ = self.operator.ask("PUT", "/api/areas/a3", less)
        asked = {change["id"]: (change["records"], change["drafts"]) for change in refusal["changes"] if change["undecided"]}
        self.assertEqual((status, asked), (409, {homes[1]["id"]: (1, 0), homes[2]["id"]: (0, 1)}))
        self.assertEqual(len(self.operator.get("/api/areas/a3")["households"]), 4)
        less["decisions"] = [{"id": homes[1]["id"], "what": "remove"}, {"id": homes[2]["id"], "what": "same", "address": "Мира 0"}]
        edited = self.operator.put("/api/areas/a3", less)
        self.assertEqual([home["id"] for home in edited["households"]], [homes[2]["id"], homes[0]["id"]])
        row = self.operator.get(f"/api/records?area=a3&household={homes[1]['id']}")["records"][0]
        self.assertEqual((row["address"], row["zone"]), ("Мира 2", "Asia/Omsk"))
        order = next(line.split() for line in tablet.exchange()[1] if " assignment " in line)
        self.assertEqual((order[5], order[8]), ("2", "Asia/Omsk"))

    def test_the_page_of_an_older_area_is_refused(self):
        area = {"name": "Four", "form": "house", "edition": 0, "households": []}
        self.assertEqual(self.operator.put("/api/areas/a4", area)["edition"], 1)
        self.assertEqual(self.operator.put("/api/areas/a4", {**area, "edition": 1, "name": "First"})["edition"], 2)
        self.assertEqual(self.operator.ask("PUT", "/api/areas/a4", {**area, "edition": 1, "name": "Second"})[0], 409)

    def test_bad_bodies_get_an_error_and_the_connection_lives(self):
        tablet = self.enrolled(30)
        for body in (b"", b"\x00", b"\x81\x41\x00", b"\x9b" + b"\xff" * 8, b"[1,2]" * 100):
            self.assertEqual(tablet.post("/v1/exchange", body)[0], 400, body)
            self.assertEqual(tablet.post("/v1/enrol", body)[0], 400, body)
        good = tablet.body("--records", 1, 1, *self.record())
        for cut in (1, 10, len(good) // 2, len(good) - 1):
            self.assertEqual(tablet.post("/v1/exchange", good[:cut])[0], 400)
        self.assertEqual(tablet.post("/v1/exchange", good)[0], 200)

    def test_oversize_and_wrong_methods_are_refused(self):
        tablet = self.enrolled(31)
        self.assertEqual(tablet.post("/v1/enrol", b"x" * 5000)[0], 413)
        tablet.connection.close()
        self.assertEqual(self.operator.ask("POST", "/api/login", b"x" * 5000)[0], 413)
        status, _, headers = self.operator.ask("DELETE", "/api/fleet")
        self.assertEqual((status, "GET" in headers["Allow"]), (405, True))
        self.assertEqual(self.operator.ask("GET", "/v1/ca")[0], 404)
        self.assertEqual(self.operator.ask("GET", "/api/../hub.db")[0], 404)
        self.assertEqual(self.operator.ask("GET", "/%2e%2e/hub.db")[0], 404)
        self.assertEqual(tablet.ask("GET", "/api/fleet").status, 404)

    def test_an_oversize_chunked_body_is_refused(self):
        with socket.create_connection(("127.0.0.1", self.hub.port), timeout=LIMIT_S) as connection:
            connection.sendall(b"POST /api/login HTTP/1.1\r\nHost: x\r\nX-Zarya: 1\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n" + b"1000\r\n" + b"x" * 4096 + b"\r\n0\r\n\r\n")
            self.assertIn(b" 413 ", connection.recv(4096).split(b"\r\n")[0])

    def test_a_head_that_two_readers_cut_in_two_ways_is_refused_and_the_connection_closed(self):
        body = b"5\r\nGET /\r\n0\r\n\r\n"
        for first, headers in (
                ("POST", ["Content-Length: 5", "Content-Length: 20"]), ("POST", ["Content-Length: 20", "content-length: 20"]),
                ("POST", ["Content-Length: 20", "Transfer-Encoding: chunked"]), ("POST", ["Transfer-Encoding : chunked"]),
                ("POST", ["Transfer-Encoding\t: chunked"]), ("POST", ["Content-Length : 20"]), ("POST", ["Transfer-Encoding: xchunked"]),
                ("POST", ["Transfer-Encoding: gzip, chunked"]), ("POST", ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"]),
                ("POST", ["Content-Length: +20"]), ("POST", ["Content-Length: 0x14"]), ("POST", ["Content-Length: 20, 20"]),
                ("POST", ["Content-Length: "]), ("POST", ["X-A: b\rContent-Length: 20"]), ("POST", ["Host: other", "Content-Length: 20"]),
                ("GET", ["Content-Length: 0", "Content-Length: 20"]), ("GET", ["Transfer-Encoding : chunked"])):
            with self.subTest(headers), socket.create_connection(("127.0.0.1", self.hub.port), timeout=LIMIT_S) as connection:
                lines = [f"{first} /api/session HTTP/1.1", "Host: hub", "X-Zarya: 1", *headers]
                connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
                answer = b""
                while chunk := connection.recv(4096):  # until the hub closes it
                    answer += chunk
                self.assertEqual(set(re.findall(rb"HTTP/1\.1 (\d+)", answer)), {b"400"}, answer)

    def test_many_half_open_requests_do_not_stop_the_others(self):
        slow = []
        for _ in range(100):
            connection = socket.create_connection(("127.0.0.1", self.hub.port), timeout=LIMIT_S)
            self.addCleanup(connection.close)
            connection.sendall(b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            slow.append(connection)
        self.assertEqual(self.operator.ask("GET", "/api/fleet")[0], 200)

    def test_many_tablets_at_once_are_all_answered(self):
        tablets = [self.enrolled(seed) for seed in range(60, 72)]
        bodies = [tablet.body("--records", 1, 5, *self.record()) for tablet in tablets]
        answers = {}

        def send(index):
            answers[index] = tablets[index].post("/v1/exchange", bodies[index])

        threads = [threading.Thread(target=send, args=(index,)) for index in range(len(tablets))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LIMIT_S)
        for index, tablet in enumerate(tablets):
            self.assertEqual(answers[index][0], 200)
            self.assertIn("high 5", tablet.read(answers[index][1])[0])

    def test_stopping_under_load_loses_nothing_acknowledged(self):
        hub = self.enterContext(RunningHub(BUILD))
        operator = Console(hub)
        operator.login()
        tablet = Tablet(hub, 80)
        self.addCleanup(tablet.connection.close)
        self.assertEqual(tablet.enrol(operator.code()), 200)
        bodies = [tablet.body("--records", first, 10, *self.record()) for first in range(1, 400, 10)]
        acknowledged = []

        def send():
            try:
                for body in bodies:
                    status, answer = tablet.post("/v1/exchange", body)
                    if status != 200:
                        return
                    acknowledged.append(int(tablet.read(answer)[0].split()[-1]))
            except (OSError, http.client.HTTPException):
                return

        thread = threading.Thread(target=send)
        thread.start()
        while not acknowledged and thread.is_alive():
            thread.join(0.05)
        hub.stop()
        thread.join(LIMIT_S)
        hub.start()
        operator.login()
        self.assertGreaterEqual(operator.get("/api/fleet")["tablets"][0]["high_water"], acknowledged[-1])

    def test_the_console_wants_a_session_and_a_header(self):
        stranger = Console(self.hub)
        self.assertEqual(stranger.ask("GET", "/api/fleet")[0], 401)
        self.assertEqual(stranger.login("wrong")[0], 403)
        self.assertEqual(self.operator.ask("POST", "/api/codes", {"area": ""}, {"X-Zarya": None})[0], 403)
        self.assertTrue(self.audited("login", "REFUSED"))

    def test_bad_json_says_where(self):
        for body, error in ((b"{", "syntax"), (b"[]", "syntax"), (b'{"name":1}', "invalid"), (b"[" * 100, "syntax"),
                            (b'{"name":"x","form":"house","households":[{"id":"a b","address":"x"}]}', "invalid"),
                            (b'{"name":"x","form":"none","households":[]}', "not_found"),
                            (b'{"name":"x","form":"house","households":[{"id":"a","address":"x"},{"id":"a","address":"y"}]}', "invalid")):
            status, content, _ = self.operator.ask("PUT", "/api/areas/bad", body)
            self.assertEqual((content["error"], status >= 400), (error, True), body)

    def test_a_broken_form_is_refused_and_a_version_is_final(self):
        status, content, _ = self.operator.ask("PUT", "/api/forms/house/form.xml", FORM.replace("</instance>", "").encode())
        self.assertEqual(status, 400, content)
        status, content, _ = self.operator.ask("PUT", "/api/forms/other/form.xml", FORM.replace("VERSION", "1").encode())
        self.assertEqual(status, 422, content)
        status, content, _ = self.operator.ask("PUT", "/api/forms/house/form.xml", FORM.replace("VERSION", "1").replace("Address", "Where").encode())
        self.assertEqual((status, content["error"]), (409, "exists"))
        self.operator.put("/api/forms/house/form.xml", FORM.replace("VERSION", "1").encode())

    def test_the_export_is_flat_quoted_and_guarded(self):
        tablet = self.enrolled(40)
        tablet.exchange("--records", 1, 1, "--id", "export-1", *self.record())
        rows = list(csv.DictReader(io.StringIO(self.operator.get("/api/export.csv?form=house").decode())))
        row = next(row for row in rows if row["record_id"] == "export-1")
        self.assertEqual(row["address"], "'=Lenin St. 1, \"flat\" 2")
        self.assertNotIn("person/name", row)
        people = list(csv.DictReader(io.StringIO(self.operator.get("/api/export.csv?form=house&repeat=person").decode())))
        mine = [(row["position"], row["name"], row["sex"]) for row in people if row["record_id"] == "export-1"]
        self.assertEqual(mine, [("1", "Анна", "f"), ("2", "Пётр", "m")])
        self.assertEqual(self.operator.ask("GET", "/api/export.csv?form=none")[0], 404)
        self.assertEqual(self.operator.ask("GET", "/api/export.csv?form=house&repeat=none")[0], 404)

    def test_a_record_is_shown_with_labels_in_both_languages(self):
        tablet = self.enrolled(41)
        tablet.exchange("--records", 1, 1, "--id", "shown-1", *self.record())
        for language, label, display in (("ru", "Пол", "женский"), ("en", "Sex", "female")):
            page = self.operator.get(f"/api/records/shown-1?lang={language}")
            if "fault" in page:
                self.skipTest(page["fault"])
            answers = {answer["path"]: answer for answer in page["answers"]}
            answer = answers["/house/person[1]/sex"]
            self.assertEqual((answer["label"], answer["display"], answer["value"]), (label, display, "f"))
        self.assertEqual(self.operator.get("/api/records/shown-1/xml"), RECORD.encode())
        self.assertEqual(self.operator.ask("GET", "/api/records/none")[0], 404)

    def test_pages_of_records_follow_each_other(self):
        tablet = self.enrolled(42)
        tablet.exchange("--records", 1, 7, *self.record())
        seen, after = [], ""
        while True:
            page = self.operator.get(f"/api/records?tablet={self.id_of('T-42')}&limit=3&after={after}")
            seen += [row["sequence"] for row in page["records"]]
            after = page["next"]
            if not after:
                break
        self.assertEqual(seen, [7, 6, 5, 4, 3, 2, 1])
        self.assertEqual(self.operator.ask("GET", "/api/records?limit=0")[0], 422)
        self.assertEqual(self.operator.ask("GET", "/api/records?after=x")[0], 422)

    def test_what_was_acknowledged_survives_a_kill(self):
        hub = self.enterContext(RunningHub(BUILD))
        operator = Console(hub)
        operator.login()
        tablet = Tablet(hub, 50)
        self.assertEqual(tablet.enrol(operator.code()), 200)
        self.assertIn("high 5", tablet.exchange("--records", 1, 5, *self.record())[1][0])
        hub.kill()
        hub.start()
        tablet.connection.close()
        self.assertEqual(len([line for line in hub.lines if "password" in line]), 1, "it is told at the first start alone")
        self.assertIn("high 6", tablet.exchange("--records", 5, 2, *self.record())[1][0])
        tablet.connection.close()
        self.assertEqual(operator.ask("GET", "/api/fleet")[0], 200, "the session, too")
        operator.login()
        self.assertEqual(operator.get("/api/fleet")["tablets"][0]["records"], 6)
        hub.stop()

    def refusal(self, hub, *options):
        """What a hub says that does not start."""
        store = ["--store", hub.store] if hub.store else []
        done = subprocess.run([hub.program, "--data", hub.data, "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0", *store, *options],
                              capture_output=True, text=True, timeout=LIMIT_S, check=False)
        self.assertEqual(done.returncode, 1, done)
        return done.stderr

    def test_a_second_hub_on_the_same_data_names_the_first(self):
        hub = self.enterContext(RunningHub(BUILD))
        keys = {file.name: file.read_bytes() for file in (hub.data / "keys").iterdir()}
        said = self.refusal(hub, "--tls-name", "other.example.org")
        self.assertIn(f"a hub works with {hub.data} already (process {hub.process.pid} on ", said)
        self.assertEqual(keys, {file.name: file.read_bytes() for file in (hub.data / "keys").iterdir()}, "nothing of it was touched")
        hub.operator().get("/api/fleet")
        hub.kill()
        hub.start()  # a lock of a process that is gone holds nobody up

    def test_a_hub_does_not_start_without_the_keys_that_its_tablets_know(self):
        hub = self.enterContext(RunningHub(BUILD))
        tablet = Tablet(hub, 90)
        self.addCleanup(tablet.connection.close)
        code = hub.operator().code()
        self.assertEqual(tablet.enrol(code), 200)
        hub.stop()
        keys = hub.data / "keys"
        for name in ("hub.key", "ca.pem", "ca.key"):
            file = (keys / name).rename(hub.folder / name)
            said = self.refusal(hub)
            self.assertIn(f"keys/{name} is missing", said)
            self.assertIn("restore the folder keys", said)
            self.assertFalse((keys / name).exists(), "none was drawn")
            file.rename(keys / name)
        with RunningHub(BUILD) as other:
            other.stop()
            shutil.move(keys, hub.folder / "keys")
            shutil.copytree(other.data / "keys", keys)
            self.assertIn("another hub's keys", self.refusal(hub))
            other.start()
        shutil.rmtree(keys)
        shutil.move(hub.folder / "keys", keys)
        hub.start()
        tablet.connection.close()
        self.assertIn("high 1", tablet.exchange("--records", 1, 1, *self.record())[1][0])
        tablet.connection.close()
        hub.stop()
        shutil.rmtree(keys)
        hub.start("--new-keys")
        self.assertEqual(len(hub.operator().records()), 1)

    @unittest.skipIf(POSTGRES, "the file of SQLite is damaged")
    def test_an_envelope_that_is_not_what_its_tablet_signed_is_told(self):
        hub = self.enterContext(RunningHub(BUILD))
        tablet = Tablet(hub, 96)
        self.addCleanup(tablet.connection.close)
        self.assertEqual(tablet.enrol(hub.operator().code()), 200)
        tablet.exchange("--records", 1, 3, *self.record())
        device = hub.operator().get("/api/fleet")["tablets"][0]["id"]
        hub.stop()
        segment = hub.data / "hub.db-segments/0000000001.segment"
        whole = segment.read_bytes()
        at = whole.index(b"ZREN", whole.index(b"ZREN") + 1) + 300  # within the second envelope
        segment.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
        hub.start()
        told = f"event=record_damaged tablet={device} record=2"
        self.assertTrue(wait_for(lambda: [line for line in hub.lines if told in line]), hub.lines)
        self.assertEqual(len([line for line in hub.lines if "event=record_damaged" in line]), 1, hub.lines)
        self.assertEqual(len(hub.operator().records()), 3, "it stays as it is")

    @unittest.skipIf(POSTGRES, "the file of SQLite is damaged")
    def test_a_damaged_page_is_told_to_come_again_and_never_refused(self):
        hub = self.enterContext(RunningHub(BUILD))
        operator = hub.operator()
        operator.put("/api/forms/house/form.xml", FORM.replace("VERSION", "1").encode())
        operator.put("/api/areas/a1", {"name": "One", "form": "house", "households": HOUSEHOLDS})
        tablet = Tablet(hub, 95)
        self.assertEqual(tablet.enrol(operator.code("a1")), 200)
        tablet.exchange("--records", 1, 5, *self.record())
        hub.stop()
        store = hub.data / "hub.db"
        segments = hub.data / "hub.db-segments"
        shutil.copytree(segments, hub.folder / "segments")
        whole = store.read_bytes()
        page_bytes = int.from_bytes(whole[16:18], "big") % 65535  # 1 stands for 65,536
        with sqlite3.connect(f"file:{store}?immutable=1", uri=True) as database:
            roots = dict(database.execute("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 1"))
        seen = set()
        for name, junk in (("device", b"\0"), ("record", b"\0"), ("arrival", b"\xa5"), ("orders", b"\0"), ("audit", b"\xff"), ("household", b"\0")):
            first = (roots[name] - 1) * page_bytes
            store.write_bytes(whole[:first] + junk * page_bytes + whole[first + page_bytes:])
            hub.start()
            tablet.connection.close()
            told = len(hub.lines)
            answers = [tablet.ask("POST", "/v1/exchange", tablet.body("--records", 6, 1, *self.record()))]
            answers[0].read()
            answers = [(answers[0].status, answers[0].headers)]
            operator = Console(hub)
            operator.login()
            for path in ("fleet", "records", "areas/a1", "audit", "export.csv?form=house"):
                try:
                    status, _, headers = operator.ask("GET", f"/api/{path}")
                except (ValueError, http.client.HTTPException):
                    self.assertIn("export", path, "a table that is being sent when the disk fails ends early; nothing else does")
                    continue
                answers.append((status, headers))
            statuses = [status for status, _ in answers]
            self.assertLessEqual(set(statuses), {200, 503}, (name, statuses))
            self.assertIn(503, statuses, name)
            self.assertTrue(all(int(headers["Retry-After"]) > 0 for status, headers in answers if status == 503))
            self.assertTrue(any("event=disk_failed error=IO" in line for line in hub.lines[told:]), hub.lines[told:])
            seen.add((name, statuses[0]))
            hub.kill()
            for file in hub.data.glob("hub.db*"):
                shutil.rmtree(file) if file.is_dir() else file.unlink()
            shutil.copytree(hub.folder / "segments", segments)
        self.assertLessEqual({("device", 503), ("arrival", 503)}, seen)
        store.write_bytes(whole)
        hub.start()
        tablet.connection.close()
        self.assertIn("high 6", tablet.exchange("--records", 6, 1, *self.record())[1][0])
        tablet.connection.close()


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
