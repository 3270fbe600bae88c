"""A hub that was restored from a backup older than a tablet's enrolment: the application says so and offers to type a new
code, takes nothing away from who is at work, and all goes on with the new code. Real hub, agent and application.

Usage: test_forgotten.py BUILD [FOLDER FOR PICTURES [WxH [LANGUAGE]]]
"""
import sys

from patience import wait_for
from running_agent import RunningAgent
from running_census import RunningCensus, Screen
from running_hub import RunningHub, Score
from test_census import set_up_area
from test_enumerator import Pictures, finish_visit, rows

SENTENCE = {"en": "The hub does not know this tablet any more; ask for a new code. Nothing is lost.",
            "ru": "Центр больше не знает этот планшет; попросите новый код. Ничего не потеряно."}


def forget(score, hub, agent, backup):
    hub.stop()
    hub.tool("--restore", backup)
    hub.start()
    score.check("the restored hub refuses the tablet",
                wait_for(lambda: agent.status()["last_error"] == "REFUSED", lambda: agent.ask("sync")))


def is_offered(event):
    return event["event"] == "screen" and event["name"] == "households" and any(
        t["name"] == "forgotten" for t in event["targets"])


def at_work(score, app, language):
    """An interview is not interrupted; the list says what happened, and stays."""
    screen = app.settle()
    score.check("the interview goes on", screen["name"] == "question" and app.has("choice", value="refused"), screen["name"])
    since = len(app.events())
    finish_visit(app, "refused")
    app.press("close")
    app.wait(is_offered, since, "the offer in the list")
    score.check("the list says what happened, and stays", app.find("forgotten")["label"] == SENTENCE[language] and
                len(rows(app.now())) == 20, app.find("forgotten"))
    app.press("household", id="h05")
    screen = app.press("choice", value="absent")
    score.check("another interview can be begun", screen["name"] == "question", screen["name"])
    app.press("close")


def ask_for_code(score, app, pictures, language):
    pictures.take("forgotten-list")
    screen = app.press("forgotten")
    score.check("a touch asks for the new code, with the sentence", screen["name"] == "enrol" and
                screen["sentence"] == SENTENCE[language], screen)
    pictures.take("forgotten-enrol")
    screen = app.press("close")
    score.check("there is a way back, and it is no circle", screen["name"] == "households" and app.has("forgotten") and
                len(rows(app.now())) == 20, screen["name"])
    app.press("forgotten")


def refused_codes(score, build, hub, app):
    """What does not fit is said, and the page stays for the code that does."""
    with RunningHub(build) as other:
        app.press("text")
        app.type(other.make_code("another's"))
        since = len(app.events())
        app.press("save")
        screen = app.wait(lambda e: e["event"] == "screen" and e.get("message", "").startswith("This code is of another hub"),
                          since, "the word about another hub")
    score.check("another hub's code is told as such", screen["name"] == "enrol")
    code = hub.make_code("used")
    with RunningAgent(build) as first:
        first.ask("enrol", code)
    app.press("text")
    app.xdotool("key", "ctrl+a")
    app.type(code)
    since = len(app.events())
    app.press("save")
    screen = app.wait(lambda e: e["event"] == "screen" and e.get("message", "").startswith("The hub refused this code"),
                      since, "the word about a used code")
    score.check("a used code keeps the page, with its sentence", screen["sentence"] == SENTENCE["en"] and
                app.settle()["name"] == "enrol", screen)


def new_code(score, hub, app):
    app.press("text")
    app.xdotool("key", "ctrl+a")
    app.type(hub.call("POST", "/api/codes", {"area": "a1", "name": "again"})["code"])
    since = len(app.events())
    app.press("save")
    screen = app.wait(lambda e: e["event"] == "screen" and e["name"] == "households", since, "the list")
    app.settle()
    score.check("with the new code the list is back, without the offer", not app.has("forgotten") and len(rows(screen)) == 20)
    score.check("what was done meanwhile is at the hub", wait_for(
        lambda: {r["household"] for r in hub.records() if r.get("household")} == {"h02", "h03"}), hub.records())


def day(score, build, screen, pictures, language):
    with RunningHub(build) as hub, RunningAgent(build) as agent:
        code = set_up_area(hub)
        backup = hub.folder / "backup.db"
        hub.tool("--backup", backup)
        agent.ask("enrol", code)
        with RunningCensus(build, screen, "--socket", agent.socket, language=language) as app:
            app.wait(lambda e: e["event"] == "screen" and e["name"] == "households" and len(rows(e)) == 20, what="the addresses")
            score.check("a known tablet is offered no code", not app.has("forgotten"))
            app.press("household", id="h02")
            since = len(app.events())
            finish_visit(app, "refused")
            app.wait(lambda e: e.get("state") == "received", since, "the receipt")
            app.press("close")
            app.press("household", id="h03")
            forget(score, hub, agent, backup)
            at_work(score, app, language)
            ask_for_code(score, app, pictures, language)
            if language == "en":
                refused_codes(score, build, hub, app)
            new_code(score, hub, app)
            score.check("without a complaint of the toolkit", not app.faults(), app.faults())


def main():
    build, score = sys.argv[1], Score()
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    width, height = (int(part) for part in sys.argv[3].split("x")) if len(sys.argv) > 3 else (1280, 752)
    screen = Screen(width, height)
    try:
        day(score, build, screen, Pictures(screen, folder), sys.argv[4] if len(sys.argv) > 4 else "en")
    finally:
        screen.close()
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
