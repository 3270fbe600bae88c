#!/usr/bin/python3
"""A signature from the finger to the hub: drawn in the real application, sealed by the real agent, and there as a PNG file
beside its record, the one that the record's answer names.

Usage: test_signature.py BUILD
"""
import struct
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

from running_agent import RunningAgent
from running_census import RunningCensus, Screen
from running_hub import RunningHub, Score

from console import HubError
from test_question_pages import draw, make_form

PATH, PNG = "/data/sig", b"\x89PNG\r\n\x1a\n"


def publish(hub, path):
    """The form and an area with it; the form's own id."""
    with open(path, "rb") as file:
        xml = file.read()
    instance = next(e for e in ElementTree.fromstring(xml).iter() if e.tag.endswith("}instance"))
    form = instance[0].get("id")
    hub.call("PUT", f"/api/forms/{form}/form.xml", xml)
    hub.call("PUT", "/api/areas/a1", {"name": "Area 1", "form": form, "households": [{"id": "h1", "address": "Mira street, 1"}]})
    return hub.call("POST", "/api/codes", {"area": "a1", "name": "tablet 1"})["code"]


def sign(app):
    """Signed twice: what was cleared goes nowhere. The name of the file that stands."""
    app.wait(lambda e: e["event"] == "screen" and any(t["name"] == "household" for t in e["targets"]), what="the address")
    app.press("household", id="h1")
    draw(app, PATH)
    app.press("next")
    first = app.stored()[PATH]
    app.press("back")
    app.press("clear")
    draw(app, PATH)
    app.press("next")
    since = len(app.events())
    app.press("finish")
    app.wait(lambda e: e.get("state") == "received", since, "the receipt")
    return first, app.stored()[PATH]


def at_the_hub(score, hub, first, name):
    records = hub.records()
    score.check("the hub has the record", len(records) == 1, records)
    record = records[0]["id"]
    score.check("its answer names the file", name.encode() in hub.call("GET", f"/api/records/{record}/xml"), name)
    picture = hub.call("GET", f"/api/records/{record}/files/{name}")
    score.check("the file is a picture", picture.startswith(PNG) and picture.endswith(b"IEND\xaeB`\x82"), picture[:20])
    width, height = struct.unpack(">II", picture[16:24])
    score.check("as wide as it was signed", width > height > 100, (width, height))
    score.check("with more than a white sheet in it", len(picture) > 1000, len(picture))
    try:
        hub.call("GET", f"/api/records/{record}/files/{first}")
        score.check("what was cleared is not there", False, first)
    except HubError as error:
        score.check("what was cleared is not there", first != name and ": 404 " in str(error), error)


def main():
    build, score = sys.argv[1], Score()
    screen = Screen()
    try:
        with tempfile.TemporaryDirectory(prefix="zarya-signature-") as folder, RunningHub(build) as hub, \
                RunningAgent(build) as agent:
            form = make_form(build, folder, ("image,sig,Signature,signature,,,yes,",))
            agent.ask("enrol", publish(hub, form))
            with RunningCensus(build, screen, "--socket", agent.socket) as app:
                first, name = sign(app)
                score.check("without a complaint of the toolkit", not app.faults(), app.faults())
            at_the_hub(score, hub, first, name)
    finally:
        screen.close()
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
