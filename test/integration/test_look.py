#!/usr/bin/python3
"""What the application looks like where room is short: lists under a keyboard that goes, low and narrow windows, panels of
other sizes, pages from right to left.

Usage: test_look.py BUILD

Tests: tablet/ui/bars.c tablet/ui/button.c tablet/ui/row_store.c tablet/ui/reveal.c tablet/ui/row_list.c tablet/ui/row_shape.c
       tablet/ui/row_draw.c tablet/ui/touchables.c tablet/ui/shelf.c
"""
import pathlib
import sys
import tempfile

from running_census import RunningCensus, Screen
from running_hub import Score

CENSUS = pathlib.Path(__file__).parents[2] / "questionnaires" / "census2020" / "census2020.xml"
LIST = "/census2020/list"
LOW_PX = 512  # what the keyboard leaves of 1280 by 800 below the status bar
BACKGROUND = 0xf7f8fa
FINGER_MM, PIXEL_MM = 9, 0.1

HEAD = """<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>Look</h:title><model>"""


def long_list(folder):
    """Sixty choices, a line each: a list of more than 3,000 pixels."""
    choices = "".join(f"<item><label>Choice {n}: {'as long as a line of its own ' * 3}</label><value>{n}</value></item>"
                      for n in range(60))
    form = pathlib.Path(folder) / "long.xml"
    form.write_text(HEAD + f"""<instance><data id="long" version="1"><one/></data></instance><bind nodeset="/data/one" type="string"/>
</model></h:head><h:body><select1 ref="/data/one"><label>Which?</label>{choices}</select1></h:body></h:html>""", encoding="utf-8")
    return form


