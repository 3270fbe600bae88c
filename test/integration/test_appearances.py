#!/usr/bin/python3
"""What questionnaires ask to be shown: the questionnaire `appearances`, converted and answered on a virtual screen.

Usage: test_appearances.py BUILD

Tests: tablet/apps/census/question/card_table.c tablet/apps/census/question/card_draw.c
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

from running_census import RunningCensus, Screen
from running_hub import Score

SOURCE = pathlib.Path(__file__).parents[2] / "questionnaires" / "appearances"
TARGET_MIN_PX = 53


def make_form(build, folder):
    """The questionnaire with its pictures beside it, as the hub would bring it; one is broken, one did not come."""
    form = pathlib.Path(folder) / "form.xml"
    subprocess.run([pathlib.Path(build).resolve() / "tools" / "zarya-form", "convert", SOURCE, "-o", form], check=True,
                   stdout=subprocess.DEVNULL)
    for picture in SOURCE.glob("*.svg"):
        shutil.copy(picture, folder)
    (form.parent / "rain.svg").write_text("this is no picture")
    (form.parent / "tanker.svg").unlink()
    return form


def question(screen, name):
    return next((q for q in screen["questions"] if q["path"] == f"/data/{name}"), None)


def choices(app, name):
    """value -> rectangle and the state of its picture."""
    return {t["value"]: (t["rect"], t.get("picture")) for t in app.settle()["targets"]
            if t["name"] == "choice" and t["path"] == f"/data/{name}"}


def guidance(score, app):
    """Folded away, opened in place, and still open when the language was changed and the question is back."""
    before = app.find("guidance", path="/data/who")
    field = app.find("text", path="/data/who")
    score.check("guidance is behind a key that a finger meets", before["rect"][3] >= TARGET_MIN_PX and
                before["label"] == "More", before)
    app.press("guidance")
    opened = app.find("text", path="/data/who")
    score.check("it opens in place", opened["rect"][1] > field["rect"][1] + 30 and opened["focused"], (field, opened))
    score.check("the key then folds it away", app.has("guidance", label="Less"))
    app.press("language", kind="button")
    app.press("language", label="Русский")
    score.check("a change of language leaves it open", app.has("guidance", label="Свернуть"))
    app.press("language", kind="button")
    app.press("language", label="English")
    app.press("guidance")
    score.check("and folded it is as before", app.find("text", path="/data/who")["rect"] == field["rect"])


def pictures(score, app):
    """Beside the labels in a list, above them in columns; what cannot be shown says so and can still be chosen."""
    app.press("next")
    rows = choices(app, "water")
    score.check("a row with a picture is high enough for it", all(rect[3] >= 72 + 8 for rect, _ in rows.values()), rows)
    app.press("choice", value="tanker")  # scrolls to the last one, so that all were drawn
    seen = {value: state for value, (_, state) in choices(app, "water").items()}
    score.check("pictures are shown, and those that cannot be do no harm", seen == {
        "tap": "shown", "well": "shown", "river": "shown", "rain": "broken", "tanker": "missing"}, seen)
    score.check("a choice without its picture is chosen as any", app.stored().get("/data/water") == "tanker")
    app.press("next")
    tiles = choices(app, "other_water")
    score.check("columns of tiles", len({rect[0] for rect, _ in tiles.values()}) >= 3 and
                all(rect[3] >= 112 for rect, _ in tiles.values()), tiles)
    app.press("choice", value="well")
    app.press("choice", value="river")
    score.check("several are marked without signs", app.stored().get("/data/other_water") == "well river", app.stored())
    app.press("next")
    app.press("choice", value="bus")
    states = {value: state for value, (_, state) in choices(app, "transport").items()}
    score.check("a list may have a picture for some", states == {"walk": None, "bus": "shown", "train": None}, states)


def columns(app, name):
    return {value: rect[0] for value, (rect, _) in choices(app, name).items()}


def table(score, app):
    """One row a question, its marks under the same headings; messages under the row; rows come and go."""
    screen = app.press("next")
    rows = {name: choices(app, f"services/{name}") for name in ("roads", "clinic", "school")}
    score.check("each question is one row of five marks", all(
        len(row) == 5 and len({rect[1] for rect, _ in row.values()}) == 1 for row in rows.values()), rows)
    score.check("the marks of a choice stand in one column", columns(app, "services/roads") == columns(app, "services/school"))
    score.check("every mark is as large as a finger", all(
        min(rect[2:]) >= TARGET_MIN_PX for row in rows.values() for rect, _ in row.values()), rows)
    score.check("a question that does not apply has no row", question(screen, "services/clinic_wait") is None)
    screen = app.press("choice", path="/data/services/clinic", value="no")
    score.check("a row appears", question(screen, "services/clinic_wait") and
                columns(app, "services/clinic_wait") == columns(app, "services/roads"))
    score.check("and the mark is stored", app.stored().get("/data/services/clinic") == "no")
    before = choices(app, "services/clinic")["yes"][0][1]
    screen = app.press("next")
    score.check("a row without its required mark says so", screen["path"] == "/data/services" and
                question(screen, "services/roads")["message"] != "")
    score.check("below the row", choices(app, "services/clinic")["yes"][0][1] > before + 30)
    app.press("choice", path="/data/services/roads", value="unknown")
    app.press("choice", path="/data/services/school", value="unknown")
    screen = app.settle()
    score.check("a constraint speaks at its row", "ask again" in question(screen, "services/school")["message"] and
                question(screen, "services/roads")["message"] == "", screen["questions"])
    app.press("choice", path="/data/services/school", value="rather_yes")
    app.press("language", kind="button")
    app.press("language", label="Русский")
    score.check("a table changes its language in place", app.has("choice", path="/data/services/school", label="Скорее да", selected=True))
    app.press("language", kind="button")
    app.press("language", label="English")


def another_width(score, app):
    """The tablet is turned: a table that has no room any more gives way, and comes back."""
    before = columns(app, "services/roads")
    app.resize(500, 900)
    narrow = {t["rect"][0] for t in app.now()["targets"] if t["name"] == "choice"}
    app.resize(app.screen.width, app.screen.height)
    score.check("a narrow window has rows as usual, a wide one the table again",
                len(narrow) == 1 and columns(app, "services/roads") == before, (narrow, before))


def table_of_boxes(score, app):
    """A label row written by hand; several marks a row."""
    app.press("next")
    app.press("choice", path="/data/goods/phone", value="home")
    app.press("choice", path="/data/goods/phone", value="dacha")
    score.check("several marks in a row", app.stored().get("/data/goods/phone") == "home dacha", app.stored())


def without_a_table(score, app):
    """Labels that are too long for columns stand as rows; so does what no label row heads."""
    app.press("next")
    rows = choices(app, "long/harvest")
    score.check("long labels stand one below the other", len({rect[0] for rect, _ in rows.values()}) == 1, rows)
    app.press("next")
    steps = choices(app, "mood")
    score.check("a scale is one line", len({rect[1] for rect, _ in steps.values()}) == 1 and len(steps) == 5, steps)
    app.press("choice", value="rather_no")
    score.check("its steps are chosen as any", app.stored().get("/data/mood") == "rather_no")


def numbers(score, app):
    """A counter, digits in threes while nobody types, and a word that is dots."""
    app.press("next")
    rooms, income, word = (f"/data/numbers/{name}" for name in ("rooms", "income", "word"))
    app.press("less", path=rooms)
    score.check("a counter begins at nothing", app.has("text", path=rooms, value="0"))
    for _ in range(3):
        app.press("more", path=rooms)
    score.check("and counts", app.has("text", path=rooms, value="3"))
    app.press("text", path=income)
    app.type("1234567")
    score.check("while one types the digits are plain", app.has("text", path=income, value="1234567"))
    app.press("text", path=word)
    app.type("rain")
    score.check("then they stand in threes", app.has("text", path=income, value="1\u00a0234\u00a0567"))
    app.press("eye", path=word)
    score.check("what was hidden is shown on demand", app.has("eye", label="Hide") and app.has("text", path=word, focused=True))
    app.press("next")
    stored = app.stored()
    score.check("stored is what was meant", [stored.get(path) for path in (rooms, income, word)] == ["3", "1234567", "rain"], stored)
    app.press("jump")
    lines = {t["path"]: t.get("detail") for t in app.settle()["targets"] if t["name"] == "question"}
    score.check("the list of answers keeps the word hidden", lines.get(word) == "••••••" and lines.get(rooms) == "3", lines)


def interview(score, build, screen, form):
    with RunningCensus(build, screen, "--form", form) as app:
        app.press("household", id="trial-1")
        guidance(score, app)
        pictures(score, app)
        table(score, app)
        another_width(score, app)
        table_of_boxes(score, app)
        without_a_table(score, app)
        numbers(score, app)
        score.check("without a complaint of the toolkit", not app.faults(), app.faults())


def main():
    build, score = sys.argv[1], Score()
    with tempfile.TemporaryDirectory(prefix="zarya-appearances-") as folder:
        form = make_form(build, folder)
        for width, height in ((1280, 752), (800, 1232)):
            screen = Screen(width, height)
            try:
                interview(score, build, screen, form)
            finally:
                screen.close()
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
