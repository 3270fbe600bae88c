"""The hub as the demonstration uses it: started fresh on loopback, driven through its console API."""
import http.cookiejar
import json
import os
import pathlib
import re
import socket
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request

from tablet import spawn, stop


class HubError(Exception):
    pass


PASSWORD = "zarya-demo"
# The host, as a tablet under QEMU's user network sees it.
HOST_IN_TABLET = "10.0.2.2"

TOWN = "Солнечногорье"  # a town that is on no map
STREETS = ("улица Мира", "улица Полевая", "Садовый переулок", "улица Космонавтов")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def addresses(count=20):
    """The demonstration area: four streets, houses as they stand, one after the other."""
    each = (count + len(STREETS) - 1) // len(STREETS)
    for index in range(count):
        street, house = STREETS[index // each], 2 * (index % each) + 1
        flat = f", кв. {index + 1}" if index // each == 3 else ""
        yield {"id": f"h{index + 1:02}", "address": f"{TOWN}, {street}, д. {house}{flat}"}


class Hub:
    def __init__(self, program, folder, port=None, tls_port=None, console=None, log=None, password=PASSWORD):
        self.program, self.folder = pathlib.Path(program), pathlib.Path(folder)
        self.port, self.tls_port = port or free_port(), tls_port or free_port()
        self.console, self.log = console, log
        self.process = None
        self.password = password
        self.lines = []
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def start(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        command = [self.program, "--data", self.folder, "--listen", f"127.0.0.1:{self.port}",
                   "--tls-listen", f"127.0.0.1:{self.tls_port}", "--tls-name", HOST_IN_TABLET]
        if self.console and pathlib.Path(self.console).is_dir():
            command += ["--console", self.console]
        self.process = spawn(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                             env={**os.environ, "ZARYA_HUB_PASSWORD": self.password})
        ready = threading.Event()
        threading.Thread(target=self._read, args=(ready,), daemon=True).start()
        if not ready.wait(30) or self.process.poll() is not None:
            raise HubError("the hub did not start: " + " | ".join(self.lines[-3:]))

    def _read(self, ready):
        with open(self.log or os.devnull, "a", encoding="utf-8") as log:
            for line in self.process.stdout:
                self.lines.append(line.rstrip())
                log.write(line)
                log.flush()
                if "ready" in line:
                    ready.set()
        ready.set()

    def close(self):
        stop(self.process)

    def call(self, method, path, body=None, raw=None):
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, method=method)
        request.add_header("X-Zarya", "1")
        request.add_header("Content-Type", "application/octet-stream" if raw is not None else "application/json")
        try:
            with self.opener.open(request, timeout=600) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise HubError(f"the hub refused {method} {path}: {error.code} {error.read()[:300].decode()}") from error
        except OSError as error:
            raise HubError(f"the hub does not answer {method} {path}: {error}") from error
        return json.loads(text) if text[:1] in (b"{", b"[") else text

    def log_in(self):
        self.call("POST", "/api/login", {"password": self.password})

    def add_form(self, path):
        """Media first, then the form, which is checked against them. Returns the form's id."""
        path = pathlib.Path(path)
        text = path.read_bytes()
        form_id = form_id_of(text)
        where = "/api/forms/" + urllib.parse.quote(form_id, safe="")
        for media in media_of(path):
            self.call("PUT", f"{where}/media/{urllib.parse.quote(media.name)}", raw=media.read_bytes())
        self.call("PUT", f"{where}/form.xml", raw=text)
        return form_id

    def add_area(self, form_id, area="demo", name=f"{TOWN}, участок 1"):
        self.call("PUT", f"/api/areas/{area}", {"name": name, "form": form_id, "households": list(addresses())})
        return self.call("POST", "/api/codes", {"area": area, "name": "Планшет 1"})["code"]

    def records(self):
        answer = self.call("GET", "/api/records")
        return answer["records"] if isinstance(answer, dict) else answer

    def record(self, record_id):
        return self.call("GET", "/api/records/" + urllib.parse.quote(record_id, safe="") + "?lang=ru")


def form_id_of(text):
    """The id of the primary instance's root element."""
    match = re.search(rb"<instance>\s*<[^>]*?\bid=\"([^\"]+)\"", text)
    if not match:
        raise HubError("the form's primary instance has no id attribute")
    return match.group(1).decode()


def media_of(form):
    """The files beside a form that belong to it."""
    kinds = {".csv", ".geojson", ".png", ".svg", ".jpg", ".jpeg", ".mp3", ".mp4", ".xml"}
    for path in sorted(form.parent.iterdir()):
        if path.suffix.lower() not in kinds or path == form or "pyxform" in path.name or path.stem == form.stem:
            continue
        if path.suffix == ".xml" and b"<h:html" in path.read_bytes()[:2000]:
            continue
        yield path
