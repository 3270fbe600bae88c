#!/usr/bin/python3
"""What stands on the screen and what is stored: typed, refused, ticked, cleared, doubted and removed, on a virtual screen.
Tests: tablet/apps/census/page/page_removal.c

Usage: test_question_pages.py BUILD

Tests: tablet/apps/census/question/card.c tablet/apps/census/question/card_choice.c tablet/apps/census/question/card_date.c tablet/apps/census/question/card_note.c
       tablet/apps/census/question/card_place.c tablet/apps/census/question/card_range.c
       tablet/apps/census/question/card_text.c tablet/apps/census/question/cards.c tablet/apps/census/page/page_roster.c tablet/ui/touch.c
"""
import pathlib
import subprocess
import sys
import tempfile

from running_census import RunningCensus, Screen
from running_hub import Score

ALL_KINDS = ("text,txt,Text,,,", "integer,int,Whole,,,", "decimal,dec,Decimal,,,", "date,day,Day,,,", "time,clock,Clock,,,",
             "dateTime,mom,Moment,,,", "select_one c,one,One,,,", "select_multiple c,many,Many,,,", "text,area,Area,multiline,,",
             "acknowledge,ok,OK,,,", "range,rng,Range,,,", "rank c,rnk,Rank,,,", "geopoint,geo,Place,,,")
LETTERS = [("c", "a", "A"), ("c", "b", "B")]


def make_form(build, folder, rows, choices=()):
    """A workbook of CSV sheets, converted. rows: type,name,label,appearance,constraint,relevant."""
    source = pathlib.Path(folder) / "sheets"
    source.mkdir()
    header = "type,name,label,appearance,constraint,relevant,required,readonly,repeat_count,choice_filter"
    (source / "survey.csv").write_text("\n".join([header, *rows]) + "\n")
    (source / "choices.csv").write_text("\n".join(["list_name,name,label", *(",".join(c) for c in choices)]) + "\n")
    form = pathlib.Path(folder) / "form.xml"
    tool = pathlib.Path(build).resolve() / "tools" / "zarya-form"
    subprocess.run([tool, "convert", source, "-o", form], check=True, stdout=subprocess.DEVNULL)
    return str(form)


def rows_of(app):
    """path -> what the list of questions says of it."""
    return {t["path"]: t.get("detail") for t in app.settle()["targets"] if t["name"] == "question"}


def message_of(screen, path):
    return next((q["message"] for q in screen.get("questions", []) if q["path"] == path), None)


def retype(app, path, text, name="text"):
    app.press(name, path=path)
    app.xdotool("key", "ctrl+a")
    app.xdotool("key", "BackSpace")
    if text:
        app.type(text)
    return app.settle()


def corrected_to_wrong(score, app):
    """30 was stored; 300 is refused: neither is sent before the person has said which."""
    app.press("household", id="trial-1")
    app.type("30")
    app.press("next")
    app.type("end")
    app.press("back")
    retype(app, "/data/age", "300")
    app.press("jump")
    score.check("the list of questions says that it is no answer", "not an answer" in (rows_of(app)["/data/age"] or ""), rows_of(app))
    app.press("summary")
    score.check("so does the summary", list(rows_of(app)) == ["/data/age"], rows_of(app))
    screen = app.press("finish")
    score.check("Finish stops there, with what was typed and why", screen["path"] == "/data/age" and
                message_of(screen, "/data/age") and app.has("text", value="300"), screen)
    score.check("the answer stands as it was", app.stored().get("/data/age") == "30")
    screen = app.press("close")
    score.check("leaving asks first", screen["name"] == "confirm", screen["name"])
    screen = app.press("confirm-no")
    score.check("and leads back to it", screen["path"] == "/data/age" and app.has("text", value="300"), screen["path"])
    app.press("language", kind="button")
    app.press("language", label="Русский")
    app.press("language", kind="button")
    app.press("language", label="English")
    score.check("a change of language keeps it", app.has("text", value="300"))
    retype(app, "/data/age", "31")
    app.press("jump")
    score.check("what stands is taken on the way", rows_of(app)["/data/age"] == "31" and app.stored()["/data/age"] == "31")
    app.press("summary")
    score.check("then it is finished", app.press("finish")["name"] == "done")


