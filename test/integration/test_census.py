"""The application with a real agent and hub: enrolment, an interview over a killed process, a broken questionnaire,
the way of a record to the hub, and a full disk at a code and at an answer.

Usage: test_census.py BUILD

Tests: tablet/apps/census/page/stage.c tablet/apps/census/page/drawer.c
       tablet/apps/census/page/app.c tablet/apps/census/page/broken.c tablet/apps/census/page/desk.c tablet/ui/frame.c tablet/apps/census/model/link.c
       tablet/apps/census/page/page_done.c tablet/apps/census/page/page_enrol.c tablet/apps/census/page/page_households.c
       tablet/apps/census/page/page_question.c
"""
import http.client
import pathlib
import sys

from patience import LIMIT_S
from running_agent import RunningAgent
from running_census import RunningCensus, Screen
from running_hub import RunningHub, Score
from small_disk import small_disk, take_the_rest

FORM = pathlib.Path(__file__).parents[2] / "questionnaires" / "census2020" / "census2020.xml"
OUTCOME = "/census2020/visit/outcome"


def set_up_form(hub, area):
    """The census and an area with it; the code for a tablet there."""
    hub.call("PUT", "/api/forms/census2020/form.xml", FORM.read_bytes())
    hub.call("PUT", "/api/areas/a1", area)
    return hub.call("POST", "/api/codes", {"area": "a1", "name": "tablet 1"})["code"]


def set_up_area(hub, households=None):
    return set_up_form(hub, {"name": "Area 1", "form": "census2020", "households": households or [
        {"id": f"h{number:02}", "address": f"Mira street, {number}"} for number in range(1, 21)]})


def enrol(score, app, code):
    app.wait(lambda e: e["event"] == "screen" and e["name"] == "enrol", what="the enrolment")
    app.press("text")
    app.type("nonsense")
    app.press("save")
    score.check("a wrong code keeps the page", app.settle()["name"] == "enrol")
    app.press("text")
    app.xdotool("key", "ctrl+a")
    app.type(code)
    app.press("save")
    app.wait(lambda e: e["event"] == "screen" and e["name"] == "households" and any(
        t["name"] == "household" for t in e["targets"]), what="the addresses")
    rows = [t for t in app.settle()["targets"] if t["name"] == "household"]
    score.check("the addresses come by themselves", len(rows) == 20, len(rows))


def full_at_the_code(score, build, screen, hub):
    """The agent cannot keep what the hub answers: the tablet's storage is blamed and not the network."""
    with small_disk("2m") as folder:
        if folder is None:
            return
        with RunningAgent(build, data=folder) as agent, RunningCensus(build, screen, "--socket", agent.socket) as app:
            app.wait(lambda e: e["event"] == "screen" and e["name"] == "enrol", what="the enrolment")
            take_the_rest(pathlib.Path(folder) / "others")
            app.press("text")
            app.type(hub.make_code("no room"))
            since = len(app.events())
            app.press("save")
            told = app.wait(lambda e: e["event"] == "screen" and not e.get("message", "…").endswith("…"),
                            since, "what went wrong")["message"]
            score.check("the storage is blamed and not the network", told.startswith("The tablet's storage is full"), told)
            score.check("the page stays for another try", app.settle()["name"] == "enrol")


def begin(score, app):
    """Some answers, a fault, and a change of language."""
    screen = app.press("household", id="h02")
    score.check("the first question is shown", screen["path"] == OUTCOME, screen["path"])
    screen = app.press("next")
    score.check("an empty required question stays", screen["path"] == OUTCOME and screen["questions"][0]["message"] != "")
    screen = app.press("choice", value="interview")
    score.check("a choice is stored at once", app.stored().get(OUTCOME) == "interview")
    score.check("a lone choice goes on by itself", screen["path"] == "/census2020/list", screen["path"])
    app.press("text", path="/census2020/list/persons")
    app.type("1")
    app.xdotool("key", "Return")
    score.check("Enter goes to the next field", app.has("text", path="/census2020/list/guests", focused=True))
    app.type("0")
    screen = app.press("next")
    score.check("what is typed is stored", app.stored().get("/census2020/list/guests") == "0", app.stored())
    score.check("the list of persons is shown, with the first one", screen["name"] == "roster" and app.has("row"), screen["name"])
    screen = app.press("next")
    app.type("Ann")
    for name, code in (("Татарча", "tt"), ("Башҡортса", "ba"), ("Чӑвашла", "cv"), ("Русский", "ru"), ("English", "en")):
        app.press("language", kind="button")
        screen = app.press("language", label=name)
        score.check(f"the language changes in place to {code}", screen["language"] == code and
                    screen["path"] == "/census2020/residents/person[1]/name" and app.has("text", value="Ann"))
    app.press("next")


