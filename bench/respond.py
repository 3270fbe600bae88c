#!/usr/bin/python3
"""What households that answer online cost. Usage: respond.py BUILD [--households N] [--open N] [--smoke]

A real hub, office, agent and zarya-respond on this machine, the census's questionnaire, households of three. One of them answers as
a person does, a field after the other, and what its browser sent is written down; the others send the same, each by the code of its
own letter. First one after another as fast as it goes, then as they would come in the busiest hour of an evening. Processor time is
what the kernel says of each program, and holds on a busy machine; the browsers' own is not counted."""
import argparse
import json
import os
import pathlib
import re
import selectors
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "run"), str(ROOT / "test/integration")]
from area import add_form
from patience import wait_for
from plain_browser import Browser
from respond import Respond, invite
from running_agent import RunningAgent
from running_hub import RunningHub
from running_office import RunningOffice

DAY = 500000  # households a day that are asked for
EVENING = 4  # the busiest hour, of an even day's rate
PERSONS = 3
MARK = re.compile(rb'name="?(token|edition)"? value="([^"]*)"')
AREA = 100  # households


# ---- what a household answers ----

def family():
    """{the field's question: value} of the demonstration's family, its first three."""
    answers = json.loads((ROOT / "test/vm/family.json").read_text())["answers"]
    chosen = {path: value for path, value in answers.items() if f"person[{PERSONS + 1}]" not in path}
    return {**chosen, "/census2020/list/persons": str(PERSONS)}


def fill(page, answers):
    """What a person puts into the page's fields: {name: [values]}."""
    values = {}
    for name, shown in page.fields.items():
        part, path = name[0], name[1:]
        answer = answers.get(path)
        if answer is None:
            values[name] = shown
        elif part in "dmy":
            year, month, day = answer.split("-")
            values[name] = [{"d": day, "m": month, "y": year}[part]]
        else:
            values[name] = answer.split(" ") if isinstance(answer, str) and len(shown) != 1 else [answer]
    return values


class Scout(Browser):
    """Answers by what the pages show, and keeps what it sent: (path, body or None), a page after the other."""

    def __init__(self, port):
        super().__init__(port)
        self.sent = []

    def ask(self, method, path, body=None, headers=None):
        self.sent.append((path, body))
        return super().ask(method, path, body, headers)

    def walk(self, answers):
        visited = set()
        while "Your answers were sent" not in self.page.heading:
            before = self.page.source
            buttons = self.page.buttons
            inside = [value for name, value in buttons if name == "enter" and value not in visited]
            if inside:
                visited.add(inside[0])
                self.press(("enter", inside[0]), {})
            elif ("go", "add") in buttons and len(visited) < PERSONS:
                visited.add(str(len(visited)))
                self.press(("go", "add"), {})
            elif ("go", "send") in buttons:
                self.press(("go", "send"), {})
            else:
                self.press(("go", "next"), fill(self.page, answers))
            assert self.page.status == 200 and self.page.source != before, self.page.text

    def press(self, button, values):
        pairs = self.page.hidden + [(name, value) for name, each in values.items() for value in each] + [button]
        self.go("/form", "POST", urllib.parse.urlencode(pairs))


def template(sent):
    """As it was sent, with what differs from household to household left open."""
    bodies = []
    for path, body in sent:
        if body and path == "/form":
            pairs = [pair for pair in urllib.parse.parse_qsl(body, keep_blank_values=True) if pair[0] not in ("token", "edition")]
            body = urllib.parse.urlencode(pairs)
        bodies.append((path, body))
    return bodies


# ---- many browsers ----

class Household:
    """One that sends what the scout did, over one connection from an address of its own."""

    def __init__(self, number, code, steps):
        self.code, self.steps, self.at = code, steps, 0
        self.address = f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"
        self.cookie, self.marks, self.got = "", {}, b""

    def request(self):
        path, body = self.steps[self.at]
        head = f"Host: localhost\r\nAccept-Language: en\r\n{self.cookie}"
        if body is None:
            return f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()
        if path == "/enter":
            body = urllib.parse.urlencode({"code": self.code, "lang": "en"})
        else:
            body = urllib.parse.urlencode(self.marks) + "&" + body
        return f"POST {path} HTTP/1.1\r\n{head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()

    def take(self, data):
        """True: that was the end of an answer."""
        self.got += data
        end = self.got.find(b"\r\n\r\n")
        if end < 0:
            return False
        length = int(re.search(rb"content-length: (\d+)", self.got[:end], re.I).group(1))
        if len(self.got) < end + 4 + length:
            return False
        head, body, self.got = self.got[:end].decode(), self.got[end + 4:], b""
        status = int(head[9:12])
        assert status in (200, 303), (status, self.steps[self.at], body.decode())
        cookie = re.search(r"set-cookie: ([^;]*)", head, re.I)
        if cookie:
            self.cookie = f"Cookie: {cookie.group(1)}\r\n"
        self.marks.update((name.decode(), value.decode()) for name, value in MARK.findall(body))
        self.at += 1
        return True