def is_drawn(picture, rect):
    """Something else than the page's ground is there."""
    x, y, width, height = rect
    return len(picture.colours(x + 4, y + 4, width // 3, height - 8)) > 4


def seen_rows(screen):
    left, top, width, height = screen["view"]
    return [t for t in screen["targets"] if t["name"] == "choice" and
            t["rect"][1] >= top and t["rect"][1] + t["rect"][3] <= top + height]


def list_after_keyboard(score, build, folder):
    """The keyboard goes: the rows that come into sight are drawn, and what is touched is what was seen."""
    screen = Screen()
    try:
        with RunningCensus(build, screen, "--form", long_list(folder)) as app:
            app.press("household")
            score.check("an empty search field has no key to clear it", not app.has("search-clear"))
            app.press("search")
            app.type("choice 42")
            score.check("a search finds its row", [t["value"] for t in app.now()["targets"] if t["name"] == "choice"] == ["42"])
            app.press("search-clear")
            score.check("and one touch clears it, the cursor stays", app.has("search", value="", focused=True) and
                        len([t for t in app.now()["targets"] if t["name"] == "choice"]) == 60)
            app.resize(screen.width, LOW_PX)
            few = seen_rows(app.now())
            app.resize(screen.width, screen.height)
            many, picture = seen_rows(app.now()), screen.picture()
            score.check("a higher window shows more of a long list", len(many) > len(few), (len(few), len(many)))
            blank = [t["value"] for t in many if not is_drawn(picture, t["rect"])]
            score.check("and draws all of it", not blank, blank)
            for height in (420, 752, 360, 700, LOW_PX, 752):
                app.drag(700, 300, -160)
                app.resize(screen.width, height)
                rows, picture = seen_rows(app.now()), screen.picture()
                blank = [t["value"] for t in rows if not is_drawn(picture, t["rect"])]
                score.check(f"also scrolled, {height} high", rows and not blank, blank)
            last = seen_rows(app.now())[-1]
            app.press("choice", value=last["value"])
            score.check("a touch takes the row that is seen there", app.stored() == {"/data/one": last["value"]}, app.stored())
            score.check("without a complaint of the toolkit", not app.faults(), app.faults())
    finally:
        screen.close()


def arabic(folder):
    """Questions in Arabic, in a form that has one language and does not name it."""
    form = pathlib.Path(folder) / "arabic.xml"
    choices = "".join(f"<item><label>{label}</label><value>{value}</value></item>" for value, label in (("m", "ذكر"), ("f", "Female")))
    form.write_text(HEAD + f"""<instance><data id="ar" version="1"><who/><sex/></data></instance></model></h:head><h:body>
<input ref="/data/who"><label>ما اسمك؟</label></input><select1 ref="/data/sex"><label>الجنس</label>{choices}</select1>
</h:body></h:html>""", encoding="utf-8")
    return form


def ink(picture, rect, is_right):
    """How much is drawn in one half of a row."""
    x, y, width, height = rect
    half = picture.crop(x + width // 2 if is_right else x + 10, y + 6, width // 2 - 10, height - 12)
    return sum(half.rgb[at] < 128 for at in range(0, len(half.rgb), 3))


def title_ink(picture, rect, is_right):
    """How much of a title's own dark ink is in one half of a row; sign and state have lighter ones."""
    x, y, width, height = rect
    half = picture.crop(x + width // 2 if is_right else x + 10, y + 6, width // 2 - 10, height - 12)
    return sum(half.rgb[at] < 60 for at in range(0, len(half.rgb), 3))


def begins_left(picture, rect):
    return title_ink(picture, rect, False) > 0 and title_ink(picture, rect, True) == 0


def right_to_left(score, build, folder):
    """An Arabic interview runs from right to left, bars and all; the application around it as before."""
    screen = Screen()
    try:
        with RunningCensus(build, screen, "--form", arabic(folder)) as app:
            app.settle()
            rect = app.find("household", id="trial-1")["rect"]
            score.check("the addresses run from left to right", begins_left(screen.picture(), rect))
            app.press("household")
            back, forward, close = (app.find(name)["rect"] for name in ("back", "next", "close"))
            score.check("the way on is to the left, the way out at the right", forward[0] < back[0] and close[0] > 640,
                        (back, forward, close))
            app.press("next")
            for value in ("m", "f"):  # a label in Latin letters too
                rect = app.find("choice", value=value)["rect"]
                score.check(f"choice {value} begins at the right", ink(screen.picture(), rect, True) > 100 and
                            ink(screen.picture(), rect, False) == 0)
            app.press("choice", value="m")
            score.check("it is chosen as any", app.stored() == {"/data/sex": "m"}, app.stored())
            app.press("close")
            rect = app.find("household", id="trial-1")["rect"]
            score.check("and the addresses still do", begins_left(screen.picture(), rect))
            score.check("without a complaint", not app.faults(), app.faults())
    finally:
        screen.close()


def inside(screen, target):
    left, top, width, height = screen["view"]
    x, y, w, h = target["rect"]
    return y >= top and y + h <= top + height


def low_window(score, build, width, height):
    """The field in use, its message and the question stand together in what the keyboard leaves; one bar, no more."""
    screen, name = Screen(width, 752), f"{width}x{height}"
    try:
        with RunningCensus(build, screen, "--form", CENSUS, language="ru") as app:
            app.press("household")
            app.press("choice", value="interview")
            app.press("next")
            whole = app.settle()["view"]
            app.press("text", path=f"{LIST}/persons")
            app.type("2")
            app.press("text", path=f"{LIST}/guests")
            seen = app.resize(width, height)
            score.check(f"{name}: the field in use is in sight", inside(seen, app.find("text", path=f"{LIST}/guests")), seen["view"])
            score.check(f"{name}: one bar remains", height - seen["view"][3] <= 70, (height, seen["view"]))
            app.type("x")
            screen_now = app.press("next")
            field = app.find("text", path=f"{LIST}/guests")
            message = next(q for q in screen_now["questions"] if q["path"] == f"{LIST}/guests")["message"]
            score.check(f"{name}: with its message it still is", message and inside(app.now(), field), field["rect"])
            reds = [y for y in range(app.now()["view"][1], field["rect"][1])
                    if screen.picture().pixel(field["rect"][0] + 8, y) == 0xb3261e]
            score.check(f"{name}: the whole message is above it", len(reds) > 30, len(reds))
            outside = [t["name"] for t in app.now()["targets"] if not t["scrolls"] and t["rect"][0] + t["rect"][2] > width]
            score.check(f"{name}: every key is on the screen", not outside, outside)
            app.resize(width, 752)
            score.check(f"{name}: the bars are back behind the keyboard", app.now()["view"] == whole, app.now()["view"])
            score.check(f"{name}: without a complaint", not app.faults(), app.faults())
    finally:
        screen.close()


def three_keys(score, build):
    """A page with a third key below comes while the keyboard is up, then the keyboard goes: every key takes its new size."""
    screen = Screen()
    try:
        with RunningCensus(build, screen, "--form", CENSUS, language="ru") as app:
            app.press("household")
            app.press("choice", value="interview")
            for name, count in (("persons", "2"), ("guests", "0")):
                app.press("text", path=f"{LIST}/{name}")
                app.type(count)
            app.resize(screen.width, LOW_PX)
            app.press("next")
            low = app.find("add-person")["rect"]
            app.resize(screen.width, screen.height)
            score.check("a key has more room again when the keyboard goes", app.find("add-person")["rect"][2] > low[2], low)
            score.check("without a complaint about its size", not app.faults(), app.faults())
    finally:
        screen.close()


def pages(app):
    """The census from the door to the second person's name, and the lists."""
    yield app.settle()
    yield app.press("household")
    app.press("choice", value="interview")
    yield app.press("next")
    app.press("text", path=f"{LIST}/persons")
    app.type("2")
    app.press("text", path=f"{LIST}/guests")
    app.type("0")
    yield app.press("next")
    yield app.press("jump")
    app.press("back")
    yield app.press("language", kind="button")
    app.press("back")
    yield app.press("next")
    app.type("Anna")
    yield app.press("next")
    yield app.press("back")


def panel(score, build, width, height, density, language):
    """Nothing wider than the screen, and every target as large as a finger on the panel itself."""
    screen, name = Screen(width, height), f"{width}x{height} at {density}, {language}"
    try:
        with RunningCensus(build, screen, "--form", CENSUS, "--dots-per-mm", density, language=language) as app:
            for page in pages(app):
                wide = [(t["name"], t["rect"]) for t in page["targets"] if t["rect"][0] < 0 or t["rect"][0] + t["rect"][2] > width]
                score.check(f"{name}: {page['name']} {page['path']} is no wider than the screen", not wide, wide)
                small = [(t["name"], t["rect"]) for t in page["targets"]
                         if min(t["rect"][2:]) / density < FINGER_MM - PIXEL_MM]
                score.check(f"{name}: {page['name']} {page['path']} is made for fingers", not small, small)
            score.check(f"{name}: without a complaint", not app.faults(), app.faults())
    finally:
        screen.close()


def to_the_birth(app):
    """Into the interview of one person, to her date of birth."""
    app.press("household")
    app.press("choice", value="interview")
    if app.now()["path"].endswith("/outcome"):
        app.press("next")
    app.press("text", path=f"{LIST}/persons")
    app.type("2")
    app.press("text", path=f"{LIST}/guests")
    app.type("0")
    app.press("next")
    app.press("next")
    app.type("Anna")
    app.press("next")
    screen = app.press("choice", value="female")
    return screen if "birth" in screen["path"] else app.press("next")


def doubt_in_sight(score, build, width, height):
    """A date that raises a doubt: field and doubt stand together above the keyboard, the doubt in amber with its sign."""
    screen, name = Screen(width, 752), f"{width}x{height}"
    try:
        with RunningCensus(build, screen, "--form", CENSUS) as app:
            to_the_birth(app)
            app.press("choice", value="date")
            app.press("date-day")
            app.resize(width, height)
            for part, value in (("date-day", "05"), ("date-month", "06"), ("date-year", "2012")):
                app.press(part)
                app.type(value)
            app.press("next")
            year = app.find("date-year")
            score.check(f"{name}: the field that raised a doubt is in sight", inside(app.now(), year), year["rect"])
            left, top, _, seen = app.now()["view"]
            picture = screen.picture()
            amber = [y for y in range(year["rect"][1] + year["rect"][3], top + seen)
                     if picture.pixel(year["rect"][0] + 100, y) != BACKGROUND and 0xfff1cc in
                     (picture.pixel(x, y) for x in range(width // 2, width // 2 + 300, 20))]
            score.check(f"{name}: and the doubt below it", len(amber) > 25, len(amber))
            score.check(f"{name}: without a complaint", not app.faults(), app.faults())
    finally:
        screen.close()


def rows_named(screen, name):
    return {t["path"]: t for t in screen["targets"] if t["name"] == name}


def all_questions(score, build):
    """Opens where one is, folds by person, shows what is to be done, and is found again as it was left."""
    person = "/census2020/residents/person"
    screen = Screen()
    try:
        with RunningCensus(build, screen, "--form", CENSUS) as app:
            here = to_the_birth(app)["path"]
            seen = app.press("jump")
            rows = rows_named(seen, "question")
            mine = next(row for path, row in rows.items() if path.startswith(here))
            score.check("the list opens where one is", inside(seen, mine) and seen["view"][1] + 60 < mine["rect"][1], mine)
            score.check("this person's questions are open", f"{person}[1]/name" in rows)
            seen = app.press("question", path=f"{person}[1]")
            rows = rows_named(seen, "question")
            score.check("a touch folds them away", f"{person}[1]" in rows and f"{person}[1]/name" not in rows, list(rows))
            missing = rows[f"{person}[1]"]["detail"]
            score.check("and says what is missing", any(letter.isdigit() for letter in missing), missing)
            app.drag(700, 500, 200)
            place = rows_named(app.settle(), "question")[f"{person}[1]"]["rect"]
            app.press("back")
            rows = rows_named(app.press("jump"), "question")
            score.check("the list is found as it was left", rows[f"{person}[1]"]["rect"] == place and
                        f"{person}[1]/name" not in rows, (place, rows[f"{person}[1]"]["rect"]))
            rows = rows_named(app.press("filter-todo"), "question")
            score.check("what is to be done stands alone", rows and all("required" in row["detail"] for row in rows.values()),
                        [row.get("detail") for row in rows.values()])
            target = next(path for path in rows if path.startswith(here))
            seen = app.press("question", path=target)
            score.check("a touch goes to the question", seen["name"] == "question" and target.startswith(seen["path"]), seen["path"])
            seen = app.press("jump")
            score.check("the filter stays", all("required" in row["detail"] for row in rows_named(seen, "question").values()))
            score.check("without a complaint", not app.faults(), app.faults())
    finally:
        screen.close()


def main():
    build, score = sys.argv[1], Score()
    with tempfile.TemporaryDirectory(prefix="zarya-look-") as folder:
        list_after_keyboard(score, build, folder)
        right_to_left(score, build, folder)
    for size in ((1280, LOW_PX), (1024, 316)):
        low_window(score, build, *size)
        doubt_in_sight(score, build, *size)
    three_keys(score, build)
    all_questions(score, build)
    for size in ((1280, 752, 5.9, "ru"), (800, 1232, 5.9, "ru"), (1024, 552, 6.7, "en"), (600, 976, 6.7, "ru"), (600, 976, 5.9, "cv"),
                 (1920, 1152, 8.8, "en")):
        panel(score, build, *size)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
