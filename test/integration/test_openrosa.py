#!/usr/bin/python3
"""ODK Collect against the hub: its exchanges, written down from the public standard and its behaviour (collect/*.http), replayed
over TLS against the real hub; then what became of them in store and console. Usage: test_openrosa.py BUILD"""
import base64
import hashlib
import http.client
import pathlib
import ssl
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "run"))
from patience import LIMIT_S
from recorded import Exchange, picture
from running_hub import RunningHub, Score

HERE = pathlib.Path(__file__).resolve().parent / "collect"
FIRST = "uuid:5f2c1f0e-30b5-4c0d-9a59-0d7c5a3f9e11"
PARTS = "uuid:a1d3b3d8-7c2e-4f0a-8a11-6f1f0be0c7a2"
EDITED = "uuid:0b9b2f9c-53d1-4b7b-9d4e-2f6c4a3e8d10"

score = Score()


def send(hub, method, path, body=None, headers=None, login=None):
    """One call, with Basic when there is a login: (status, body, headers)."""
    connection = http.client.HTTPSConnection("127.0.0.1", hub.openrosa_port, timeout=LIMIT_S, context=ssl._create_unverified_context())
    fields = dict(headers or {})
    if login:
        fields["Authorization"] = "Basic " + base64.b64encode(":".join(login).encode()).decode()
    connection.request(method, path, body, fields)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content.decode(), answer.headers


def prepare(hub):
    form, media = (HERE / "visit.xml").read_bytes(), (HERE / "wards.csv").read_bytes()
    console = hub.operator()
    console.put("/api/forms/visit/media/wards.csv", media)
    console.put("/api/forms/visit/form.xml", form)
    console.put("/api/areas/north", {"name": "North", "form": "visit", "households": []})
    made = console.call("POST", "/api/collectors", {"name": "ivanova", "area": "north"})
    return ("ivanova", made["password"]), {"form_md5": hashlib.md5(form).hexdigest(), "media_md5": hashlib.md5(media).hexdigest()}


def replay_all(hub, login, names):
    for path in sorted(HERE.glob("*.http")):
        exchange = Exchange(score, hub.openrosa_port, *login, **names)
        exchange.replay(path)
        exchange.close()


def check_records(hub):
    rows = {row["id"]: row for row in hub.records()}
    score.check("each submission is one record", sorted(rows) == sorted([FIRST, PARTS, EDITED]) and len(hub.records()) == 3, rows)
    first, parts, edited = rows[FIRST], rows[PARTS], rows[EDITED]
    score.check("the record is the collector's, in his area", (first["tablet_name"], first["area"]) == ("ivanova", "north"), first)
    score.check("its times are the form's", (first["started"], first["finished"]) == ("2026-11-30T05:40:12Z", "2026-11-30T05:58:03Z"), first)
    score.check("what it came to is told by the form", (first["outcome"], first["result"], parts["result"], parts["appointment"]) ==
                ("counted", "done", "revisit", "2026-12-04T18:30"), (first, parts))
    score.check("an edited one replaces the one before", edited["replaces"] == FIRST and first["replaced"], edited)
    score.check("sequences are without gaps", sorted(row["sequence"] for row in rows.values()) == [1, 2, 3], rows)
    for name, size in (("1764486001001.jpg", 2600000), ("1764486002002.jpg", 2500000), ("1764486003003.jpg", 2400000)):
        content = hub.call("GET", f"/api/records/{PARTS}/files/{name}")
        score.check(f"{name} came whole", content == picture(size), len(content))
    shown = hub.call("GET", f"/api/records/{FIRST}?lang=en")
    answers = {row["label"]: row["display"] for row in shown["answers"]}
    score.check("its answers are shown as those of a tablet", answers.get("Ward") == "Ward 2" and answers.get("Persons") == "4", answers)
    csv = hub.call("GET", "/api/export.csv?form=visit").decode()
    score.check("it is exported as those of a tablet", PARTS in csv and "w2" in csv, csv)
    area = [row for row in hub.call("GET", "/api/areas")["areas"] if row["id"] == "north"][0]
    score.check("its area counts it", area["records"] == 3, area)


def check_list(hub):
    told = hub.call("GET", "/api/collectors")
    row = told["collectors"][0]
    score.check("the console shows the collector", (row["name"], row["records"], row["waiting"], row["closed"]) == ("ivanova", 3, 0, False), told)
    score.check("the console shows the address", told["address"] == f"https://127.0.0.1:{hub.openrosa_port}", told)