def half_typed(score, app):
    """Neither a part of what was typed is stored, nor does it come up at another person."""
    app.press("household", id="trial-1")
    app.press("add-person")
    age = "/data/p[1]/age"
    retype(app, age, "333")
    score.check("nothing of it is stored while one types", age not in app.stored(), app.stored())
    screen = app.press("next")
    score.check("Next says why it does not stand", message_of(screen, age) and age not in app.stored(), app.stored())
    app.press("jump")
    app.press("summary")
    score.check("leaving the page changes nothing", "not an answer" in (rows_of(app).get(age) or "") and age not in app.stored())
    app.press("question", path=age)
    score.check("the page has it again", app.has("text", path=age, value="333"))
    retype(app, "/data/p[1]/nick", "Ann")
    app.press("back")
    app.press("back")
    app.press("add-person")
    retype(app, "/data/p[2]/nick", "Bob")
    app.press("next")
    app.press("remove")
    score.check("removing asks, and its key is not where Next was", app.settle()["name"] == "confirm" and
                app.find("confirm-yes")["scrolls"] and app.has("confirm-no"))
    app.press("confirm-yes")
    app.press("row", path="/data/p[1]")
    score.check("the next person has nothing of the removed one's", app.has("text", path="/data/p[1]/nick", value="Bob") and
                app.has("text", path=age, value=""), app.now()["targets"])
    retype(app, age, "12")
    app.kill()
    app.start()
    app.press("continue")
    app.press("row", path="/data/p[1]")
    score.check("killed while one types, nothing of it was stored", app.has("text", path="/data/p[1]/nick", value="Bob") and
                app.has("text", path=age, value=""), app.now()["targets"])


def many_choices(score, app):
    app.press("household", id="trial-1")
    for wanted in ("320", "450"):
        retype(app, "/data/visited", wanted, "search")
        app.press("choice", value=f"v{wanted}")
    retype(app, "/data/visited", "", "search")
    app.press("choice", value="v1")
    score.check("what a search ticked stays ticked", app.stored()["/data/visited"] == "v1 v320 v450", app.stored())
    app.press("next")
    screen = app.press("back")
    first = [t["value"] for t in screen["targets"] if t["name"] == "choice"][:4]
    score.check("ticked ones stand first", first == ["v1", "v320", "v450", "v2"], first)
    app.press("choice", value="v320")
    score.check("and are unticked there", app.stored()["/data/visited"] == "v1 v450", app.stored())


def clearing(score, app):
    """Whatever can be answered can be emptied."""
    app.press("household", id="trial-1")
    base = "/data/g/"
    texts = {"txt": "x", "int": "5", "dec": "1.5", "area": "y", "rng": "4"}
    for name, text in texts.items():
        retype(app, base + name, text)
    for name, boxes in (("day", ("date-day", "date-month", "date-year")), ("clock", ("time-hour", "time-minute")),
                        ("mom", ("date-day", "date-month", "date-year", "time-hour", "time-minute"))):
        for box in boxes:
            retype(app, base + name, {"date-day": "11", "date-month": "12", "date-year": "2020"}.get(box, "10"), box)
    for box in ("geo-latitude", "geo-longitude"):
        retype(app, base + "geo", "50", box)
    for name in ("one", "many"):
        app.press("choice", path=base + name, value="a")
    app.press("trigger", path=base + "ok")
    app.press("choice", path=base + "rnk", value="a")
    kinds = [row.split(",")[1] for row in ALL_KINDS]
    stored = app.stored()
    score.check("every kind is answered", all(stored.get(base + kind) for kind in kinds), stored)
    for name in texts:
        retype(app, base + name, "")
    for name, boxes in (("day", ("date-day", "date-month", "date-year")), ("clock", ("time-hour", "time-minute")),
                        ("mom", ("date-day", "date-month", "date-year", "time-hour", "time-minute"))):
        for box in boxes:
            retype(app, base + name, "", box)
    for box in ("geo-latitude", "geo-longitude"):
        retype(app, base + "geo", "", box)
    for name in ("one", "many"):
        app.press("choice", path=base + name, value="a")
    app.press("trigger", path=base + "ok")
    app.press("clear", path=base + "rnk")
    app.press("next")
    stored = app.stored()
    score.check("every kind is cleared", all(stored.get(base + kind) == "" for kind in kinds), stored)