def come_back(score, app):
    """The process is killed; everything said to be stored is there, and one tap goes on."""
    before = app.stored()
    app.kill()
    app.start()
    app.wait(lambda e: e["event"] == "screen" and any(t["name"] == "continue" for t in e["targets"]), what="the draft")
    screen = app.press("continue")
    score.check("it goes on at the last place", screen["path"].startswith("/census2020/residents/person[1]/"), screen["path"])
    app.press("jump")
    rows = {t["path"]: t.get("detail") for t in app.settle()["targets"] if t["name"] == "question"}
    score.check("every stored answer is there", all(path in rows for path in before), (before, rows))
    score.check("with its value", rows.get("/census2020/residents/person[1]/name") == "Ann", rows)
    screen = app.press("summary")
    score.check("the summary knows what is missing", any(t["name"] == "question" for t in screen["targets"]))
    screen = app.press("finish")
    score.check("unfinished is not finished", screen["name"] == "question" and
                any(q["message"] for q in screen["questions"]), screen["name"])
    app.press("close")


def deliver(score, hub, app):
    """A short visit to its receipt."""
    app.press("household", id="h03")
    app.press("choice", value=next(t["value"] for t in app.settle()["targets"]
                                   if t["name"] == "choice" and t["value"] != "interview"))
    for _ in range(12):
        screen = app.press("next")
        if screen["name"] == "summary":
            break
        for question in screen.get("questions", []):
            if question["required"] and question["value"] == "" and app.has("text", path=question["path"]):
                app.press("text", path=question["path"])
                app.type("1234")
    screen = app.press("finish")
    app.wait(lambda e: e["event"] == "screen" and e["name"] == "done", what="the saved record")
    app.wait(lambda e: e["event"] == "screen" and e["name"] == "done" and e.get("state") == "received", what="the receipt")
    score.check("the hub has the record", [r.get("household_id", r.get("household")) for r in hub.records()] == ["h03"],
                hub.records())
    screen = app.press("close")
    row = next(t for t in screen["targets"] if t["name"] == "household" and t["id"] == "h03")
    score.check("its row says received", "received" in row["detail"], row)


def broken_form(score, agent, app):
    form = pathlib.Path(agent.table("forms")[0][2]) / "form.xml"
    whole = form.read_bytes()
    app.kill()
    form.chmod(0o644)
    form.write_bytes(whole.replace(b"selected(", b"no-such-function(", 1).replace(b"count(", b"no-such-function(", 1))
    app.start()
    app.wait(lambda e: e["event"] == "screen" and any(t["name"] == "broken-form" for t in e["targets"]), what="the fault")
    row = app.find("broken-form")
    score.check("a broken form says to the enumerator what it means", "tell your controller" in row["detail"] and
                "no-such-function" not in row["detail"], row)
    app.press("broken-form")
    row = app.find("broken-form")
    score.check("and to who mends it, behind a touch, line and fault", "line " in row["detail"] and
                "no-such-function" in row["detail"], row)
    app.press("household", id="h04")
    banner = app.settle().get("banner", "")
    score.check("and does not open", app.now()["name"] == "households" and "cannot be opened" in banner and
                "no-such-function" not in banner, banner)
    form.write_bytes(whole)


def full_disk(score, build, screen):
    """Answers that are stored stay; the one that is not is said so; freed space goes on."""
    with small_disk("512k") as folder:
        if folder is not None:
            with RunningCensus(build, screen, "--form", str(FORM), data=folder) as app:
                fill_and_free(score, app, pathlib.Path(folder) / "filler")


def fill_and_free(score, app, filler):
    persons = "/census2020/list/persons"
    app.press("household", id="trial-1")
    app.press("choice", value="interview")
    take_the_rest(filler)
    app.press("text", path="/census2020/list/guests")
    app.type("0")
    for number in range(1, 21):  # the write-ahead log may still have room for a few
        app.press("text", path=persons)
        app.xdotool("key", "ctrl+a")
        app.type(str(number))
        screen = app.press("next")
        if screen.get("banner"):
            break
        app.press("back")
    score.check("a full disk is said", "full" in screen.get("banner", ""), screen.get("banner"))
    score.check("and the questions stay", screen["path"] == "/census2020/list" and screen.get("banner"))
    count = len([e for e in app.events() if e["event"] == "stored"])
    filler.unlink()
    screen = app.press("next")
    score.check("with space again it is stored", len([e for e in app.events() if e["event"] == "stored"]) > count)
    score.check("and the way goes on", screen["path"] != "/census2020/list" and not screen.get("banner"), screen["path"])
    score.check("without a complaint of the toolkit", not app.faults(), app.faults())


def main():
    build, score = sys.argv[1], Score()
    screen = Screen()
    try:
        with RunningHub(build) as hub, RunningAgent(build) as agent:
            code = set_up_area(hub)
            with RunningCensus(build, screen, "--socket", agent.socket) as app:
                enrol(score, app, code)
                begin(score, app)
                come_back(score, app)
                deliver(score, hub, app)
                broken_form(score, agent, app)
                score.check("without a complaint of the toolkit", not app.faults(), app.faults())
            full_at_the_code(score, build, screen, hub)
        full_disk(score, build, screen)
    finally:
        screen.close()
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