def multipart(xml, *files):
    parts = [("xml_submission_file", "s.xml", xml.encode()), *((name, name, data) for name, data in files)]
    return b"".join(b'--B\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n' % (n.encode(), f.encode(), d)
                    for n, f, d in parts) + b"--B--\r\n"


def instance(uuid, persons=1):
    return (f'<data id="visit" version="2026112901"><ward>w1</ward><persons>{persons}</persons><outcome>counted</outcome>'
            f"<meta><instanceID>{uuid}</instanceID></meta></data>")


TYPE = {"Content-Type": "multipart/form-data; boundary=B"}


def check_conflict(hub, login):
    uuid = "uuid:c0c0c0c0-0000-4000-8000-000000000001"
    for persons in (1, 2, 1):
        status, body, _ = send(hub, "POST", "/submission", multipart(instance(uuid, persons)), TYPE, login)
        score.check("another telling of an instance is taken", status == 201, body)
    rows = [row for row in hub.records() if row["id"] == uuid]
    score.check("both stand, as a conflict, and no third", len(rows) == 2 and all(row["conflict"] for row in rows), rows)


def check_hostile(hub, login):
    xml = instance("uuid:bad")
    cases = [
        ("no multipart", b"x", {"Content-Type": "text/xml"}, 415),
        ("no boundary", b"x", {"Content-Type": "multipart/form-data"}, 400),
        ("cut", multipart(xml)[:-20], TYPE, 400),
        ("no XML", b"--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--B--\r\n", TYPE, 400),
        ("a path as a name", multipart(xml, ("../../x", b"1")), TYPE, 422),
        ("a name twice", multipart(xml, ("x", b"1"), ("x", b"2")), TYPE, 422),
        ("65 files", multipart(xml, *((f"f{i}", b"1") for i in range(65))), TYPE, 413),
        ("200 parts", multipart(xml, *((f"f{i}", b"1") for i in range(200))), TYPE, 413),
        ("10 MB", multipart(xml, ("big.jpg", picture(10_000_000))), TYPE, 413),
        ("9 MB, which no envelope holds", multipart(xml, ("big.jpg", picture(9_000_000))), TYPE, 413),
    ]
    before = len(hub.records())
    for what, body, headers, wanted in cases:
        status, told, fields = send(hub, "POST", "/submission", body, headers, login)
        score.check(f"{what} is refused with a sentence", status == wanted and 'nature="error"' in told and
                    fields["X-OpenRosa-Version"] == "1.0", (status, told))
    score.check("and nothing of it is stored", len(hub.records()) == before)
    for path in ("/forms/visit/2026112901/media/../../../keys/hub.key", "/forms/visit/2026112901/media/nothing.csv",
                 "/forms/visit/1/form.xml", "/api/records", "/v1/ca"):
        status, told, _ = send(hub, "GET", path, login=login)
        score.check(f"{path} is nothing", status == 404, (status, told))


def check_access(hub, login):
    name, password = login
    score.check("a wrong password is refused", send(hub, "GET", "/formList", login=(name, "x"))[0] == 401)
    score.check("an unknown name is refused alike", send(hub, "GET", "/formList", login=("nobody", password))[0] == 401)
    score.check("refusals are in the audit", ("collector-login", "REFUSED") in hub.audit(), hub.audit())
    again = hub.call("POST", f"/api/collectors/{name}/password", {})["password"]
    score.check("another password ends the first", send(hub, "GET", "/formList", login=login)[0] == 401)
    score.check("and is good", send(hub, "GET", "/formList", login=(name, again))[0] == 200)
    hub.call("POST", f"/api/collectors/{name}/close", {})
    score.check("one who is closed is refused", send(hub, "GET", "/formList", login=(name, again))[0] == 401)
    hub.call("POST", f"/api/collectors/{name}/open", {})
    score.check("and opened again let in", send(hub, "GET", "/formList", login=(name, again))[0] == 200)
    status, _, _ = hub.operator().ask("POST", "/api/collectors", {"name": name})
    score.check("there is one of a name", status == 409, status)
    return name, again


def main():
    with RunningHub(sys.argv[1]) as hub:
        hub.stop()
        hub.start("--openrosa", "127.0.0.1:0", "--tls-name", "127.0.0.1")
        login, names = prepare(hub)
        replay_all(hub, login, names)
        check_records(hub)
        check_list(hub)
        check_conflict(hub, login)
        check_hostile(hub, login)
        login = check_access(hub, login)
        hub.stop()
        hub.start("--openrosa", "127.0.0.1:0")
        status, _, _ = send(hub, "POST", "/submission", multipart(instance("uuid:after")), TYPE, login)
        score.check("the collector's keys outlive a restart", status == 201, status)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