def slider(score, app):
    """A finger that scrolls the page gives no answer; one that slides or taps does."""
    app.press("household", id="trial-1")
    path = "/data/g/rng"
    x, y, width, height = app.find("scale", path=path)["rect"]
    middle = round(x + width / 2), round(y + height / 2)
    app.drag(*middle, -200)
    app.press("text", path="/data/g/e")
    score.check("a scroll that begins on a slider is a scroll", path not in app.stored() and
                app.has("text", path=path, value=""), app.stored())
    app.press("text", path="/data/g/a")
    x, y, width, height = app.find("scale", path=path)["rect"]
    app.xdotool("mousemove", round(x + width / 2), round(y + height / 2), "click", 4, "click", 5)
    app.settle()
    score.check("nor does a wheel", path not in app.stored(), app.stored())
    x, y, width, height = app.find("scale", path=path)["rect"]
    app.tap(x + width / 2, y + height / 2)
    app.settle()
    score.check("a tap sets it", app.stored().get(path) == "6", app.stored())


def edge(score, app):
    """What is touched where the page ends, or led to, is moved until its frame is seen whole."""
    app.press("household", id="trial-1")
    screen = app.settle()
    _, top, _, seen = screen["view"]
    field = max((t for t in screen["targets"] if t["name"] == "text" and t["rect"][1] + t["rect"][3] < top + seen - 20),
                key=lambda t: t["rect"][1])
    over = top + seen - (field["rect"][1] + field["rect"][3]) - 2
    screen = app.resize(app.screen.width, app.screen.height - over)
    app.press("text", path=field["path"])
    x, y, width, height = app.find("text", path=field["path"], focused=True)["rect"]
    _, top, _, seen = app.now()["view"]
    score.check("the frame of the field is seen whole", y + height + 4 <= top + seen, (y, height, top, seen))
    app.press("jump")
    app.press("question", path="/data/g/pick")
    x, y, width, height = app.find("choice", path="/data/g/pick", value="b")["rect"]
    _, top, _, seen = app.now()["view"]
    score.check("and that of the last choice", y + height + 4 <= top + seen, (y, height, top, seen))


def double_tap(score, app):
    """Two quick taps on Next are one step; a question is never passed unseen."""
    app.press("household", id="trial-1")
    x, y, width, height = app.find("next")["rect"]
    app.tap(x + width / 2, y + height / 2, 2)
    score.check("a second tap at once skips nothing", app.settle()["path"] == "/data/b", app.now()["path"])
    app.tap(x + width / 2, y + height / 2)
    score.check("a later one goes on", app.settle()["path"] == "/data/c", app.now()["path"])
    app.xdotool("key", "Return", "key", "Return")
    score.check("so with Enter", app.settle()["path"] == "/data/d", app.now()["path"])
    first = app.find("choice", value="a")["rect"]
    app.tap(first[0] + 60, first[1] + 20, 2)
    screen = app.settle()
    score.check("and where a choice goes on by itself", screen["path"] == "/data/e" and "/data/e" not in app.stored(),
                (screen["path"], app.stored()))


def doubts(score, app):
    """What is rare stops the way once, and is asked about once at the end."""
    app.press("household", id="trial-1")
    score.check("the first field of a group is ready", app.has("text", path="/data/g/age", focused=True))
    app.type("105")
    screen = app.press("next")
    score.check("a new doubt is shown before the way goes on", screen["path"] == "/data/g" and
                [q["path"] for q in screen["questions"] if q["doubt"]] == ["/data/g/check_age"], screen)
    app.press("next")
    score.check("once", app.now()["path"] == "/data/fin", app.now()["path"])
    app.press("next")
    score.check("the end lists it", list(rows_of(app)) == ["/data/g/check_age"], rows_of(app))
    screen = app.press("question")
    score.check("and leads to it", screen["path"] == "/data/g", screen["path"])
    app.press("next")
    app.press("next")
    screen = app.press("finish")
    score.check("Finish asks once", screen["name"] == "summary" and list(rows_of(app)) == ["/data/g/check_age"], screen["name"])
    score.check("and then finishes", app.press("finish")["name"] == "done")


