"""The day of an enumerator with a real agent and hub: an address that is in no list, a visit to be made again, a
correction before and after the receipt, the next address, and a list that keeps its place.

Usage: test_enumerator.py BUILD [FOLDER FOR PICTURES]

Tests: tablet/apps/census/page/page_address.c tablet/apps/census/page/page_summary.c tablet/ui/search_field.c
"""
import pathlib
import sys

from golden import write_png
from patience import wait_for
from running_agent import RunningAgent
from running_census import RunningCensus, Screen
from running_hub import RunningHub, Score
from test_census import OUTCOME, set_up_form

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"  # of each instance in the store of drafts


def addresses():
    """A town with 600 addresses in twelve streets."""
    streets = ("Мира", "Садовая", "Лесная", "Жёлтая", "8 Марта", "Карла Маркса")
    for number in range(600):
        street, house = streets[number // 40 % len(streets)], number % 40 + 1 + number // 240 * 40
        yield {"id": f"h{number:03}", "address": f"г. Орёл, ул. {street}, {house}"}


def rows(screen):
    return {t["id"]: t for t in screen["targets"] if t["name"] == "household"}


def search(app, text):
    app.press("search")
    app.xdotool("key", "ctrl+a")
    return app.type(text)


def go_to_summary(app):
    for _ in range(20):
        screen = app.press("next")
        if screen["name"] == "summary":
            return screen
    raise RuntimeError(f"no summary behind {screen['name']} {screen['path']}")


def finish_visit(app, outcome):
    """From the first question to the page of the finished record."""
    app.press("choice", value=outcome)
    go_to_summary(app)
    app.press("finish")
    return app.wait(lambda e: e["event"] == "screen" and e["name"] == "done", len(app.events()) - 1, "the saved record")


class Pictures:
    def __init__(self, screen, folder):
        self.screen, self.folder = screen, folder and pathlib.Path(folder)

    def take(self, name):
        if self.folder:
            write_png(self.folder / f"{name}-{self.screen.width}x{self.screen.height}.png", self.screen.picture())


def find_by_words(score, app, pictures):
    pictures.take("list")
    screen = search(app, "3 8")  # a keyboard without Russian letters; the unit tests have those
    found = [t["label"] for t in screen["targets"] if t["name"] == "household"]
    score.check("words in any order find an address", found == ["3"] or "3" in found, found)
    pictures.take("list-search")


def keep_place(score, app):
    """Search and place are still there after an interview was looked into."""
    household = next(iter(rows(app.settle())))
    app.press("household", id=household)
    screen = app.press("close")
    score.check("the list comes back as it was left", app.has("search", value="3 8"), screen["targets"][:4])
    app.press("search-clear")
    for _ in range(3):
        app.drag(700, 600, -400)
    top, height = app.settle()["view"][1], app.now()["view"][3]
    seen = {i: t["rect"] for i, t in rows(app.now()).items() if top < t["rect"][1] < top + height - t["rect"][3]}
    household = sorted(seen)[len(seen) // 2]
    score.check("more than five addresses are seen, far down the list", len(seen) > 5 and "h000" not in seen, seen)
    app.press("household", id=household)
    app.press("close")
    score.check("and where it was", rows(app.settle())[household]["rect"] == seen[household],
                (seen[household], rows(app.now())[household]["rect"]))


def found_address(score, app, pictures):
    screen = app.press("add-household")
    score.check("the address is asked for first", screen["name"] == "address", screen["name"])
    score.check("and is needed", app.press("next")["name"] == "address")
    app.press("address")
    app.type("8 3")
    score.check("what is known already is offered", app.has("known"))
    pictures.take("address")
    app.xdotool("key", "ctrl+a")
    app.type("Novaya, 3")
    screen = app.press("next")
    score.check("then the interview begins", screen["name"] == "question" and screen["title"] == "Novaya, 3", screen["title"])
    app.press("close")
    found = [t for t in search(app, "3 novaya")["targets"] if t["name"] == "household"]
    score.check("it is found by its name", len(found) == 1 and found[0]["id"].startswith("x-"), found)
    app.press("household", id=found[0]["id"])
    screen = finish_visit(app, "refused")
    app.press("close")
    app.press("search-clear")
    return found[0]["id"]


def drop_correction(score, app, pictures):
    """A correction that was begun is thrown away: the finished record stands as before."""
    go_to_summary(app)
    pictures.take("summary-correction")
    screen = app.press("drop-correction")
    score.check("a correction is dropped only when one is sure", screen["name"] == "confirm", screen["name"])
    pictures.take("drop-correction")
    screen = app.press("confirm-no")
    score.check("a no goes on with it", screen["name"] == "summary" and app.has("drop-correction"), screen["name"])
    app.press("drop-correction")
    screen = app.press("confirm-yes")
    score.check("then the finished record is shown", screen["name"] == "done" and app.has("correct"), screen["name"])
    app.press("close")
    row = rows(app.settle())["h000"]
    score.check("and stands as before, with no draft left", "Никого нет дома" in row["detail"] and not app.has("continue"), row)
    app.press("household", id="h000")


def correct_before_receipt(score, hub, agent, app, pictures):
    """While the hub is away a finished visit can be opened again; then both versions go there."""
    hub.stop()
    app.press("household", id="h000")
    finish_visit(app, "absent")
    pictures.take("done-revisit")
    score.check("it is not sent", app.now()["state"] in ("finished", "sent"), app.now().get("state"))
    app.press("close")
    row = rows(app.settle())["h000"]
    score.check("nobody at home is not done", "Никого нет дома" in row["detail"], row)
    screen = app.press("household", id="h000")
    app.press("correct")
    score.check("its answers are there to be corrected", app.has("choice", value="absent", checked=True)
                or any(q["value"] == "absent" for q in app.settle()["questions"]), app.now()["questions"])
    app.press("choice", value="refused")
    drop_correction(score, app, pictures)
    app.press("correct")
    finish_visit(app, "refused")
    since = len(app.events())
    hub.start()
    agent.ask("sync")  # its back-off may have grown to minutes
    app.wait(lambda e: e["event"] == "screen" and e["name"] == "done" and e.get("state") == "received", since, "the receipt")
    pictures.take("done-received")
    app.press("close")
    row = rows(app.settle())["h000"]
    score.check("the newest version is shown", "Отказ" in row["detail"] and "получено" in row["detail"], row)


def wiped(score, app):
    """Nothing of the finished interviews can be read in the files of the tablet."""
    app.wait(lambda e: e["event"] == "screen" and e["name"] == "households", what="the list")
    app.settle()
    data = b"".join(path.read_bytes() for path in app.data.glob("drafts.db*"))
    score.check("no answers are left after the receipts", data.count(ZSTD_MAGIC) == 0, data.count(ZSTD_MAGIC))


def correct_after_receipt(score, app, pictures):
    app.press("household", id="h000")
    app.press("correct")
    score.check("after the receipt a correction is asked anew", not app.has("choice", value="refused", checked=True)
                and all(q["value"] == "" for q in app.settle()["questions"]), app.now()["questions"])
    since = len(app.events())
    finish_visit(app, "absent")
    app.wait(lambda e: e["event"] == "screen" and e["name"] == "done" and e.get("state") == "received", since, "the receipt")
    screen = app.press("next-address")
    score.check("the next address is one tap away", screen["name"] == "question" and screen["path"] == OUTCOME,
                (screen["name"], screen["path"]))
    app.press("close")
    app.press("filter-revisit")
    score.check("what is to be visited again is together", list(rows(app.settle())) == ["h000"], rows(app.now()))
    pictures.take("list-revisit")
    app.press("household", id="h000")
    screen = app.press("visit-again")
    finish_visit(app, "refused")
    app.press("close")
    score.check("the list comes back with its filter", rows(app.settle()) == {}, rows(app.now()))
    app.press("filter-all")
    app.press("household", id="h000")
    score.check("the visits before are listed", app.has("visit"))
    pictures.take("done-past")
    app.press("close")


def journal(score, hub, agent, found):
    """Every version went to the hub, and says what it is to the others."""
    visits = {line[0]: line for line in agent.table("visits")}
    chain = [line for line in visits.values() if line[1] == "h000"]
    score.check("every version is kept", [line[3] for line in chain] == ["revisit", "refused", "revisit", "refused"], chain)
    score.check("corrections name what they replace", [line[6] for line in chain] == ["", chain[0][0], chain[1][0], ""], chain)
    score.check("a visit names the one before", [line[5] for line in chain] == ["", "", "", chain[2][0]], chain)
    score.check("a found address is known by its name", [v[2] for v in visits.values() if v[1] == found] == ["Novaya, 3"], visits)
    score.check("each is received", wait_for(lambda: all(row[2] == "received" for row in agent.table("records"))))
    score.check("the hub has them", {record["id"] for record in hub.records()} <= set(visits), hub.records())


def day(score, build, screen, pictures):
    with RunningHub(build) as hub, RunningAgent(build) as agent:
        code = set_up_form(hub, {"name": "Орёл, участок 12", "form": "census2020", "households": list(addresses())})
        agent.ask("enrol", code)
        with RunningCensus(build, screen, "--socket", agent.socket, language="ru") as app:
            app.wait(lambda e: e["event"] == "screen" and e["name"] == "households" and len(rows(e)) == 600, what="the addresses")
            find_by_words(score, app, pictures)
            keep_place(score, app)
            found = found_address(score, app, pictures)
            correct_before_receipt(score, hub, agent, app, pictures)
            wiped(score, app)
            correct_after_receipt(score, app, pictures)
            journal(score, hub, agent, found)
            score.check("without a complaint of the toolkit", not app.faults(), app.faults())


def main():
    build, score = sys.argv[1], Score()
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    width, height = (int(part) for part in sys.argv[3].split("x")) if len(sys.argv) > 3 else (1280, 752)
    screen = Screen(width, height)
    try:
        day(score, build, screen, Pictures(screen, folder))
    finally:
        screen.close()
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
