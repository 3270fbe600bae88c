#!/usr/bin/python3
"""A statistician brings workbooks to a real hub: good ones reach a real tablet, bad ones are told by their cells.

Usage: test_questionnaires.py BUILD

Tests: hub/census/questionnaire.c hub/census/brought.c hub/census/finding_list.c hub/census/form_file.c hub/census/form_list.c
       hub/http/error_body.c
"""
import http.client
import io
import pathlib
import random
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import zipfile

from hub_client import Tablet
from patience import LIMIT_S, wait_for
from running_agent import RunningAgent
from running_hub import RunningHub
from workbooks import MAIN, of_folder, package, sheet_xml, workbook

from console import Console

ROOT = pathlib.Path(__file__).resolve().parents[2]
CENSUS = ROOT / "questionnaires/census2020"
REAL = sorted((ROOT.parent / "shared/conformance").rglob("*.xlsx"))
HEADER = "type,name,label,relevant,constraint,calculation,choice_filter\n"
GOOD = HEADER + 'integer,age,Age,,. < 120,,\nselect_one yn,works,Works,${age} >= 15,,,\ncalculate,months,,,,${age} * 12,\n'
CHOICES = "list_name,name,label\nyn,yes,Yes\nyn,no,No\n"
SETTINGS = "form_title,form_id,version\nHousehold,ID,7\n"
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


XFORM = '''<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Heavy</h:title>
<!-- %s --><model><instance><heavy id="heavy" version="8"><a/></heavy></instance><bind nodeset="/heavy/a" type="string"/></model></h:head>
<h:body><input ref="/heavy/a"><label>A</label></input></h:body></h:html>'''


def form(form_id, survey=GOOD, version="7", **more):
    return workbook({"survey": survey, "choices": CHOICES, "settings": SETTINGS.replace("ID", form_id).replace("7", version), **more})


def bomb(megabytes):
    """A sheet that unpacks to so much, of cells that hold text."""
    cell = "<c t=\"inlineStr\"><is><t>" + "x" * 1000 + "</t></is></c>"
    row = "<row>" + cell * 100 + "</row>"
    return package({"survey": f'<worksheet xmlns="{MAIN}"><sheetData>' + row * (megabytes * 10) + "</sheetData></worksheet>"})


