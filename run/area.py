"""The demonstration's questionnaire and area, given to a hub as an operator would."""
import pathlib
import re
import urllib.parse

from console import HubError

TOWN = "Солнечногорье"  # a town that is on no map
STREETS = ("улица Мира", "улица Полевая", "Садовый переулок", "улица Космонавтов")
MEDIA = {".csv", ".geojson", ".png", ".svg", ".jpg", ".jpeg", ".mp3", ".mp4", ".xml"}


def addresses(count=20):
    """Four streets, houses as they stand, one after the other; in the last street they are flats."""
    each = (count + len(STREETS) - 1) // len(STREETS)
    for index in range(count):
        street, house = STREETS[index // each], 2 * (index % each) + 1
        flat = f", кв. {index + 1}" if index // each == 3 else ""
        yield {"id": f"h{index + 1:02}", "address": f"{TOWN}, {street}, д. {house}{flat}"}


def add_form(hub, path):
    """Media first, then the form, which is checked against them. The form's id."""
    path = pathlib.Path(path)
    text = path.read_bytes()
    form_id = form_id_of(text)
    where = "/api/forms/" + urllib.parse.quote(form_id, safe="")
    for media in media_of(path):
        hub.call("PUT", f"{where}/media/{urllib.parse.quote(media.name)}", media.read_bytes())
    hub.call("PUT", f"{where}/form.xml", text)
    return form_id


def add_area(hub, form_id, area="demo", name=f"{TOWN}, участок 1"):
    """With all its addresses, and the code of the tablet that goes there."""
    hub.call("PUT", f"/api/areas/{area}", {"name": name, "form": form_id, "households": list(addresses())})
    return hub.operator().code(area, "Планшет 1")


def form_id_of(text):
    """The id of the primary instance's root element."""
    match = re.search(rb"<instance>\s*<[^>]*?\bid=\"([^\"]+)\"", text)
    if not match:
        raise HubError("the form's primary instance has no id attribute")
    return match.group(1).decode()


def media_of(form):
    """The files beside a form that belong to it."""
    for path in sorted(form.parent.iterdir()):
        if path.suffix.lower() not in MEDIA or path == form or "pyxform" in path.name or path.stem == form.stem:
            continue
        if path.suffix == ".xml" and b"<h:html" in path.read_bytes()[:2000]:
            continue
        yield path
