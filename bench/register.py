#!/usr/bin/python3
"""How fast a register of a country's size is brought, compared and taken, and in how much memory. Usage: register.py BUILD [options]

The same file is read by wc -l in the same run: the ratio says what the hub adds, whatever the machine. Then it is brought once more, where
nothing changes, and once with one address in a thousand corrected."""
import argparse
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "run"), str(ROOT / "test/integration")]
from running_hub import RunningHub

FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>F</h:title><model>
<instance><data id="f" version="1"><age/></data></instance><bind nodeset="/data/age" type="int"/></model></h:head>
<h:body><input ref="/data/age"><label>Age</label></input></h:body></h:html>"""
PIECE = 1 << 20


def write(path, rows, areas, corrected=0):
    with open(path, "w", encoding="utf-8") as file:
        file.write("area;id;address;latitude;longitude;form\n")
        per_area = max(1, rows // areas)
        for n in range(rows):
            new = " (испр.)" if corrected and n % corrected == 0 else ""
            file.write(f"EA-{n // per_area:06};R-{n:09};ул. Садовая, д. {n % per_area // 4 + 1}, кв. {n % 4 + 1}{new};{55 + n % 1000 / 1000:.6f};{49 + n % 700 / 1000:.6f};f\n")


def memory(hub):
    """Peak and present resident kB of the hub."""
    text = pathlib.Path(f"/proc/{hub.process.pid}/status").read_text()
    return [int(re.search(rf"{name}:\s+(\d+)", text)[1]) for name in ("VmHWM", "VmRSS")]


class Run:
    def __init__(self, hub, rows):
        self.hub, self.rows = hub, rows

    def timed(self, what, work):
        begin = time.monotonic()
        result = work()
        seconds = time.monotonic() - begin
        print(f"{what:28} {seconds:8.2f} s {self.rows / seconds:12,.0f} rows/s   peak {memory(self.hub)[0] / 1024:6.1f} MiB", flush=True)
        return result, seconds

    def send(self, path):
        upload = self.hub.call("POST", "/api/register", {})
        size = path.stat().st_size
        with open(path, "rb") as file:
            while upload["state"] == "loading":
                file.seek(upload["bytes"])
                last = "&last=1" if upload["bytes"] + PIECE >= size else ""
                upload = self.hub.call("PUT", f"/api/register/{upload['id']}/rows?at={upload['bytes']}{last}", file.read(PIECE))
        return upload

    def go(self, upload, what, until):
        while upload["state"] != until:
            upload = self.hub.call("POST", f"/api/register/{upload['id']}/{what}", {})
        return upload

    def bring(self, path, name):
        upload, sent = self.timed(f"{name}: sent", lambda: self.send(path))
        upload, compared = self.timed(f"{name}: compared", lambda: self.go(upload, "compare", "ready"))
        print(f"{'':28} new {upload['added']:,}, changed {upload['changed']:,}, same {upload['same']:,}, bad {upload['faults']:,}")
        upload, taken = self.timed(f"{name}: taken", lambda: self.go(upload, "take", "taken"))
        return sent + compared + taken


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--rows", type=int, default=1000000)
    parser.add_argument("--areas", type=int, default=20000)
    options = parser.parse_args()
    with RunningHub(options.build) as hub:
        hub.call("PUT", "/api/forms/f/form.xml", FORM)
        run = Run(hub, options.rows)
        first, second = hub.folder / "first.csv", hub.folder / "second.csv"
        write(first, options.rows, options.areas)
        write(second, options.rows, options.areas, 1000)
        print(f"{options.rows:,} rows, {options.areas:,} areas, {first.stat().st_size / 1e6:.0f} MB; the hub has {memory(hub)[1] / 1024:.1f} MiB")
        _, bare = run.timed("wc -l", lambda: subprocess.run(["wc", "-l", first], check=True, stdout=subprocess.DEVNULL))
        whole = run.bring(first, "first")
        print(f"{'':28} {whole / bare:,.0f} times wc -l")
        run.bring(first, "again")
        run.bring(second, "corrected")


main()