class Crowd:
    """Runs households side by side: all at once up to a number, or each at its moment."""

    def __init__(self, port):
        self.port, self.selector = port, selectors.DefaultSelector()
        self.delays_ms, self.bytes = [], 0

    def begin(self, household):
        link = socket.create_connection(("127.0.0.1", self.port), source_address=(household.address, 0))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector.register(link, selectors.EVENT_READ, household)
        self.put(link, household)

    def put(self, link, household):
        household.asked = time.monotonic()
        link.sendall(household.request())

    def turn(self, wait, until):
        """Whatever has come; gives how many households are through, that is at that step."""
        done = 0
        for key, _ in self.selector.select(wait):
            link, household = key.fileobj, key.data
            data = link.recv(262144)
            assert data, "the door was closed on a household"
            self.bytes += len(data)
            if not household.take(data):
                continue
            self.delays_ms.append((time.monotonic() - household.asked) * 1000)
            if household.at == until:
                self.selector.unregister(link)
                household.link = link
                done += 1
            else:
                self.put(link, household)
        return done

    def run(self, households, abreast, rate=0, until=None):
        until = until or len(households[0].steps)
        waiting, going, began = list(reversed(households)), 0, time.monotonic()
        while waiting or going:
            due = min(abreast - going, len(waiting))
            if rate:
                due = min(due, int((time.monotonic() - began) * rate) + 1 - (len(households) - len(waiting)))
            for _ in range(due):
                self.begin(waiting.pop())
                going += 1
            going -= self.turn(1 / rate / 2 if rate else 1, until)
        for household in households:
            if until == len(household.steps):
                household.link.close()
        return time.monotonic() - began


# ---- figures ----

def cpu_s(pid):
    return sum(int((task / "schedstat").read_text().split()[0]) for task in pathlib.Path(f"/proc/{pid}/task").iterdir()) / 1e9


def threads_s(pid):
    used = {}
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        name = (task / "comm").read_text().strip()
        used[name] = used.get(name, 0) + int((task / "schedstat").read_text().split()[0]) / 1e9
    return used


def memory_bytes(pid):
    return int(re.search(r"^Pss:\s+(\d+)", pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M).group(1)) * 1024