def together(score, app):
    """Answers that only stand together: said while they do not, taken when they do."""
    first, second, low, high = (f"/data/g/{name}" for name in ("first", "second", "low", "high"))
    app.press("household", id="trial-1")
    app.press("choice", path=first, value="a")
    app.press("choice", path=second, value="b")
    retype(app, low, "5")
    retype(app, high, "10")
    app.press("choice", path=first, value="b")
    screen = app.press("next")
    score.check("one of two that exclude each other stays on the screen, and says so", screen["path"] == "/data/g" and
                message_of(screen, first) and app.has("choice", path=first, value="b", selected=True), screen["questions"])
    score.check("and is not stored", app.stored()[first] == "a", app.stored())
    app.press("choice", path=second, value="a")
    stored = app.stored()
    score.check("with its fellow it is taken", (stored[first], stored[second]) == ("b", "a"), stored)
    retype(app, low, "50")
    retype(app, high, "60")
    screen = app.press("next")
    stored = app.stored()
    score.check("numbers, too", (stored[low], stored[high], screen["path"]) == ("50", "60", "/data/fin"), (stored, screen["path"]))


def roster(score, app):
    """Adding is the main key until all are there; then it is going on."""
    def main_key():
        return next(t["name"] for t in app.settle()["targets"] if t.get("primary"))
    app.press("household", id="trial-1")
    app.type("2")
    app.press("next")
    for name in ("Ann", "Bob"):
        score.check("who is missing is added first", main_key() == "add-person" or app.find("next")["label"] == "Next on the list",
                    app.now()["targets"])
        app.press(main_key())
        app.type(name)
        app.press("next")
    score.check("then the way goes on", app.now()["name"] == "roster" and main_key() == "next", app.now()["targets"])
    score.check("more can still be added", app.has("add-person"))


def removal(score, app):
    """Who is removed may be named by others: their answers are asked again, and the way leads there."""
    app.press("household", id="trial-1")
    app.press("add-person")
    for number, (name, mother) in enumerate((("Ann", ""), ("Bob", "Ann")), 1):
        if number > 1:
            app.press("add-person")
        retype(app, f"/data/p[{number}]/nick", name)
        retype(app, f"/data/p[{number}]/mother", mother)
        app.press("next")
    remove = next(t for t in app.settle()["targets"] if t["name"] == "remove" and t["path"] == "/data/p[1]")
    app.press("remove", path=remove["path"])
    app.press("confirm-no")
    score.check("what is kept is kept", [t["label"] for t in app.settle()["targets"] if t["name"] == "row"] == ["Ann", "Bob"])
    app.press("remove", path=remove["path"])
    screen = app.press("confirm-yes")
    mother = "/data/p[1]/mother"
    score.check("the answer that named the removed one is asked again", screen["path"] == "/data/p[1]" and
                message_of(screen, mother), screen)


def ask_two(app):
    """Two of two persons with names, and the way back to their number."""
    app.press("household", id="trial-1")
    app.type("2")
    app.press("next")
    for name in ("Anna", "Boris"):
        screen = app.press("next") if app.now()["name"] == "roster" else app.now()
        app.type(name)
        app.press("next")
    app.press("jump")
    return app.press("question", path="/data/n")


def lowered(score, app):
    """A lower number takes persons away: it is asked first, with names; a no leaves all as it was."""
    screen = ask_two(app)
    retype(app, "/data/n", "1")
    app.xdotool("key", "Return")
    screen = app.settle()
    score.check("a lower number is asked first, with the name of who goes", screen["name"] == "confirm" and
                app.stored()["/data/n"] == "2", screen["name"])
    screen = app.press("confirm-no")
    score.check("no leaves the number as it was", screen["path"] == "/data/n" and app.stored()["/data/n"] == "2" and
                screen["questions"][0]["value"] == "2" and not screen["questions"][0]["typed"], screen)
    retype(app, "/data/n", "1")
    app.press("jump")
    rows = rows_of(app)
    score.check("away from the page nobody is removed either", "/data/p[2]" in rows and app.stored()["/data/n"] == "2", rows)
    app.press("question", path="/data/n")
    screen = app.press("next")
    score.check("it is asked there, too", screen["name"] == "confirm", screen["name"])
    screen = app.press("confirm-yes")
    score.check("yes takes the number", app.stored()["/data/n"] == "1" and screen["path"] == "/data/n" and
                screen["questions"][0]["value"] == "1", (app.stored(), screen))
    app.press("jump")
    rows = rows_of(app)
    score.check("and the last person goes", "/data/p[2]" not in rows and "/data/p[1]" in rows, rows)
    app.press("question", path="/data/n")
    retype(app, "/data/n", "3")
    screen = app.press("next")
    score.check("a higher number asks nothing", screen["name"] != "confirm" and app.stored()["/data/n"] == "3", screen["name"])


