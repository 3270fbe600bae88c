#!/usr/bin/python3
"""The real application in the real shell: a field low on the page stays in sight when the keyboard comes.

Usage: test_keyboard_room.py BUILD
"""
import sys
import types

from patience import wait_for, wait_for_rest
from running_census import RunningCensus
from running_hub import Score
from running_shell import RunningShell

STATUS_BAR_PX = 48


def make_form(choice_count):
    choices = "".join(f"<item><label>Choice {n}</label><value>{n}</value></item>" for n in range(choice_count))
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>Low field</h:title><model><instance><data id="low" version="1"><page><choice/><why/></page></data></instance>
<bind nodeset="/data/page/choice" type="string"/><bind nodeset="/data/page/why" type="string"/></model></h:head>
<h:body><group ref="/data/page" appearance="field-list"><label>Page</label>
<select1 ref="/data/page/choice"><label>Which?</label>{choices}</select1>
<input ref="/data/page/why" appearance="name"><label>Why?</label></input></group></h:body></h:html>
"""


class CensusInShell(RunningCensus):
    def __init__(self, shell, width, height, *options):
        screen = types.SimpleNamespace(display="", width=width, height=height - STATUS_BAR_PX)
        super().__init__(shell.build, screen, "--origin", f"0,{STATUS_BAR_PX}", *options)
        self.shell = shell
        self.environment.update({**shell.environment, "WAYLAND_DISPLAY": "wayland-0", "GDK_BACKEND": "wayland",
                                 "HOME": str(self.folder)})

    def settle(self):
        """Once the application has nothing more to do; the shell's screen has a frame to offer for ever."""
        wait_for_rest([self.process.pid], lambda: len(self.events()))
        return self.now()

    def tap(self, name):
        x, y, width, height = next(t["rect"] for t in self.settle()["targets"] if t["name"] == name)
        self.shell.tap(x + width // 2, y + height // 2)

    def bottom(self, name):
        return next(t["rect"][1] + t["rect"][3] for t in self.now()["targets"] if t["name"] == name)


def test_low_field(score, build, width, height):
    name = f"{width}x{height}"
    with RunningShell(build, "--size", name) as shell:
        form = shell.folder / "form.xml"
        form.write_text(make_form(5 if height > 700 else 2), encoding="utf-8")
        with CensusInShell(shell, width, height, "--form", form) as app:
            app.tap("household")
            app.wait(lambda e: e["event"] == "screen" and e["name"] == "question", what="the page")
            whole = app.settle()["view"]
            score.check(f"{name}: no keyboard before a touch", not shell.keyboard())
            app.tap("text")
            top = shell.keyboard("ru")["rect"][1]
            score.check(f"{name}: the page gives the keyboard room",
                        wait_for(lambda: app.now()["view"][3] < whole[3]), [whole, app.now()["view"]])
            score.check(f"{name}: the field stands above it", wait_for(lambda: app.bottom("text") <= top), app.bottom("text"))
            shell.press("Н", "е", "т")  # a name begins with a capital by itself
            app.tap("next")
            score.check(f"{name}: what is typed is stored", wait_for(lambda: app.stored().get("/data/page/why") == "Нет"))
            faults = [line for line in app.faults() if "moving popups" not in line]
            score.check(f"{name}: nobody complains", not faults, faults)
        score.check(f"{name}: the shell ends well", shell.stop() == 0, shell.log_text())


def main():
    score = Score()
    for width, height in ((1280, 800), (800, 1280), (1024, 600), (600, 1024)):
        test_low_field(score, sys.argv[1], width, height)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
