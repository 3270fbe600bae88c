#!/usr/bin/python3
"""Ten screens of the application as somebody found them right: PT Sans alone, a fixed size, no clock in them.

Usage: test_golden.py BUILD   (UPDATE_GOLDEN=1 writes the pictures anew: look at each before it is committed)

Tests: tablet/ui/icon.c tablet/apps/census/page/line.c tablet/apps/census/page/page_confirm.c tablet/apps/census/page/page_jump.c
       tablet/apps/census/page/page_language.c
"""
import pathlib
import shutil
import sys
import tempfile

from golden import Golden
from running_agent import RunningAgent
from running_census import RunningCensus, Screen
from running_hub import RunningHub, Score
from test_appearances import make_form
from test_census import FORM, set_up_area

FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts/truetype/paratype</dir><cachedir>{cache}</cachedir>
<match target="font"><edit name="antialias"><bool>true</bool></edit><edit name="hinting"><bool>true</bool></edit>
<edit name="hintstyle"><const>hintslight</const></edit><edit name="rgba"><const>none</const></edit>
<edit name="lcdfilter"><const>lcdnone</const></edit></match></fontconfig>
"""
LANDSCAPE, PORTRAIT, LOW, NARROW = (1280, 752), (800, 1232), (1280, 512), (600, 976)
LIST = "/census2020/list"
LONG_STREET = "территория садоводческого некоммерческого товарищества «Энергетик-2», линия двадцать седьмая"


class Gallery:
    def __init__(self, score, build, folder):
        self.score, self.build, self.golden = score, build, Golden("census")
        self.fonts = pathlib.Path(folder) / "fonts.conf"
        self.fonts.write_text(FONTS.format(cache=pathlib.Path(folder) / "cache"))

    def open(self, size, *options, **named):
        """A screen of its own for each application; closed by hang()'s caller."""
        screen = Screen(*size)
        app = RunningCensus(self.build, screen, *options, "--dots-per-mm", 5.9, **named)
        app.environment["FONTCONFIG_FILE"] = str(self.fonts)
        return screen, app

    def hang(self, app, name):
        """Takes the picture; the pointer is out of it."""
        app.xdotool("mousemove", app.screen.width, app.screen.height)
        app.settle()
        self.golden.check(self.score, name, app.screen.picture().crop(0, 0, app.screen.width, app.screen.height))

    def interview(self, size, language, walk, form=FORM):
        screen, app = self.open(size, "--form", form, language=language)
        try:
            with app:
                app.press("household", id="trial-1")
                walk(self, app)
        finally:
            screen.close()


def to_the_list(app, persons):
    app.press("choice", value="interview")
    app.press("next")
    app.press("text", path=f"{LIST}/persons")
    app.type(persons)
    app.press("text", path=f"{LIST}/guests")
    app.type("0")
    return app.press("next")


def landscape(gallery, app):
    gallery.hang(app, "choice-landscape")
    to_the_list(app, "2")
    app.press("jump")
    gallery.hang(app, "all-questions-landscape")
    app.press("summary")
    gallery.hang(app, "summary-landscape")


def low(gallery, app):
    app.press("choice", value="interview")
    app.press("next")
    app.press("text", path=f"{LIST}/persons")
    app.type("x")
    app.press("next")
    gallery.hang(app, "message-above-the-keyboard")


def portrait(gallery, app):
    app.press("language", kind="button")
    gallery.hang(app, "language-portrait")
    app.press("back")
    to_the_list(app, "2")
    gallery.hang(app, "roster-portrait")
    app.press("next")
    app.type("Anna")
    gallery.hang(app, "name-portrait")


def narrow(gallery, app):
    to_the_list(app, "2")
    gallery.hang(app, "roster-narrow")


def table(gallery, app):
    for name in ("water", "other_water", "transport"):
        app.press("next")
        if name != "other_water":
            value = {"water": "tap", "transport": "bus"}[name]
            app.press("choice", path=f"/data/{name}", value=value)
    app.press("next")
    gallery.hang(app, "table-landscape")


def addresses(gallery):
    """The list of a real area, with an address that is longer than the screen."""
    with RunningHub(gallery.build) as hub:
        code = set_up_area(hub, [{"id": f"h{number:02}", "address": address} for number, address in enumerate(
            [f"Солнечногорье, {LONG_STREET}, участок 114, корпус 2, кв. 16"] +
            [f"Солнечногорье, улица {street}, д. {house}" for street in ("Мира", "Полевая") for house in range(1, 9)])])
        with RunningAgent(gallery.build) as agent:
            screen, app = gallery.open(PORTRAIT, "--socket", agent.socket, language="ru")
            try:
                with app:
                    app.wait(lambda e: e["event"] == "screen" and e["name"] == "enrol", what="the enrolment")
                    agent.ask("enrol", code)
                    app.wait(lambda e: e["event"] == "screen" and any(t["name"] == "household" for t in e["targets"]),
                             what="the addresses")
                    gallery.hang(app, "addresses-portrait")
                    app.press("household", id="h00")
                    app.press("choice", value="interview")
                    shown = [app.now(), app.press("close")]
                    wide = [(t["name"], t["rect"]) for page in shown for t in page["targets"]
                            if t["rect"][0] + t["rect"][2] > PORTRAIT[0]]
                    gallery.score.check("nor is it wider where it is the title, or the draft to go on with",
                                        app.has("continue") and not wide, wide)
            finally:
                screen.close()


def main():
    score = Score()
    with tempfile.TemporaryDirectory(prefix="zarya-golden-") as folder:
        gallery = Gallery(score, sys.argv[1], folder)
        gallery.interview(LANDSCAPE, "ru", landscape)
        gallery.interview(LOW, "ru", low)
        gallery.interview(PORTRAIT, "en", portrait)
        gallery.interview(NARROW, "ru", narrow)
        gallery.interview(LANDSCAPE, "en", table, make_form(sys.argv[1], folder))
        addresses(gallery)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