class Questionnaires(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = cls.enterClassContext(RunningHub(BUILD))
        cls.operator = Console(cls.hub)
        assert cls.operator.login()[0] == 200

    def bring(self, form_id, content, operator=None):
        status, answer, _ = (operator or self.operator).ask("PUT", f"/api/forms/{form_id}/form.xlsx", content, XLSX)
        return status, answer

    def taken(self, form_id, content):
        status, answer = self.bring(form_id, content)
        self.assertEqual(status, 200, answer)
        return answer

    def refused(self, form_id, content, status=None):
        got, answer = self.bring(form_id, content)
        self.assertTrue(400 <= got < 500, (got, answer))
        if status:
            self.assertEqual(got, status, answer)
        errors = [finding for finding in answer["findings"] if finding["severity"] == "error"]
        self.assertTrue(errors, answer)
        return errors

    def listed(self, form_id):
        return next((row for row in self.operator.get("/api/forms")["forms"] if row["id"] == form_id), None)

    def test_the_census_reaches_a_tablet(self):
        book = of_folder(CENSUS)
        facts = self.taken("census2020", book)
        self.assertEqual(facts["id"], "census2020")
        self.assertEqual(len(facts["languages"]), 5, facts["languages"])
        self.assertGreater(facts["questions"], 50)
        self.assertGreater(facts["groups"], 3)
        self.assertGreater(facts["repeats"], 0)
        row = self.listed("census2020")
        self.assertEqual((row["version"], row["title"], row["workbook"]), (facts["version"], facts["title"], True))
        status, back, headers = self.operator.ask("GET", "/api/forms/census2020/form.xlsx")
        self.assertEqual((status, back), (200, book))
        self.assertIn('filename="census2020.xlsx"', headers["Content-Disposition"])
        self.operator.put("/api/areas/a1", {"name": "Area", "form": "census2020", "households": [{"id": "h1", "address": "Мира, 1"}]})
        with RunningAgent(BUILD) as agent, tempfile.TemporaryDirectory() as folder:
            self.assertEqual(agent.ask("enrol", self.operator.code("a1", "T-1"))[0], 0)
            self.assertTrue(wait_for(lambda: agent.table("forms") and agent.table("households")))
            place = pathlib.Path(agent.table("forms")[0][2])
            self.assertEqual([file.name for file in place.iterdir()], ["form.xml"], "the workbook stays at the hub")
            (pathlib.Path(folder) / "census2020.xlsx").write_bytes(book)
            subprocess.run([BUILD / "tools/zarya-form", "convert", pathlib.Path(folder) / "census2020.xlsx"], check=True,
                           stdout=subprocess.DEVNULL)
            self.assertEqual((place / "form.xml").read_bytes(), (pathlib.Path(folder) / "census2020.xml").read_bytes())

    def test_the_same_again_changes_nothing_and_a_version_is_final(self):
        self.taken("final", form("final"))
        self.taken("final", form("final"))
        status, answer = self.bring("final", form("final", GOOD.replace("Works", "Does he work")))
        self.assertEqual((status, answer["error"]), (409, "exists"), answer)
        self.taken("final", form("final", GOOD.replace("Works", "Does he work"), version="8"))
        first = self.operator.ask("GET", "/api/forms/final/form.xlsx?version=7")[1]
        self.assertEqual(first, form("final"))
        self.assertEqual(self.operator.ask("GET", "/api/forms/final/form.xlsx?version=9")[0], 404)
        self.assertEqual(self.operator.ask("GET", "/api/forms/nothing/form.xlsx")[0], 404)

    def test_an_xform_has_no_workbook(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "plain.xlsx"
            path.write_bytes(form("plain"))
            subprocess.run([BUILD / "tools/zarya-form", "convert", path], check=True, stdout=subprocess.DEVNULL)
            facts = self.operator.put("/api/forms/plain/form.xml", path.with_suffix(".xml").read_bytes())
        self.assertEqual((facts["questions"], facts["title"]), (2, "Household"))
        self.assertFalse(self.listed("plain")["workbook"])
        self.assertEqual(self.operator.ask("GET", "/api/forms/plain/form.xlsx")[0], 404)

    def test_five_mistakes_are_told_at_their_cells_and_change_nothing(self):
        good = form("five")
        self.taken("five", good)
        for row, place, words in (
                ("text,job,Job,${wroks} = 'yes',,,\n", (5, "D", "relevant"), "wroks"),
                ("integer,children,Children,,(. >= 0 and . < 20,,\n", (5, "E", "constraint"), "add 1 ')'"),
                ("select_one colours,colour,Colour,,,,\n", (5, "A", "type"), "colours"),
                ("calculate,a,,,,${b} + 1,\ncalculate,b,,,,${a} + 1,\n", None, "break the cycle"),
                ("text,age,Age again,,,,\n", (5, "B", "name"), "age")):
            errors = self.refused("five", form("five", GOOD + row, version="8"))
            self.assertEqual(errors[0]["sheet"], "survey")
            self.assertIn(words, errors[0]["message"])
            if place:
                self.assertEqual((errors[0]["row"], errors[0]["column"], errors[0]["heading"]), place)
            else:
                self.assertEqual((errors[0]["column"], errors[0]["heading"]), ("F", "calculation"))
        self.assertEqual(self.listed("five")["version"], "7")
        self.assertEqual(self.operator.ask("GET", "/api/forms/five/form.xlsx")[1], good)

    def test_all_bad_expressions_come_at_once_and_warnings_behind(self):
        survey = GOOD + "text,a,A,(${age} > 1,. = 'x,,\ncalculate,b,,,,nonsense(),\ntext,job,Job,${works} = yes,,,\n"
        status, answer = self.bring("many", form("many", survey))
        self.assertEqual([finding["severity"] for finding in answer["findings"]], ["error"] * 3 + ["warning"], answer)
        self.assertIn("survey row 5, column D (relevant)", answer["message"])
        self.assertIsNone(self.listed("many"))

    def test_findings_come_in_the_language_that_is_asked_for(self):
        survey = GOOD + "text,a,A,(${age} > 1,,,\ncalculate,b,,,,lenght(1),\ntext,c,C,${aeg} = 1,,,\n"
        content = form("tongue", survey)
        _, answer, _ = self.operator.ask("PUT", "/api/forms/tongue/form.xlsx?lang=ru", content, XLSX)
        self.assertEqual([(one["row"], one["column"], one["language"]) for one in answer["findings"]],
                         [(5, "D", "ru"), (6, "F", "ru"), (7, "D", "ru")], answer)
        self.assertEqual(answer["findings"][0]["message"], "не закрыта 1 скобка; добавьте 1 ')' или уберите 1 '('")
        self.assertEqual(answer["findings"][2]["message"],
                         "вопроса с именем 'aeg' на листе survey нет (может быть, 'age'?); исправьте имя в ${aeg}")
        _, answer, _ = self.operator.ask("PUT", "/api/forms/tongue/form.xlsx?lang=ru", content[:-30], XLSX)
        self.assertIn("сохраните его ещё раз как .xlsx", answer["findings"][0]["message"])
        _, answer, _ = self.operator.ask("PUT", "/api/forms/tongue/form.xlsx?lang=xx", content, XLSX)
        self.assertEqual({one["language"] for one in answer["findings"]}, {"en"}, answer)

    def test_findings_are_limited_and_the_rest_is_counted(self):
        survey = GOOD + "".join(f"text,q{number},Q,(1,,,\n" for number in range(300))
        status, answer = self.bring("lots", form("lots", survey))
        self.assertEqual((len(answer["findings"]), answer["more"]), (200, 100))

    def test_a_warning_lets_the_form_in(self):
        facts = self.taken("warned", form("warned", GOOD + "text,job,Job,${works} = yes,,,\n"))
        self.assertEqual([finding["severity"] for finding in facts["findings"]], ["warning"])
        self.assertEqual(self.listed("warned")["warnings"], 1)

    def test_another_id_says_how(self):
        errors = self.refused("mine", form("hh"), 422)
        self.assertEqual((errors[0]["sheet"], errors[0]["row"], errors[0]["column"]), ("settings", 2, "B"))
        self.assertIn('bring it as "hh", or write "mine" as its id', errors[0]["message"])
        self.assertIn("letters of the English alphabet, digits", self.refused("mine", form("a b"), 422)[0]["message"])
        self.taken("unnamed", workbook({"survey": GOOD, "choices": CHOICES}))
        self.assertTrue(self.listed("unnamed")["version"].startswith("sha256-"))

    def test_the_desk_and_the_hub_agree_on_what_can_be_brought(self):
        many = HEADER + "".join(f"select_one_from_file l{i}.csv,q{i},Q,,,,\n" for i in range(65))
        cases = [("agree", form("agree")), ("anketa", form("анкета")), ("agree", form("agree", version="1/2")),
                 ("agree", form("agree", version="x" * 64)), ("agree", form("agree", version="я" * 31)),
                 ("agree", form("a" * 64)), ("agree", form("agree", survey=many, version="8")),
                 ("agree", form("agree", survey=HEADER + "select_one_from_file .l.csv,q,Q,,,,\n", version="9"))]
        lists = [f"l{i}.csv" for i in range(64)]
        for name in lists:
            self.assertEqual(self.operator.ask("PUT", f"/api/forms/agree/media/{name}", b"name,label\na,A\n")[0], 200)
        with tempfile.TemporaryDirectory() as place:
            for name in [*lists, "l64.csv", ".l.csv"]:
                pathlib.Path(place, name).write_text("name,label\na,A\n")
            for number, (form_id, content) in enumerate(cases):
                path = pathlib.Path(place, f"form{number}.xlsx")
                path.write_bytes(content)
                desk = subprocess.run([BUILD / "tools/zarya-form", "check", path], capture_output=True, timeout=LIMIT_S)
                status, answer = self.bring(form_id, content)
                self.assertEqual(desk.returncode == 0, status == 200, (number, desk.stdout, answer))

    def test_the_desk_and_the_hub_refuse_what_no_tablet_could_get(self):
        noise = random.Random(1).randbytes(5 << 20)
        survey = "type,name,label,media::image\ntext,a,A,one.png\ntext,b,B,two.png\n"
        put = lambda name, content: self.operator.ask("PUT", f"/api/forms/heavy/media/{name}", content)
        self.assertEqual(put("one.png", noise)[0], 200)
        status, answer, _ = put("two.png", noise)
        self.assertEqual(status, 413, answer)
        self.assertIn("takes 10.0 MiB compressed and may take 8 MiB; make the largest smaller: one.png (5.0 MiB), two.png (5.0 MiB)",
                      answer["message"])
        self.assertEqual(put("two.png", bytes(10 << 20))[0], 200, "what packs well is taken")
        self.taken("heavy", form("heavy", survey))
        padding = random.Random(2).randbytes(3 << 20).hex()
        status, answer, _ = self.operator.ask("PUT", "/api/forms/heavy/form.xml", (XFORM % padding).encode())
        self.assertEqual(status, 413, answer)
        self.assertIn("one.png (5.0 MiB)", answer["message"])
        self.assertEqual(self.listed("heavy")["version"], "7", "what was stored stays")
        with tempfile.TemporaryDirectory() as place:
            for name in ("one.png", "two.png"):
                pathlib.Path(place, name).write_bytes(noise)
            path = pathlib.Path(place, "heavy.xlsx")
            path.write_bytes(form("heavy", survey))
            desk = subprocess.run([BUILD / "tools/zarya-form", "check", path], capture_output=True, text=True, timeout=LIMIT_S)
            self.assertNotEqual(desk.returncode, 0)
            self.assertIn("takes 10.0 MiB compressed and may take 8 MiB", desk.stdout + desk.stderr)

    def test_files_beside_the_form_come_first(self):
        survey = GOOD + "select_one_from_file wards.csv,ward,Ward,,,,\nselect_one_from_file places.geojson,place,Place,,,,\n"
        errors = self.refused("beside", form("beside", survey), 422)
        self.assertEqual([(error["row"], error["column"]) for error in errors], [(5, "A"), (6, "A")], errors)
        self.assertIn("wards.csv is not beside the form; upload it first", errors[0]["message"])
        self.assertIn("places.geojson", errors[1]["message"])
        self.operator.put("/api/forms/beside/media/wards.csv", b"name,label\n1,First\n")
        self.operator.put("/api/forms/beside/media/places.geojson", b'{"type":"FeatureCollection","features":[{"type":"Feature",'
                          b'"id":"p1","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"name":"p1","title":"P"}}]}')
        self.taken("beside", form("beside", survey))
        self.assertEqual(self.listed("beside")["media"], ["places.geojson", "wards.csv"])

    def test_a_list_in_another_encoding_is_refused(self):
        status, answer, _ = self.operator.ask("PUT", "/api/forms/cyrillic/media/towns.csv", "name,label\nk1,Москва\n".encode("cp1251"))
        self.assertEqual(status, 400, answer)
        self.assertIn("Windows-1251", str(answer))
        status, answer, _ = self.operator.ask("PUT", "/api/forms/cyrillic/media/towns.csv", "name,label\nk1,Москва\n".encode())
        self.assertEqual(status, 200, answer)

    def test_external_choices_come_along(self):
        survey = HEADER + "text,region,Region,,,,\nselect_one_external towns,town,Town,,,,region=${region}\n"
        choices = "list_name,name,label,region\ntowns,a,A,north\ntowns,b,B,south\n"
        self.taken("external", form("external", survey, external_choices=choices))
        self.assertEqual(self.listed("external")["media"], ["itemsets.csv"])

    def test_what_is_no_workbook_is_refused_with_a_sentence(self):
        good = form("broken")
        self.taken("broken", good)
        bad_sheet = package({"survey": sheet_xml([["type"]])[:-20]})
        for name, content in (("nothing", b""), ("text", b"type,name\ntext,a\n"), ("truncated", good[:len(good) // 2]),
                              ("half a sheet", bad_sheet), ("a zip of nothing", self.empty_zip()),
                              ("old .xls", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)), ("zeros", bytes(4096))):
            with self.subTest(name):
                status, answer = self.bring("broken", content)
                self.assertTrue(400 <= status < 500, (status, answer))
                self.assertTrue(answer["findings"] and len(answer["findings"][0]["message"]) > 15, answer)
        self.assertEqual(self.operator.ask("GET", "/api/forms/broken/form.xlsx")[1], good)

    def test_a_directory_that_claims_100_megabytes_is_not_believed(self):
        lying = bytearray(form("lying"))
        for at in range(len(lying) - 4):
            if lying[at:at + 4] == b"PK\1\2":
                lying[at + 24:at + 28] = (100 * 1024 * 1024).to_bytes(4, "little")
        status, answer = self.bring("lying", bytes(lying))
        self.assertLess(status, 500, answer)

    @staticmethod
    def empty_zip():
        file = io.BytesIO()
        zipfile.ZipFile(file, "w").close()
        return file.getvalue()

    def test_a_claim_of_100_megabytes_is_refused_at_the_head(self):
        with socket.create_connection(("127.0.0.1", self.hub.port), timeout=LIMIT_S) as connection:
            connection.sendall(f"PUT /api/forms/x/form.xlsx HTTP/1.1\r\nHost: x\r\nX-Zarya: 1\r\nCookie: {self.operator.cookie}\r\n"
                               "Content-Length: 104857600\r\n\r\n".encode())
            answer = connection.recv(4096)
            self.assertIn(b" 413 ", answer.split(b"\r\n")[0])
        self.assertEqual(self.operator.ask("GET", "/api/forms")[0], 200)

    def test_bombs_are_refused_while_tablets_are_served(self):
        """Twice as many as there are workers: on the slow lane they wait for each other and nobody for them."""
        tablet = Tablet(self.hub, 1)
        self.addCleanup(tablet.connection.close)
        self.assertEqual(tablet.enrol(self.operator.code("", "T-bomb")), 200)
        body = tablet.body()
        content, answers = bomb(300), []
        self.assertLess(len(content), 16 * 1024 * 1024)

        def send():
            operator = Console(self.hub)
            operator.cookie = self.operator.cookie
            answers.append(self.bring("bomb", content, operator))

        threads = [threading.Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        served = 0
        while any(thread.is_alive() for thread in threads):
            self.assertEqual(tablet.post("/v1/exchange", body)[0], 200)
            served += len(answers) < 4
        for thread in threads:
            thread.join()
        self.assertGreater(served, 0)
        for status, answer in answers:
            self.assertEqual((status, answer["error"]), (413, "limit"), answer)
        print(f"4 bombs refused, {served} exchanges answered meanwhile; {self.memory()}", flush=True)

    def memory(self):
        status = pathlib.Path(f"/proc/{self.hub.process.pid}/status").read_text()
        return next(line for line in status.splitlines() if line.startswith("VmHWM"))

    def test_a_session_is_needed(self):
        stranger = Console(self.hub)
        self.assertEqual(self.bring("x", form("x"), stranger)[0], 401)
        self.assertEqual(stranger.ask("GET", "/api/forms/final/form.xlsx")[0], 401)

    def test_refusals_are_in_the_audit(self):
        self.refused("audited", b"nothing")
        events = self.operator.get("/api/audit")["events"]
        self.assertTrue(any(row["kind"] == "form" and row["code"] == "SYNTAX" and row["what"] == "audited" for row in events), events[:3])

    @unittest.skipUnless(REAL, "no real workbooks beside the project")
    def test_real_workbooks_are_taken_or_told(self):
        taken = told = 0
        for number, path in enumerate(REAL[:30]):
            status, answer = self.bring(f"real{number}", path.read_bytes())
            self.assertLess(status, 500, (path, answer))
            if status == 200:
                taken += 1
                continue
            told += 1
            self.assertTrue(answer["findings"], (path, answer))
            id_error = next((one for one in answer["findings"] if "bring it as" in one["message"]), None)
            if id_error:
                form_id = id_error["message"].split('bring it as "')[1].split('"')[0]
                status, answer = self.bring(form_id, path.read_bytes())
                taken += status == 200
        print(f"{len(REAL[:30])} real workbooks: {taken} taken, {told} told first", flush=True)
        self.assertGreater(taken, 5)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
