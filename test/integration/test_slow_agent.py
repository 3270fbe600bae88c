#!/usr/bin/python3
"""An agent that takes its time to answer, as on a slow or busy disk: while a finished interview is on its way to it, nothing
leads away from that interview, and its answer comes to the one that it belongs to. Real hub, agent and application.

Usage: test_slow_agent.py BUILD
"""
import signal
import sys
import tempfile

from running_agent import RunningAgent
from running_census import RunningCensus, Screen
from running_hub import RunningHub, Score
from test_question_pages import make_form
from test_signature import publish

ROWS = ("integer,age,Age,,,", 'note,check_age,"Please check: rare",doubt,,${age} > 99', "text,fin,Last,,,")


def to_the_end(app):
    """Finish was pressed once, and asks whether the doubt stands."""
    app.press("household", id="h1")
    app.type("105")
    while app.now()["name"] != "summary":
        app.press("next")
    return app.press("finish")


def day(score, agent, app):
    app.wait(lambda e: e["event"] == "screen" and any(t["name"] == "household" for t in e["targets"]), what="the address")
    to_the_end(app)
    x, y, width, height = app.find("question")["rect"]
    keys = [app.find(name)["rect"] for name in ("finish", "language", "jump", "close")]
    since = len(app.events())
    agent.process.send_signal(signal.SIGSTOP)
    try:
        for left, top, wide, high in keys:
            app.tap(left + wide / 2, top + high / 2)
        app.tap(x + width / 2, y + height / 2)
        app.settle()
        seen = {e["name"] for e in app.events()[since:] if e["event"] == "screen"}
        score.check("nothing leads away while it is being saved", seen == {"summary"}, seen)
    finally:
        since = len(app.events())
        agent.process.send_signal(signal.SIGCONT)
    app.wait(lambda e: e["event"] == "screen" and e["name"] == "done", since, "the saved record")
    score.check("then it is saved", len(agent.table("records")) == 1, agent.table("records"))
    app.press("close")
    score.check("and the list has it as finished", not app.has("continue"), app.settle()["targets"][:3])
    score.check("without a complaint of the toolkit", not app.faults(), app.faults())


def main():
    build, score = sys.argv[1], Score()
    screen = Screen()
    try:
        with tempfile.TemporaryDirectory(prefix="zarya-slow-") as folder, RunningHub(build) as hub, RunningAgent(build) as agent:
            agent.ask("enrol", publish(hub, make_form(build, folder, ROWS)))
            with RunningCensus(build, screen, "--socket", agent.socket) as app:
                day(score, agent, app)
    finally:
        screen.close()
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