def children(pid):
    return [int(child) for task in pathlib.Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


def say(what, figure, wanted=""):
    print(f"  {what:<58} {figure:>22}  {wanted}".rstrip(), flush=True)


def at(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


class Place:
    """All that runs, with letters for so many households."""

    def __init__(self, stack, build, count):
        office = stack.enter_context(RunningOffice(build))
        self.hub = stack.enter_context(RunningHub(build, office=office))
        form = add_form(self.hub, ROOT / "questionnaires/census2020/census2020.xml")
        self.names = names = [f"a{number}" for number in range((count + AREA - 1) // AREA)]
        for number, name in enumerate(names):
            self.hub.call("PUT", f"/api/areas/{name}", {"name": name, "form": form, "zone": "Asia/Yekaterinburg", "households": [
                {"id": f"h-{one}", "address": f"ул. Садовая, д. {one}"} for one in range(number * AREA, min(count, (number + 1) * AREA))]})
        self.agent = stack.enter_context(RunningAgent(build))
        assert self.agent.ask("enrol", self.hub.call("POST", "/api/codes", {"name": "online", "online": True})["code"])[0] == 0
        self.codes = [code for name in names for code in invite(self.hub, name).values()]
        self.data = self.agent.folder / "respond"
        self.respond = stack.enter_context(Respond(build / "respond/zarya-respond", self.data, self.agent.socket))
        for code in (self.codes[0], self.codes[-1]):
            wait_for(lambda code=code: Browser(self.respond.port).enter(code).status == 200)

    def pids(self):
        return {"zarya-respond": [self.respond.process.pid], "its agent": [self.agent.process.pid],
                "hub and keeper": [self.hub.process.pid, *children(self.hub.process.pid)]}

    def used_s(self):
        return {name: sum(map(cpu_s, pids)) for name, pids in self.pids().items()}

    def wait_until_received(self, count):
        wait_for(lambda: sum(len(self.hub.call("GET", f"/api/areas/{name}/online")["answered"]) for name in self.names) >= count)


def tell_whole(place, households, pages, received):
    crowd, before, threads = Crowd(place.respond.port), place.used_s(), threads_s(place.respond.process.pid)
    seconds = crowd.run(households, abreast=16)
    place.wait_until_received(received + len(households))
    used = {name: (after - before[name]) / len(households) for name, after in place.used_s().items()}
    whole = sum(used.values())
    print(f"\n{len(households)} households of {PERSONS}, 16 at a time, as fast as it goes")
    say("households a second, with the browsers beside them", f"{len(households) / seconds:.1f}", f"a day of {DAY:,}: {DAY / 86400:.1f}")
    for name, one in used.items():
        say(f"processor of one: {name}", f"{one * 1000:.1f} ms")
    say("processor of one page (a form taken, the next one shown)", f"{used['zarya-respond'] / pages * 1e6:.0f} us")
    say("sent to one", f"{crowd.bytes / len(households) / 1000:.0f} kB")
    say(f"processors of {DAY:,} a day: on average, in the evening", f"{whole * DAY / 86400:.2f}, {whole * DAY / 86400 * EVENING:.2f}", "at most 2")
    for name, after in threads_s(place.respond.process.pid).items():
        one = (after - threads.get(name, 0)) / len(households)
        if one > 1e-4:
            say(f"of them its thread {name}, in the evening", f"{one * DAY / 86400 * EVENING:.2f}", "at most 1")
    return received + len(households)


def tell_evening(place, households):
    rate = DAY / 86400 * EVENING
    crowd = Crowd(place.respond.port)
    seconds = crowd.run(households, abreast=512, rate=rate)
    print(f"\n{len(households)} households as they come in the evening, each without a pause between pages")
    say("households a second", f"{len(households) / seconds:.1f}", f"{rate:.1f}")
    say("an answer of the door, p50 / p99 / slowest",
        f"{at(crowd.delays_ms, 0.5):.1f} / {at(crowd.delays_ms, 0.99):.1f} / {max(crowd.delays_ms):.0f} ms")


def tell_middle(place, households):
    """What one costs that has come half way, its browser still connected."""
    pid, crowd = place.respond.process.pid, Crowd(place.respond.port)
    size = lambda: sum(file.stat().st_size for file in place.data.iterdir() if not file.name.endswith("-wal"))
    before, disk = memory_bytes(pid), size()
    crowd.run(households, abreast=64, until=len(households[0].steps) // 2)
    with_all = memory_bytes(pid)
    for household in households:
        household.link.close()
    say_count = len(households)
    print(f"\n{say_count} households in the middle of it")
    say("memory of one: browser connected", f"{(with_all - before) / say_count / 1000:.1f} kB")
    say("on disk", f"{(size() - disk) / say_count / 1000:.1f} kB")


def shake(port, context, session=None):
    with socket.create_connection(("127.0.0.1", port), source_address=(f"127.9.{os.getpid() % 250}.{1 + shake.count % 250}", 0)) as plain:
        shake.count += 1
        with context.wrap_socket(plain, session=session) as link:
            link.sendall(b"GET /style.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            while link.recv(65536):
                pass
            return link.session, link.session_reused


shake.count = 0


def tell_tls(build, place, count):
    """A browser that has been here before resumes; the page is the same small one each time."""
    folder = place.agent.folder
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-keyout", folder / "key.pem", "-out", folder / "certificate.pem"], check=True, stderr=subprocess.DEVNULL)
    context = ssl.create_default_context(cafile=folder / "certificate.pem")
    context.check_hostname = False
    with Respond(build / "respond/zarya-respond", folder / "tls", place.agent.socket,
                 options=("--certificate", folder / "certificate.pem", "--key", folder / "key.pem")) as door:
        def cost(session):
            before = cpu_s(door.process.pid)
            reused = [shake(door.port, context, session)[1] for _ in range(count)]
            return (cpu_s(door.process.pid) - before) / count * 1e6, sum(reused)
        shake(door.port, context)
        fresh, _ = cost(None)
        session, _ = shake(door.port, context)
        resumed, reused = cost(session)
    print(f"\n{count} browsers that connect by TLS 1.3, P-256, and get one small file")
    say("processor of one that is new", f"{fresh:.0f} us")
    say(f"processor of one that comes back ({reused} of {count} resumed)", f"{resumed:.0f} us")


def measure(build, options):
    import contextlib
    with contextlib.ExitStack() as stack:
        count = 1 + 2 * options.households + options.open
        place = Place(stack, build, count + 1)
        scout = Scout(place.respond.port)
        scout.enter(place.codes[0])
        scout.walk(family())
        steps = template(scout.sent)
        pages = sum(body is not None for _, body in steps)
        print(f"A household of {PERSONS}: {pages} forms sent, {len(steps) - pages} pages fetched; the wire as the browser sees it, no TLS")
        households = [Household(number, code, steps) for number, code in enumerate(place.codes[1:count])]
        received = tell_whole(place, households[:options.households], pages, 1)
        tell_evening(place, households[options.households:2 * options.households])
        place.wait_until_received(received + options.households)
        tell_middle(place, households[2 * options.households:])
        tell_tls(build, place, options.open)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--households", type=int, default=400)
    parser.add_argument("--open", type=int, default=200, help="households in the middle, and browsers that connect")
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    measure(options.build.resolve(), options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