def filtered(score, app):
    """A touch on a choice ends what is typed, which takes choices away: it means the one that was seen there, or none."""
    number, one = "/data/g/n", "/data/g/one"
    app.press("household", id="trial-1")
    retype(app, number, "2")
    score.check("typed is not stored yet", number not in app.stored() and len([
        t for t in app.now()["targets"] if t["name"] == "choice"]) == 4, app.stored())
    app.press("choice", value="3")
    left = [t["value"] for t in app.settle()["targets"] if t["name"] == "choice"]
    score.check("the choices follow the number", left == ["2", "3", "4"] and app.stored()[number] == "2", left)
    score.check("the one that was touched is taken, though it moved up", app.stored()[one] == "3", app.stored())
    retype(app, number, "3")
    app.press("choice", value="2")
    score.check("one that went away at the touch takes none in its place", app.stored()[one] == "3" and
                app.stored()[number] == "3", app.stored())


def draw(app, path):
    """A zigzag in one breath: several moves come within a frame, and none may be lost."""
    x, y, width, height = app.find("sheet", path=path)["rect"]
    moves = []
    for step in range(1, 12):
        moves += "mousemove", round(x + width * (0.1 + step / 15)), round(y + height * (0.7 if step % 2 else 0.2))
    app.xdotool("mousemove", round(x + width * 0.1), round(y + height * 0.2), "mousedown", 1, *moves, "mouseup", 1)
    return app.settle()


def ink(app, path):
    """How much of the sheet is drawn on."""
    x, y, width, height = app.find("sheet", path=path)["rect"]
    picture = app.screen.picture()
    return sum(picture.pixel(column, row) >> 16 < 90 for row in range(y + 8, y + height - 8) for column in range(x + 8, x + width - 8))


def signature(score, app):
    """Drawn with a finger, kept beside the draft, required like any answer, and cleared."""
    path = "/data/sig"
    app.press("household", id="trial-1")
    screen = app.press("next")
    score.check("a required signature is asked for", screen["path"] == path and message_of(screen, path), screen)
    screen = draw(app, path)
    score.check("drawing does not scroll, and is no answer before one goes on", screen["path"] == path and
                screen["questions"][0]["typed"] and path not in app.stored(), screen)
    drawn = ink(app, path)
    score.check("the whole line is drawn", drawn > 3000, drawn)
    app.press("language", kind="button")
    app.press("language", label="Русский")
    app.press("language", kind="button")
    app.press("language", label="English")
    name = app.stored().get(path, "")
    score.check("a change of language takes it: its file is the answer", name.endswith(".png") and app.has("clear"), name)
    app.press("next")
    score.check("going on takes it no second time", app.stored()[path] == name, app.stored())
    app.type("x")
    app.kill()
    app.start()
    app.press("continue")
    app.press("jump")
    score.check("the list says that it is drawn", rows_of(app)[path] == "drawn", rows_of(app))
    screen = app.press("question", path=path)
    score.check("it is there after a kill", app.has("clear") and screen["questions"][0]["value"] == name, screen)
    score.check("as it was drawn", abs(ink(app, path) - drawn) < drawn / 5, (drawn, ink(app, path)))
    draw(app, path)
    score.check("a sleeve does not draw over it", app.now()["questions"][0]["value"] == name and
                not app.now()["questions"][0]["typed"])
    app.press("clear")
    score.check("it is cleared", app.stored()[path] == "" and not app.has("clear"), app.stored())
    draw(app, path)
    app.press("next")
    app.press("next")
    score.check("and drawn anew", app.stored()[path] not in ("", name), app.stored())
    score.check("the interview is finished", app.press("finish")["name"] == "done")


