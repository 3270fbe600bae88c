#!/usr/bin/python3
"""What comes from the hub while somebody is in an interview, with a real hub, office, agents, zarya-respond and application: its
household answers online, its address is given to another tablet, its record is sent back. Nothing is lost, and the person is told.

Usage: test_meanwhile.py BUILD [FOLDER FOR PICTURES [WIDTHxHEIGHT [LANGUAGE]]]

Tests: tablet/apps/census/page/notice.c tablet/apps/census/page/page_done.c
"""
import contextlib
import pathlib
import sys

from patience import wait_for
from plain_browser import Browser
from running_agent import RunningAgent
from running_census import RunningCensus, Screen
from running_hub import RunningHub, Score
from running_office import RunningOffice
from test_enumerator import Pictures, go_to_summary, rows
from test_review import FORM, fill, finish

from respond import Respond, invite

SAYS = {"answered": ("answered online", "ответило через интернет"), "taken": ("not on your list", "не в вашем списке"),
        "remarks": ("sent remarks", "прислал замечания"), "none": ("took the remarks back", "снял замечания")}


def detail(screen, household):
    return rows(screen).get(household, {}).get("detail", "")


class Office:
    """Everything but the application, with an area of six addresses."""

    def __init__(self, stack, build):
        self.office = stack.enter_context(RunningOffice(build))
        self.hub = stack.enter_context(RunningHub(build, office=self.office))
        self.hub.call("PUT", "/api/forms/f/form.xml", FORM.encode())
        self.hub.call("PUT", "/api/areas/a1", {"name": "Участок 1", "form": "f", "households": [
            {"id": f"h-{number}", "address": f"г. Орёл, ул. Лесная, {number}"} for number in range(1, 7)]})
        self.agents = [stack.enter_context(RunningAgent(build)) for _ in range(3)]
        online, self.tablet, other = self.agents
        code = self.hub.call("POST", "/api/codes", {"name": "online", "online": True})["code"]
        for agent, words in ((online, code), (self.tablet, self.hub.operator().code("a1", "mine")), (other, self.hub.operator().code("a1", "other"))):
            assert agent.ask("enrol", words)[0] == 0
        self.codes = invite(self.hub, "a1")
        self.respond = stack.enter_context(Respond(pathlib.Path(build).resolve() / "respond/zarya-respond", online.folder / "respond", online.socket))

    def answer_online(self, household):
        browser = Browser(self.respond.port)
        wait_for(lambda: browser.enter(self.codes[household], "en").status == 200)
        for fields in ({"name": "Anna"}, {"age": "30"}, {"job": "Baker"}):
            browser.send(**fields)
        browser.send(("go", "send"))
        assert "were sent" in browser.page.heading, browser.page.heading

    def give_away(self, household):
        other = next(row["id"] for row in self.hub.call("GET", "/api/fleet")["tablets"] if row["name"] == "other")
        body = {"edition": self.hub.call("GET", "/api/areas/a1")["edition"], "shares": [{"tablet": other, "households": [household]}]}
        status, content, _ = self.hub.operator().ask("PUT", "/api/areas/a1/shares", body)
        assert status == 200, content

    def record(self, household):
        found = [row for row in self.hub.records() if row["household"] == household]
        return found[-1] if found else None

    def send_back(self, record, *remarks):
        rows_sent = [{"path": path, "text": text} for path, text in remarks]
        status, body, _ = self.hub.operator().ask("POST", f"/api/records/{record['id']}/return", {"remarks": rows_sent})
        assert status == 200, body


def told(app, what, since):
    """The page with the banner of that."""
    app.wait(lambda e: e["event"] == "screen" and any(words in e.get("banner", "") for words in SAYS[what]), since, f"the banner: {what}")
    return app.settle()


def answered_before(score, app, office, pictures):
    """Not begun: the list says that nobody needs to go there; who goes all the same can."""
    office.answer_online("h-3")
    app.wait(lambda e: e["event"] == "screen" and ("Answered online" in detail(e, "h-3") or "через интернет" in detail(e, "h-3")), what="the row")
    screen = app.settle()
    pictures.take("list")
    wide = [t["name"] for t in screen["targets"] if t["rect"][0] < 0 or t["rect"][0] + t["rect"][2] > app.screen.width]
    score.check("nothing is wider than the screen", not wide, wide)
    app.press("filter-todo")
    score.check("it is not to be done", detail(app.settle(), "h-3") == "" and detail(app.now(), "h-2") != "", list(rows(app.now())))
    app.press("filter-all")
    screen = app.press("household", id="h-3")
    pictures.take("visit")
    score.check("its page says so", (screen["name"], screen["state"]) == ("done", "online"), screen)
    score.check("and there is nothing to correct", not app.has("correct"))
    since = len(app.events())
    app.press("visit-again")
    screen = told(app, "answered", since)
    pictures.take("interview")
    score.check("it can be visited all the same", screen["name"] == "question", screen["name"])
    screen = app.press("close")
    score.check("what was only looked at is not begun", any(word in detail(screen, "h-3") for word in ("online", "интернет")), detail(screen, "h-3"))


