#!/usr/bin/python3
"""The status bar tells the truth about the hub: there, gone, somebody else in its place, there again at a touch.

The agent would ask only once an hour, so whatever changes here comes from a touch on the bar or its sheet.
Usage: test_hub_state.py BUILD

Tests: tablet/shell/bar/agent_watch.c tablet/shell/bar/sheet.c
"""
import pathlib
import re
import sys

from patience import wait_for
from running_agent import RunningAgent
from running_hub import RunningHub, Score
from running_shell import RunningShell

HOUR_MS = 3600 * 1000
WORDS = {"ru": {"fine": r"Центр: (только что|\d+ мин назад)$", "gone": {True: "не отвечает", False: "нет сети"}, "stranger": "чужой сертификат", "say": "сертификат"},
         "en": {"fine": r"Hub: (just now|\d+ min ago)$", "gone": {True: "does not answer", False: "no network"}, "stranger": "wrong certificate", "say": "certificate"}}


def says(shell, text):
    return wait_for(lambda: re.search(text, (shell.last("status") or {"text": ""})["text"]))


def press(shell, key):
    x, y, width, height = wait_for(lambda: (shell.last("sheet") or {}).get(key))
    shell.tap(x + width // 2, y + height // 2)


def follow(score, shell, hub, agent, language):
    words, name = WORDS[language], language
    agent.ask("language", language)
    score.check(f"{name}: the last contact is told", says(shell, words["fine"]), shell.last("status"))
    hub.kill()
    shell.tap(400, 20)
    score.check(f"{name}: a touch on the bar opens the sheet", wait_for(lambda: (shell.last("sheet") or {}).get("visible")))
    is_up = shell.last("status")["network"]
    score.check(f"{name}: a dead hub is told beside its network", says(shell, words["gone"][is_up]), shell.last("status"))
    press(shell, "close")
    score.check(f"{name}: the sheet goes", wait_for(lambda: not shell.last("sheet")["visible"]))
    with RunningHub(shell.build, ports=(0, hub.tls_port)):
        shell.tap(400, 20)
        score.check(f"{name}: another hub in its place is told", says(shell, words["stranger"]), shell.last("status"))
        score.check(f"{name}: ... in a sentence", wait_for(lambda: words["say"] in shell.last("sheet")["text"]), shell.last("sheet"))
    hub.start()
    press(shell, "send")
    score.check(f"{name}: the hub is there again after the key that sends", says(shell, words["fine"]), shell.last("status"))
    shell.tap(20, 700)
    score.check(f"{name}: a touch beside the sheet puts it away", wait_for(lambda: not shell.last("sheet")["visible"]))


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    score = Score()
    with RunningHub(build) as hub, RunningAgent(build, poll_ms=HOUR_MS) as agent, RunningShell(build, "--size", "1280x800") as shell:
        shell.agent_socket.symlink_to(agent.socket)
        score.check("the bar says that the tablet is not enrolled", says(shell, "Не зарегистрирован"))
        shell.tap(400, 20)
        score.check("... and then has no sheet", shell.last("sheet") is None)
        agent.ask("enrol", hub.make_code("tablet"))
        for language in WORDS:
            follow(score, shell, hub, agent, language)
        score.check("the shell ends well", shell.stop() == 0, shell.log_text())
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