def blanks(score, app):
    app.press("household", id="trial-1")
    app.type("   ")
    screen = app.press("next")
    score.check("blanks are no answer", screen["path"] == "/data/a" and message_of(screen, "/data/a"), screen)
    app.xdotool("key", "ctrl+a", "U200B")
    screen = app.press("next")
    score.check("nor is what nobody sees", screen["path"] == "/data/a" and message_of(screen, "/data/a"), screen)


VILLAGES = [("v", f"v{n}", f"Village {n:03}") for n in range(1, 501)]
CASES = (
    (filtered, ("begin group,g,Group,field-list,,", "integer,n,From,,,", "select_one c,one,One,,,,,,,${n} = '' or name >= ${n}",
                "end group,,,,,", "text,fin,Last,,,"), [("c", str(n), f"Number {n}") for n in range(1, 5)]),
    (corrected_to_wrong, ("integer,age,Age,,. < 120,", "text,fin,Last,,,"), ()),
    (half_typed, ("begin repeat,p,Person,field-list,,", "text,nick,Nick,,,", "integer,age,Age,,. < 120,", "end repeat,,,,,",
                  "text,fin,Last,,,"), ()),
    (many_choices, ("select_multiple v,visited,Villages visited,,,", "select_one v,home,Home village,,,"), VILLAGES),
    (clearing, ("begin group,g,All kinds,field-list,,", *ALL_KINDS, "end group,,,,,", "text,fin,Last,,,"), LETTERS),
    (slider, ("begin group,g,Page,field-list,,", "text,a,Some text,,,", "range,rng,How satisfied,,,",
              *(f"text,{n},More,,," for n in "bcdefgh"), "end group,,,,,"), ()),
    (edge, ("begin group,g,Page,field-list,,", *(f"text,{n},Some text,,," for n in "abcdefghijkl"), "select_one c,pick,Pick,,,",
            *(f"text,{n},Some text,,," for n in "mnopqrst"), "end group,,,,,", "text,fin,Last,,,"), LETTERS),
    (double_tap, ("note,a,One,,,", "note,b,Two,,,", "text,c,Three,,,", "select_one c,d,Four,quick,,", "select_one c,e,Five,quick,,",
                  "text,f,Six,,,"), LETTERS),
    (doubts, ("begin group,g,Person,field-list,,", "integer,age,Age,,,", 'note,check_age,"Please check: rare",doubt,,${age} > 99',
              "end group,,,,,", "text,fin,Last,,,"), ()),
    (together, ("begin group,g,Who is who,field-list,,", "select_one c,first,First,,. != ${second},",
                "select_one c,second,Second,,. != ${first},", "integer,low,Low,,. < ${high} or ${high} = '',",
                "integer,high,High,,. > ${low},", "end group,,,,,", "text,fin,Last,,,"), LETTERS),
    (roster, ("integer,n,How many?,,,", "begin repeat,p,Person,expected(${n}),,", "text,nick,Name,name,,", "end repeat,,,,,",
              "text,fin,Last,,,"), ()),
    (removal, ("begin repeat,p,Person,field-list,,", "text,nick,Name,,,",
               "text,mother,Mother,,\". = '' or count(/data/p[nick = current()/.]) > 0\",", "end repeat,,,,,", "text,fin,Last,,,"), ()),
    (lowered, ("integer,n,How many?,,,,,,", "begin repeat,p,Person,,,,,,${n}", "text,nick,Name,,,,,,", "end repeat,,,,,,,,",
               "text,fin,Last,,,,,,"), ()),
    (signature, ("image,sig,Signature,signature,,,yes,", "text,fin,Last,,,"), ()),
    (blanks, ("text,a,A,,,,yes,", "text,b,B,,,"), ()),
)


def main():
    build, score = sys.argv[1], Score()
    wanted = sys.argv[2:]
    screen = Screen()
    try:
        for case, rows, choices in CASES:
            if wanted and case.__name__ not in wanted:
                continue
            print(f"-- {case.__name__}")
            with tempfile.TemporaryDirectory(prefix="zarya-pages-") as folder:
                form = make_form(build, folder, rows, choices)
                with RunningCensus(build, screen, "--form", form) as app:
                    case(score, app)
                    score.check("without a complaint of the toolkit", not app.faults(), app.faults())
    finally:
        screen.close()
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
