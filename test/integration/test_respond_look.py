#!/usr/bin/python3
"""The pages of answers online in a real browser with JavaScript switched off, with the questionnaire of the census.

Usage: test_respond_look.py BUILD. Pictures of every page in both languages, at a desk and on a phone, go to BUILD/respond_look/.
"""
import pathlib
import subprocess
import sys

from patience import LIMIT_S, wait_for
from plain_browser import Browser
from running_agent import RunningAgent
from running_hub import RunningHub

from area import add_form
from respond import Respond, invite

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main(build):
    page = ROOT / "hub/console"
    if not (page / "node_modules").exists():
        print("the console's packages are not installed: run ./zarya build")
        return 77
    with RunningHub(build) as hub, RunningAgent(build) as agent:
        form = add_form(hub, ROOT / "questionnaires/census2020/census2020.xml")
        hub.call("PUT", "/api/areas/a", {"name": "A", "form": form, "zone": "Asia/Yekaterinburg", "households": [
            {"id": f"h-{number}", "address": f"ул. Садовая, д. {number}, кв. {number + 3}"} for number in (1, 2)]})
        assert agent.ask("enrol", hub.call("POST", "/api/codes", {"name": "online", "online": True})["code"])[0] == 0
        codes = invite(hub, "a")
        with Respond(build / "respond/zarya-respond", agent.folder / "respond", agent.socket) as respond:
            wait_for(lambda: Browser(respond.port).enter(codes["h-1"]).status == 200)
            return subprocess.run(["node", "test/respond.test.js", f"http://127.0.0.1:{respond.port}/", codes["h-1"], codes["h-2"],
                                   str(build / "respond_look")], cwd=page, timeout=LIMIT_S).returncode


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