def answered_meanwhile(score, app, office):
    app.press("household", id="h-2")
    app.press("text")
    app.type("Half-typed")
    since = len(app.events())
    office.answer_online("h-2")
    screen = told(app, "answered", since)
    score.check("what is being typed stands", app.has("text", value="Half-typed"), screen["targets"])
    score.check("and its field has the cursor", app.has("text", focused=True), screen["targets"])
    app.press("next")
    score.check("it is stored", app.stored().get("/data/name") == "Half-typed", app.stored())
    screen = app.press("close")
    score.check("the draft is still in the list", "1" in detail(screen, "h-2") and "·" in detail(screen, "h-2"), detail(screen, "h-2"))
    screen = app.press("filter-todo")
    score.check("and to be brought to an end", detail(screen, "h-2") != "", list(rows(screen)))
    app.press("filter-all")


def taken_meanwhile(score, app, office):
    app.press("household", id="h-4")
    fill(app, "Kept")
    app.press("text")
    app.type("4")
    since = len(app.events())
    office.give_away("h-4")
    screen = told(app, "taken", since)
    score.check("what is being typed stands", app.has("text", value="4"), screen["targets"])
    app.press("next")
    fill(app, "Cook")
    finish(app)
    score.check("the interview is finished and arrives", wait_for(lambda: office.record("h-4") is not None))
    score.check("marked as another's", "share" in office.record("h-4")["doubts"], office.record("h-4"))
    app.press("close")


def interview(app, office, household):
    app.press("household", id=household)
    fill(app, "Ivan")
    fill(app, "17")
    fill(app, "Smith")
    finish(app)
    assert wait_for(lambda: office.record(household) is not None)
    app.wait(lambda e: e["event"] == "state" and e["state"] == "received" and e["record"] == office.record(household)["id"], what="the receipt")


def sent_back_meanwhile(score, app, office, pictures):
    """A correction of one's own is open when the record is sent back, and then with other remarks while one is answered."""
    interview(app, office, "h-5")
    record = office.record("h-5")
    app.press("correct")
    app.press("text")
    app.type("Anew")
    since = len(app.events())
    office.send_back(record, ("/data/name", "First of all"), ("/data/age", "Sure?"))
    screen = told(app, "remarks", since)
    pictures.take("remarks-came")
    score.check("what is being typed stands beside the remark", screen["questions"][0]["value"] == "Anew", screen["questions"])
    score.check("whose field is there", app.has("remark-reply", path="/data/name"), [t["name"] for t in screen["targets"]])
    app.press("remark-reply", path="/data/name")
    app.type("Yes")
    since = len(app.events())
    office.send_back(record, ("/data/age", "Sure?"), ("/data/job", "Which?"), ("/data/name", "First of all"))
    told(app, "remarks", since)
    score.check("an answer stays at its remark", app.has("remark-reply", path="/data/name", value="Yes"), app.now()["targets"])
    app.press("remark-reply", path="/data/name")
    app.xdotool("key", "End")
    app.type(" indeed")
    fill(app, "Anew")
    fill(app, "18")
    fill(app, "Smith")
    finish(app)
    fresh = wait_for(lambda: next((row for row in office.hub.records() if row["replaces"] == record["id"]), None))
    replies = {row["path"]: row["reply"] for row in office.hub.operator().get(f"/api/records/{fresh['id']}")["replies"]}
    score.check("each remark goes back with its own answer", replies == {"/data/age": "", "/data/job": "", "/data/name": "Yes indeed"}, replies)
    app.press("close")
    return fresh


def approved_meanwhile(score, app, office):
    """It is approved after all while it is corrected: the remarks go, and what was changed stays."""
    interview(app, office, "h-6")
    record = office.record("h-6")
    app.press("close")
    office.send_back(record, ("/data/age", "Sure?"))
    app.wait(lambda e: e["event"] == "screen" and "1" in detail(e, "h-6") and ("Sent back" in detail(e, "h-6") or "Возвращено" in detail(e, "h-6")), what="the return")
    app.press("household", id="h-6")
    fill(app, "19")
    since = len(app.events())
    office.hub.operator().ask("POST", "/api/reviews", {"state": "approved", "records": [{"id": record["id"], "hash": record["hash"]}]})
    screen = told(app, "none", since)
    score.check("the interview goes on", screen["path"] == "/data/job", screen["path"])
    screen = app.press("close")
    score.check("and is a draft", detail(screen, "h-6") != "" and "Sent back" not in detail(screen, "h-6"), detail(screen, "h-6"))
    app.press("household", id="h-6")
    go_to_summary(app)
    app.press("drop-correction")
    screen = app.press("confirm-yes") if app.has("confirm-yes") else app.settle()
    score.check("it can be dropped", screen["name"] == "done", screen)
    app.press("close")


def run(build, folder, size, language):
    score, screen = Score(), Screen(*size)
    pictures = Pictures(screen, folder)
    try:
        with contextlib.ExitStack() as stack:
            office = Office(stack, build)
            with RunningCensus(build, screen, "--socket", office.tablet.socket, language=language) as app:
                app.wait(lambda e: e["event"] == "screen" and "h-1" in rows(e), what="the addresses")
                answered_before(score, app, office, pictures)
                answered_meanwhile(score, app, office)
                taken_meanwhile(score, app, office)
                sent_back_meanwhile(score, app, office, pictures)
                approved_meanwhile(score, app, office)
                pictures.take("end")
                score.check("no faults", app.faults() == [], app.faults())
    finally:
        screen.close()
    return score.close()


if __name__ == "__main__":
    SIZE = tuple(int(part) for part in (sys.argv[3] if len(sys.argv) > 3 else "1280x752").split("x"))
    sys.exit(run(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None, SIZE, sys.argv[4] if len(sys.argv) > 4 else "en"))
