"""A record's life after it arrived, with a real hub, office, agent and application: it is sent back with remarks, which the
enumerator finds at the question; he corrects one answer, stands by another, and the new record is approved.

Usage: test_review.py BUILD [FOLDER FOR PICTURES [WIDTHxHEIGHT [LANGUAGE]]]

Tests: hub/records/review.c hub/records/send_back.c hub/device/returns.c tablet/agent/orders/apply_returns.c
       tablet/agent/orders/sent_back.c lib/order/order_returns.c tablet/apps/census/page/comeback.c tablet/apps/census/page/remark_strip.c
"""
import json
import pathlib
import sqlite3
import sys

from patience import wait_for
from running_agent import RunningAgent
from running_census import RunningCensus, Screen
from running_hub import RunningHub, Score
from running_office import RunningOffice
from test_enumerator import Pictures, go_to_summary, rows
from test_look import inside

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
<instance><data id="f" version="1"><name/><age/><check/><job/></data></instance><bind nodeset="/data/name" type="string"/>
<bind nodeset="/data/age" type="int"/><bind nodeset="/data/check" readonly="true()" relevant="/data/age &gt; 99"/>
<bind nodeset="/data/job" type="string"/></model></h:head>
<h:body><input ref="/data/name"><label>Фамилия, имя и отчество</label></input><input ref="/data/age"><label>Сколько полных лет?</label></input>
<input ref="/data/check" appearance="doubt"><label>Больше ста лет: верно ли это?</label></input>
<input ref="/data/job"><label>Кем работает?</label></input></h:body></h:html>"""
NAME, JOB = "Ivanovskaya-Zaozernaya", "Apothecary-7731"
TEXTS = {"/data/age": "117 лет: проверьте по паспорту, пожалуйста", "/data/job": "Такой должности нет", "": "Все ли члены домохозяйства записаны?"}
HOUSE = "h-1"
KEYBOARD_LEAVES = {(1280, 752): 512, (1024, 552): 316, (800, 1232): 900, (600, 976): 680}
FINGER_PX = 53  # 9 mm at 5.9 dots a mm


def set_up(hub):
    hub.call("PUT", "/api/forms/f/form.xml", FORM.encode())
    hub.call("PUT", "/api/areas/a1", {"name": "Участок 1", "form": "f", "households": [
        {"id": f"h-{number}", "address": f"г. Орёл, ул. Лесная, {number}"} for number in range(1, 6)]})
    return hub.operator().code("a1")


def fill(app, text):
    app.press("text")
    app.xdotool("key", "ctrl+a")
    app.type(text)
    return app.press("next")


def finish(app):
    app.press("finish")
    if app.now()["name"] == "summary" and app.has("finish"):  # asked whether one is sure
        app.press("finish")
    app.wait(lambda e: e["event"] == "screen" and e["name"] == "done", what="the saved record")
    app.settle()


def interview(score, app, hub):
    app.press("household", id=HOUSE)
    fill(app, NAME)
    fill(app, "117")
    app.press("next")
    fill(app, JOB)
    finish(app)
    score.check("the record arrives", wait_for(lambda: len(hub.records()) == 1))
    app.wait(lambda e: e["event"] == "state" and e["state"] == "received", what="the receipt")
    record = hub.records()[0]
    score.check("with its doubts counted", record["doubt_count"] == 1, record)
    score.check("and is new", record["review"] == {"state": "new"}, record["review"])
    app.press("close")
    return record


def refusals(score, operator, record):
    """What cannot be is told, and changes nothing."""
    path = f"/api/records/{record['id']}/return"
    for body, status in (({}, 422), ({"remarks": []}, 422), ({"remarks": [{"text": ""}]}, 422), ({"remarks": ["x"]}, 422),
                         ({"remarks": [{"text": "x" * 2001}]}, 422), ({"remarks": [{"text": "x"}] * 101}, 422)):
        seen = operator.ask("POST", path, body)
        score.check(f"{str(body)[:40]} is refused", seen[0] == status, seen[:2])
    score.check("an unknown record is not there", operator.ask("POST", "/api/records/nobody/return", {"remarks": [{"text": "x"}]})[0] == 404)
    for body, status in (({"state": "returned", "records": [{"id": record["id"], "hash": record["hash"]}]}, 422), ({"state": "approved"}, 422),
                         ({"state": "approved", "records": [{"id": record["id"], "hash": "00"}]}, 422),
                         ({"state": "approved", "records": [{"id": record["id"], "hash": 64 * "0"}]}, 404)):
        seen = operator.ask("POST", "/api/reviews", body)
        score.check(f"{str(body)[:60]} is refused", seen[0] == status, seen[:2])


def send_back(score, hub, office, record):
    operator = hub.operator()
    refusals(score, operator, record)
    remarks = [{"path": path, "text": text} for path, text in TEXTS.items()]
    office.stop()
    status, body, _ = operator.ask("POST", f"/api/records/{record['id']}/return", {"remarks": remarks})
    score.check("without the office nothing can be sent back", status == 503 and "locked" in str(body), (status, body))
    office.start()
    status, body, _ = operator.ask("POST", f"/api/records/{record['id']}/return", {"remarks": remarks})
    score.check("with it the record goes to its tablet", status == 200 and body["tablet_name"], (status, body))
    review = hub.records()[0]["review"]
    score.check("and is returned, by whom and when", (review["state"], review["who"], review["remarks"]) == ("returned", "operator", 3), review)
    page = operator.get(f"/api/records/{record['id']}")
    score.check("its page shows the remarks", [row["text"] for row in page["remarks"]] == list(TEXTS.values()), page.get("remarks"))
    said = [json.loads(line)["what"] for line in office.audit().splitlines()]
    score.check("the office wrote down who opened what", "return" in said and "remarks" in said, said)


def nothing_in_clear(score, hub, texts):
    found = [(path.name, text) for path in hub.data.rglob("*") if path.is_file() for text in texts if text.encode() in path.read_bytes()]
    score.check("neither answers nor remarks lie with the hub", found == [], found)


def see(score, app, pictures):
    """The household is in the list again, and its remark at the question."""
    app.wait(lambda e: e["event"] == "screen" and e["name"] == "households" and "3" in rows(e).get(HOUSE, {}).get("detail", "")
             and "117" not in str(rows(e)), what="the household that was sent back")
    pictures.take("list")
    row = rows(app.settle())[HOUSE]
    score.check("the list says so", ("Sent back" in row["detail"] or "Возвращено" in row["detail"]), row)
    screen = app.press("household", id=HOUSE)
    score.check("the interview opens at the first remark", screen["path"] == "/data/age", screen["path"])
    score.check("with the answer that was given", screen["questions"][0]["value"] == "117", screen["questions"])
    score.check("and the remark at it", app.has("remark-reply", path="/data/age"), [t["name"] for t in screen["targets"]])
    pictures.take("question")
    above_the_keyboard(score, app, pictures)


def above_the_keyboard(score, app, pictures):
    """The keyboard comes up for the reply: the field stays in sight, and all is made for fingers."""
    width, height = app.screen.width, app.screen.height
    for name, path in (("remark-reply", "/data/age"), ("text", "/data/age")):
        app.press(name, path=path)
        app.resize(width, KEYBOARD_LEAVES[(width, height)])
        pictures.take(f"keyboard-{name}")
        score.check(f"{name} stands above the keyboard", inside(app.settle(), app.find(name, path=path)), app.now()["view"])
        app.resize(width, height)
    small = [(t["name"], t["rect"]) for t in app.now()["targets"] if min(t["rect"][2:]) < FINGER_PX]
    score.check("the page of a remark is made for fingers", not small, small)


def correct(score, app, pictures):
    fill(app, "17")
    screen = app.settle()
    score.check("the doubt is gone with the age", screen["path"] == "/data/job", screen["path"])
    app.press("remark-reply", path="/data/job")
    pictures.take("reply")
    app.type("She is one")
    app.stop()
    app.start()
    screen = app.press("continue")
    score.check("what was answered is still there", app.has("remark-reply", value="She is one"), screen["targets"])
    if screen["name"] != "summary":
        go_to_summary(app)
    pictures.take("summary")
    score.check("the summary leads to the remarks", app.has("remark", path="/data/age"), [t["name"] for t in app.now()["targets"]])
    app.press("remark-checked", path="")
    screen = app.press("remark", path="/data/job")
    score.check("to the question", screen["path"] == "/data/job", screen["path"])
    go_to_summary(app)
    finish(app)


def come_again(score, hub, office, agent, record):
    operator = hub.operator()
    score.check("the correction arrives", wait_for(lambda: len(hub.records()) == 2), hub.records())
    fresh = next(row for row in hub.records() if row["id"] != record["id"])
    old = next(row for row in hub.records() if row["id"] == record["id"])
    score.check("in the place of the old one", fresh["replaces"] == record["id"] and old["replaced"], fresh)
    score.check("and is new", fresh["review"] == {"state": "new"} and fresh["doubt_count"] == 0, fresh)
    page = operator.get(f"/api/records/{fresh['id']}")
    replies = {row["path"]: row["reply"] for row in page["replies"]}
    score.check("with what was answered", replies["/data/age"] == "" and replies["/data/job"] == "She is one" and replies[""], replies)
    values = {row["path"]: row["value"] for row in page["answers"]}
    score.check("and the corrected answer", values == {"/data/name": NAME, "/data/age": "17", "/data/job": JOB}, values)
    score.check("the history has both", [row["review"]["state"] for row in page["visits"]] == ["new", "returned"], page["visits"])
    score.check("who opened it is told", {"open", "return"} <= {row["what"] for row in operator.get(f"/api/records/{record['id']}")["acts"]})
    score.check("the tablet had it", page["visits"][1]["review"]["delivered"], page["visits"][1]["review"])
    status, _, _ = operator.ask("POST", f"/api/records/{record['id']}/return", {"remarks": [{"text": "x"}]})
    score.check("what was corrected cannot be sent back again", status == 409, status)
    status, _, _ = operator.ask("POST", "/api/reviews", {"state": "approved", "records": [{"id": fresh["id"], "hash": fresh["hash"]}]})
    review = next(row for row in hub.records() if row["id"] == fresh["id"])["review"]
    score.check("it is approved", (status, review["state"], review["who"]) == (200, "approved", "operator"), review)
    kinds = {(event["kind"], event["what"]) for event in hub.call("GET", "/api/audit")["events"]}
    score.check("the audit tells of it all", {("return", record["id"]), ("review", f"{fresh['id']}: approved")} <= kinds, kinds)
    return fresh


def other_tablet(score, build, screen, hub, fresh):
    """The tablet is lost, another has the area: the record goes there, and is taken back when it is approved after all."""
    operator = hub.operator()
    operator.ask("POST", f"/api/fleet/{fresh['tablet']}/revoke", {})
    status, body, _ = operator.ask("POST", f"/api/records/{fresh['id']}/return", {"remarks": [{"path": "/data/age", "text": "17?"}]})
    score.check("no tablet has the area", status == 409, (status, body))
    with RunningAgent(build) as agent, RunningCensus(build, screen, "--socket", agent.socket) as app:
        agent.ask("enrol", operator.code("a1", "another"))
        status, body, _ = operator.ask("POST", f"/api/records/{fresh['id']}/return", {"remarks": [{"path": "/data/age", "text": "17?"}]})
        score.check("it goes to the one that has it now", status == 200 and body["tablet_name"] == "another", (status, body))
        app.wait(lambda e: e["event"] == "screen" and "Sent back" in rows(e).get(HOUSE, {}).get("detail", ""), what="the household")
        screen = app.press("household", id=HOUSE)
        score.check("with its answers", screen["questions"][0]["value"] == "17", screen)
        app.press("close")
        since = len(app.events())
        operator.ask("POST", "/api/reviews", {"state": "approved", "records": [{"id": fresh["id"], "hash": fresh["hash"]}]})
        app.wait(lambda e: e["event"] == "screen" and "Not started" in rows(e).get(HOUSE, {}).get("detail", ""), since,
                 "the household without its remark")
        score.check("no faults", app.faults() == [], app.faults())
        agent.stop()
        with sqlite3.connect(agent.data / "outbox.db") as database:
            kept = database.execute("SELECT count(*) FROM returned WHERE parcel IS NOT NULL").fetchone()
        score.check("and is taken back", kept == (0,), kept)


def run(build, folder, size, language):
    score, screen = Score(), Screen(*size)
    pictures = Pictures(screen, folder)
    try:
        with RunningOffice(build) as office, RunningHub(build, office=office) as hub, RunningAgent(build) as agent:
            agent.ask("enrol", set_up(hub))
            with RunningCensus(build, screen, "--socket", agent.socket, language=language) as app:
                app.wait(lambda e: e["event"] == "screen" and HOUSE in rows(e), what="the addresses")
                record = interview(score, app, hub)
                send_back(score, hub, office, record)
                nothing_in_clear(score, hub, [NAME, JOB, *TEXTS.values()])
                see(score, app, pictures)
                correct(score, app, pictures)
                fresh = come_again(score, hub, office, agent, record)
                nothing_in_clear(score, hub, [NAME, JOB, "She is one", *TEXTS.values()])
                score.check("no faults", app.faults() == [], app.faults())
            agent.stop()
            if language == "en":
                other_tablet(score, build, screen, hub, fresh)
    finally:
        screen.close()
    return score.close()


if __name__ == "__main__":
    SIZE = tuple(int(part) for part in (sys.argv[3] if len(sys.argv) > 3 else "1280x752").split("x"))
    sys.exit(run(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None, SIZE, sys.argv[4] if len(sys.argv) > 4 else "en"))
