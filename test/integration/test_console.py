#!/usr/bin/python3
"""The console page in a real browser against a real hub with a census record. Usage: test_console.py BUILD

Pictures of every page in both languages go to BUILD/console/."""
import copy
import json
import os
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree as tree

from hub_client import Tablet
from patience import LIMIT_S
from running_hub import RunningHub
from workbooks import of_folder, workbook

from console import Console

ROOT = pathlib.Path(__file__).resolve().parents[2]
FORM = ROOT / "questionnaires/census2020/census2020.xml"
FAMILY = ROOT / "test/vm/family.json"
XFORMS = "{http://www.w3.org/2002/xforms}"


def family_record():
    """The instance that an interview of the demonstration's family would leave."""
    family = json.loads(FAMILY.read_text())
    root = copy.deepcopy(next(iter(next(tree.parse(FORM).iter(f"{XFORMS}instance")))))
    for node in root.iter():  # a submission has no namespace of its own
        node.tag = node.tag.replace(XFORMS, "")

    def child(parent, step):
        name, position = re.fullmatch(r"([^\[]+)(?:\[(\d+)\])?", step).groups()
        same = [node for node in parent if node.tag == name]
        while len(same) < int(position or 1):
            another = copy.deepcopy(same[0])
            parent.insert(list(parent).index(same[-1]) + 1, another)
            same.append(another)
        return same[int(position or 1) - 1]

    for path, count in family["repeat_counts"].items():
        node = root
        for step in f"{path}[{count}]".split("/")[2:]:
            node = child(node, step)
    for path, value in family["answers"].items():
        node = root
        for step in path.split("/")[2:]:
            node = child(node, step)
        node.text = value
    return tree.tostring(root, encoding="utf-8")


SURVEY = "type,name,label,relevant,constraint,calculation\ninteger,age,Age,,. < 120,\nselect_one yn,works,Works,${age} >= 15,,\n"
CHOICES = "list_name,name,label\nyn,yes,Yes\nyn,no,No\n"
XFORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Bad</h:title><model>
<instance><data id="bad"><age/><job/></data></instance>
<bind nodeset="/data/age" type="int" constraint="(. &lt; 120"/>
<bind nodeset="/data/job" relevant="/data/age &gt; 15 AND nonsense(/data/age)"/>
</model></h:head><h:body><input ref="/data/age"><label>Age</label></input><input ref="/data/job"><label>Job</label></input></h:body></h:html>"""


def write_forms(folder):
    """What the page's test brings: a good census, and forms with long findings and few."""
    def named_good(sheet, rows):
        if sheet == "settings":
            rows = [rows[0], [cell if head != "form_id" else "good" for head, cell in zip(*rows)]]
        return rows

    (folder / "good.xlsx").write_bytes(of_folder(ROOT / "questionnaires/census2020", named_good))
    long = " or ".join(f"${{works}} = 'yes' and ${{age}} > {number}" for number in range(40))
    faults = ("text,job,\"Job\",${age} >> 15,. = 'x,\n"
              f"text,a_question_with_a_very_long_name_that_somebody_once_wrote_down_and_nobody_changed,Q,({long},,\n"
              "calculate,total,,,,summ(${age})\ntext,b,B,${age} > 1 AND ${age} < 9,,\ntext,w,W,${works} = yes,,\n")
    (folder / "bad.xlsx").write_bytes(workbook({"survey": SURVEY + faults.replace("text,job", "note,n,Note,,,\ntext,job"), "choices": CHOICES}))
    words = "_".join(["a_name_that_nobody_can_read"] * 7)
    (folder / "long.xlsx").write_bytes(workbook({"survey": SURVEY + f"text,q,Q,${{{words}}} = 1,,\n", "choices": CHOICES}))
    warned = SURVEY + "select_one_from_file list.csv,place,Place,,,\ntext,job,Job,${works} = yes,,\n"
    (folder / "warned.xlsx").write_bytes(workbook({"survey": warned, "choices": CHOICES}))
    (folder / "list.csv").write_text("name,label\n1,First\n")
    (folder / "bad.xml").write_text(XFORM)


def main(build):
    page = ROOT / "hub/console"
    if not (page / "dist/index.html").exists() or not (page / "node_modules").exists():
        print("the console page is not built: run ./zarya build")
        return 77
    with RunningHub(build, console=page / "dist", names=["hub.example.org"]) as hub:
        hub.stop()
        hub.start("--openrosa", "127.0.0.1:0")
        operator = Console(hub)
        operator.login()
        operator.put("/api/forms/census2020/form.xml", FORM.read_bytes())
        record = hub.data.parent / "record.xml"
        record.write_bytes(family_record())
        version = operator.get("/api/forms")["forms"][0]["version"]
        area = operator.put("/api/areas/EA-1", {
            "name": "Садовый участок", "form": "census2020", "zone": "Asia/Yekaterinburg",
            "households": [{"address": f"ул. Садовая, д. {n}, кв. {n + 3}"} for n in range(1, 21)]})
        homes = area["households"]

        def visit(tablet, sequence, home, *more):
            status, lines = tablet.exchange("--records", sequence, 1, "--xml", record, "--form", "census2020", version,
                                            "--area", "EA-1", "--household", home["id"], "--address", home["address"], *more)
            assert status == 200 and " OK " in lines[1], lines

        for seed, name in ((1, "Планшет 1 — Иванова"), (2, "Планшет 2 — Хабибуллина")):
            tablet = Tablet(hub, seed)
            assert tablet.enrol(operator.code("EA-1", name)) == 200
            if seed == 1:
                visit(tablet, 1, homes[0])
                visit(tablet, 2, homes[2], "--outcome", "later", "--appointment", "2026-12-28T18:30", "--id", "first-visit")
                visit(tablet, 3, homes[2], "--previous", "first-visit", "--salt", 7)
                visit(tablet, 4, homes[4], "--outcome", "later", "--appointment", "2026-12-28T18:30")
                visit(tablet, 5, homes[5], "--outcome", "refused", "--id", "corrected")
                visit(tablet, 6, homes[5], "--replaces", "corrected")
                tablet.exchange("--records", 1, 1, "--salt", 5, "--xml", record, "--form", "census2020", version, "--area", "EA-1",
                                "--household", homes[0]["id"], "--draft", homes[7]["id"])
            else:
                visit(tablet, 1, homes[9], "--outcome", "empty")
                visit(tablet, 2, {"id": "found-by-the-enumerator", "address": "ул. Новая, д. 1 (нет в списке)"})
            tablet.connection.close()
        Console(hub).login("wrong")
        forms = hub.data.parent / "forms"
        forms.mkdir()
        write_forms(forms)
        environment = {**os.environ, "TZ": "Europe/Moscow"}
        return subprocess.run(["node", "test/console.test.js", f"http://127.0.0.1:{hub.port}/", hub.password,
                               str(pathlib.Path(build).resolve() / "console"), str(forms)], cwd=page, env=environment, timeout=LIMIT_S).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
