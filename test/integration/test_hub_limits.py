#!/usr/bin/python3
"""A real hub at its limits: its disk full (507), too much to do (503 with Retry-After), too much of one address. Nothing
acknowledged is lost, what was stored stays, and a real tablet's agent delivers when there is room again.

Usage: test_hub_limits.py BUILD

Tests: hub/store/sqlite/sqlite_room.c
"""
import collections
import contextlib
import http.client
import pathlib
import random
import resource
import socket
import sqlite3
import ssl
import sys
import tempfile
import threading
import time

from hub_client import Tablet
from patience import LIMIT_S, wait_for
from running_agent import RunningAgent
from running_hub import RunningHub, Score
from small_disk import small_disk
from workbooks import MAIN, package, workbook

from console import Console

DISK_KIB, BALLAST_KIB, PADDING_BYTES = 8192, 3072, 40000
AHEAD_S = 20
EXCHANGE_COUNT, EACH_COUNT = 40, 5  # different ones, and records in each
QUEUE_COUNT, SLOW_COUNT = 2048, 16  # ZR_HUB_QUEUE_COUNT_MAX, ZR_HUB_SLOW_COUNT_MAX
GOOD = workbook({"survey": "type,name,label\ninteger,age,Age\n", "settings": "form_id,version\nhouse,1\n"})
LATER = workbook({"survey": [["type", "name", "label"]] + [["note", f"n{number}", random.Random(number).randbytes(50000).hex()]
                                                           for number in range(8)], "settings": "form_id,version\nhouse,2\n"})


def enrolled(hub, operator, seed):
    tablet = Tablet(hub, seed)
    assert tablet.enrol(operator.code("", f"T-{seed}")) == 200
    return tablet


def after_a_crash(score, what, hub, operator, acknowledged):
    """What was acknowledged is there once, though the hub was killed."""
    hub.kill()
    hub.start()
    operator.login()
    rows = [(row["id"], row["sequence"]) for row in operator.records()]
    score.check(f"{what}: nothing is there twice", len(rows) == len(set(rows)), len(rows) - len(set(rows)))
    score.check(f"{what}: nothing acknowledged is lost", acknowledged <= {key for key, _ in rows}, acknowledged - {key for key, _ in rows})
    return rows


# ---- the disk ----

def fill(tablet, xml, first, acknowledged, operator):
    """Sends records until the hub says that it is full. The next sequence, the refusal."""
    sequence = first
    while sequence < first + 400:
        status, answer = tablet.post("/v1/exchange", tablet.body("--form", "house", "1", "--records", sequence, 1, "--xml", xml))
        if status != 200:
            return sequence, status
        if " OK " in tablet.read(answer)[1]:
            acknowledged.add(f"rec-{tablet.seed}-{sequence}")
        sequence += 1
    return sequence, 200


def console_when_full(score, operator):
    score.check("full: the console still shows the fleet", len(operator.get("/api/fleet")["tablets"]) == 2)
    score.check("full: and records", len(operator.get("/api/records?limit=5")["records"]) == 5)
    score.check("full: an operator still gets in", Console(operator.hub).login()[0] == 200)
    score.check("full: a wrong password is refused as ever", Console(operator.hub).login("wrong")[0] == 403)
    status, answer, headers = operator.ask("PUT", "/api/forms/house/form.xlsx", LATER)
    score.check("full: a questionnaire is not taken", (status, answer.get("error")) == (507, "full"), (status, answer))
    score.check("full: with the time to come again", int(headers.get("Retry-After", 0)) > 0)
    status, answer, _ = operator.ask("PUT", "/api/forms/house/media/list.png", random.Random(2).randbytes(4 << 20))
    score.check("full: nor a file that is larger than the store's cache", (status, answer.get("error")) == (507, "full"), (status, answer))
    forms = operator.get("/api/forms")["forms"]
    score.check("full: the stored version is as it was", [(row["id"], row["version"]) for row in forms] == [("house", "1")], forms)
    status, back, _ = operator.ask("GET", "/api/forms/house/form.xlsx")
    score.check("full: its workbook too", (status, back) == (200, GOOD))


def test_full_disk(score, build):
    with small_disk(f"{DISK_KIB}k") as folder:
        if folder is None:
            return
        disk = pathlib.Path(folder)
        with RunningHub(build, place=disk) as hub:
            fill_and_make_room(score, build, disk, hub)


def fill_and_make_room(score, build, disk, hub):
    operator = Console(hub)
    operator.login()
    operator.put("/api/forms/house/form.xlsx", GOOD)
    tablet = enrolled(hub, operator, 1)
    acknowledged = set()
    with tempfile.TemporaryDirectory() as folder, RunningAgent(build) as agent:
        xml = pathlib.Path(folder) / "record.xml"
        xml.write_text("<house>" + random.Random(1).randbytes(PADDING_BYTES // 2).hex() + "</house>")
        score.check("the agent enrols", agent.ask("enrol", operator.code("", "agent"))[0] == 0)
        agent.submit("before", 1, 3)
        score.check("the agent delivers", wait_for(lambda: agent.status()["unsent"] == "0"))
        (disk / "ballast").write_bytes(bytes(BALLAST_KIB * 1024))
        sequence, status = fill(tablet, xml, 1, acknowledged, operator)
        score.check("the full hub answers 507", status == 507, (status, sequence))
        print(f"{len(acknowledged)} records of {PADDING_BYTES} bytes until 507", flush=True)
        tablet.connection.request("POST", "/v1/exchange", tablet.body("--form", "house", "1", "--records", sequence, 1, "--xml", xml), {"Content-Type": "application/cbor"})
        answer = tablet.connection.getresponse()
        answer.read()
        score.check("again, with Retry-After", (answer.status, int(answer.headers.get("Retry-After", 0)) > 0) == (507, True), answer.status)
        console_when_full(score, operator)
        agent.submit("full", 1, 5, PADDING_BYTES)
        score.check("the agent learns that the hub is full",
                    wait_for(lambda: agent.status()["last_error"] == "FULL", lambda: agent.ask("sync")), agent.status())
        score.check("and keeps its records", agent.status()["unsent"] == "5", agent.status())
        (disk / "ballast").unlink()
        score.check("room again: the agent delivers by itself", wait_for(lambda: agent.status()["unsent"] == "0"), agent.status())
        sequence, status = fill(tablet, xml, sequence, acknowledged, operator)
        score.check("the tablet goes on where it was, until it is full again", status == 507, status)
        acknowledged |= {row[0] for row in agent.table("records") if row[2] == "received"}
    tablet.connection.close()
    after_a_full_stop(score, disk, hub, operator, acknowledged)


def after_a_full_stop(score, disk, hub, operator, acknowledged):
    """Killed while not a byte is free."""
    hub.kill()
    (disk / "rest").write_bytes(b"")
    with open(disk / "rest", "ab", buffering=0) as rest, contextlib.suppress(OSError):
        while True:
            rest.write(bytes(4096))
    hub.start()
    operator.login()
    score.check("killed and started on a full disk it shows what it has", len(operator.get("/api/fleet")["tablets"]) == 2)
    (disk / "rest").unlink()
    score.check("all that it took finds room to be opened", wait_for(lambda: hub.call("GET", "/api/arrivals")["is_opened"]))
    rows = after_a_crash(score, "full disk", hub, operator, acknowledged)
    print(f"{len(rows)} records after the disk was full twice, {len(acknowledged)} acknowledged", flush=True)


# ---- too much to do ----

class Crowd:
    """Many tablets' connections at once, each with one request on its way. As many stand ahead as can be opened in a third of
    the minute after which the hub closes one on which nothing comes; the others are opened for their request."""

    def __init__(self, hub, tablet, count):
        self.port = hub.tls_port
        self.context = tablet.context()
        self.sockets, self.ahead = [], []
        end = time.monotonic() + AHEAD_S
        while len(self.ahead) < count and time.monotonic() < end:
            self.ahead.append(self.connect())

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT_S)
        return self.context.wrap_socket(plain, server_hostname="127.0.0.1")

    def send(self, body):
        self.sockets.append(self.ahead.pop(0) if self.ahead else self.connect())
        self.sockets[-1].sendall(f"POST /v1/exchange HTTP/1.1\r\nHost: hub\r\nContent-Type: application/cbor\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

    def answer(self, index):
        answer = http.client.HTTPResponse(self.sockets[index], method="POST")
        answer.begin()
        return answer.status, answer.read(), answer.headers

    def close(self):
        for one in self.sockets + self.ahead:
            one.close()


def test_too_much_to_do(score, build):
    """Another program holds the store's lock, so that the writer waits and requests gather until the queue is full (where
    the machine is slow: until what the writer could not store was told to come again)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    count = QUEUE_COUNT + 800
    if hard < count + 200:
        print("skipped: a full queue (needs more descriptors)")
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, count + 200), hard))
    with RunningHub(build) as hub:
        operator = Console(hub)
        operator.login()
        tablet = enrolled(hub, operator, 1)
        bodies = [tablet.body("--form", "house", "1", "--records", 1 + number * EACH_COUNT, EACH_COUNT) for number in range(EXCHANGE_COUNT)]
        crowd = Crowd(hub, tablet, count)
        try:
            with RunningAgent(build) as agent:
                agent.ask("enrol", operator.code("", "agent"))
                acknowledged = flood(score, hub, crowd, [bodies[index % EXCHANGE_COUNT] for index in range(count)], agent, operator)
                after_shedding(score, hub, bodies, agent, tablet, operator, acknowledged)
        finally:
            crowd.close()
            tablet.connection.close()


def records_in(number):
    return {f"rec-1-{sequence}" for sequence in range(1 + number * EACH_COUNT, 1 + (number + 1) * EACH_COUNT)}


def why_shed(answers):
    """How often for which reason: the queue was full, or the writer waited for the lock in vain."""
    return dict(collections.Counter(body.decode(errors="replace")[:120] for status, body, _ in answers if status == 503))


@contextlib.contextmanager
def locked_store(hub):
    """Nobody writes meanwhile."""
    with contextlib.closing(sqlite3.connect(hub.data / "hub.db", isolation_level=None, timeout=LIMIT_S)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        yield
        lock.execute("ROLLBACK")


def flood(score, hub, crowd, bodies, agent, operator):
    """What was acknowledged of the bodies, each sent over a connection of its own."""
    with locked_store(hub):
        for body in bodies:
            crowd.send(body)
        agent.submit("busy", 1, 5)
        score.check("the agent learns that the hub is busy",
                    wait_for(lambda: agent.status()["last_error"] == "BUSY", lambda: agent.ask("sync")), agent.status())
        score.check("and keeps its records", agent.status()["unsent"] == "5", agent.status())
        score.check("the console is served by what it can read", operator.ask("GET", "/api/session")[0] in (200, 503))
    answers = [crowd.answer(index) for index in range(len(crowd.sockets))]
    in_time = sum(status == 200 for status, _, _ in answers)

    def send_again():
        """Where sending all of them took longer than the writer waits for the lock, all were told to come again before it was let
        go. A few take no time: the writer has them waiting when the lock goes, and stores them."""
        with locked_store(hub):
            for body in bodies[:EXCHANGE_COUNT]:
                crowd.send(body)
        answers.extend(crowd.answer(index) for index in range(len(answers), len(crowd.sockets)))

    score.check("what waits when the lock goes is taken",
                in_time > 0 or wait_for(lambda: any(status == 200 for status, _, _ in answers), send_again))
    statuses = sorted({status for status, _, _ in answers})
    shed = [headers for status, _, headers in answers if status == 503]
    score.check("each request was answered with 200 or 503", statuses == [200, 503], statuses)
    score.check("what did not fit was shed", len(shed) > 100, len(shed))
    score.check("each with Retry-After", all(int(headers.get("Retry-After", 0)) > 0 for headers in shed))
    acknowledged = set()
    for index, (status, body, _) in enumerate(answers):
        if status == 200:
            acknowledged |= records_in(index % EXCHANGE_COUNT)
    print(f"{len(bodies)} requests at once: {in_time} taken while all waited, {len(answers) - len(shed) - in_time} of "
          f"{len(answers) - len(bodies)} sent behind them, {len(shed)} shed: {why_shed(answers)}", flush=True)
    return acknowledged


def after_shedding(score, hub, bodies, agent, tablet, operator, acknowledged):
    for number, body in enumerate(bodies):
        status, _ = tablet.post("/v1/exchange", body)
        if status == 200:
            acknowledged |= records_in(number)
    score.check("sent again, all are taken", len(acknowledged) == 200, len(acknowledged))
    score.check("the agent delivers by itself when the hub has time", wait_for(lambda: agent.status()["unsent"] == "0"), agent.status())
    acknowledged |= {row[0] for row in agent.table("records")}
    rows = after_a_crash(score, "shedding", hub, operator, acknowledged)
    score.check("shedding: as many as were sent", len(rows) == 205, len(rows))


UNFINISHED, SHORT = 32 << 20, 1 << 20  # bytes of a body that never ends, and how many of them are not sent


class Unfinished:
    """Bodies that fill the hub's memory. A byte comes from each between the pieces of another, so that none is idle, and one
    that the hub closed all the same begins anew, however slow the machine."""

    def __init__(self, port, count, source="127.0.0.1"):
        self.port, self.sockets, self.source = port, [None] * count, source

    def fill(self):
        for index, one in enumerate(self.sockets):
            if one is None or not self.is_heard(one):
                self.begin(index)

    def is_heard(self, one):
        try:
            return one.send(b"x") == 1
        except OSError:
            one.close()
            return False

    def begin(self, index):
        self.sockets[index] = one = socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT_S, source_address=(self.source, 0))
        with contextlib.suppress(OSError):  # the hub may have no room for it: the next look says so
            one.sendall(f"PUT /api/forms/x/form.xml HTTP/1.1\r\nHost: hub\r\nX-Zarya: 1\r\nContent-Length: {UNFINISHED}\r\n\r\n".encode())
            for _ in range(UNFINISHED // SHORT - 1):
                one.sendall(bytes(SHORT))
                for other in self.sockets:
                    if other is not None and other is not one and other.fileno() >= 0:
                        self.is_heard(other)

    def close(self):
        for one in self.sockets:
            one.close()


def test_too_many_bodies(score, build):
    """Bodies that stay unfinished take the memory for bodies; the next is told to come again, and taken when they are gone.
    They come by the console's listener, without TLS: the memory is one for both."""
    with RunningHub(build) as hub:
        operator = Console(hub)
        operator.login()
        tablet = enrolled(hub, operator, 1)
        body = tablet.body("--form", "house", "1", "--records", 1, 1)
        bodies = Unfinished(hub.port, 9)
        bodies.fill()
        try:
            score.check("when bodies fill the memory a tablet is told to come again",
                        wait_for(lambda: tablet.post("/v1/exchange", body)[0] == 503, bodies.fill))
            bodies.close()
            score.check("and taken when they are gone", wait_for(lambda: tablet.post("/v1/exchange", body)[0] == 200))
        finally:
            tablet.connection.close()


def test_bodies_of_one_address(score, build):
    """Whoever keeps bodies unfinished has the room of his address, and the others theirs."""
    with RunningHub(build) as hub:
        operator = Console(hub)
        operator.login()
        tablet = enrolled(hub, operator, 1)
        body = tablet.body("--form", "house", "1", "--records", 1, 1)
        bodies = Unfinished(hub.port, 9, "127.0.0.2")
        greedy = Console(hub, "127.0.0.2")
        try:
            score.check("an address whose bodies took its room is told to come again",
                        wait_for(lambda: greedy.login("wrong")[0] == 503, bodies.fill))
            score.check("a tablet at another address is taken", tablet.post("/v1/exchange", body)[0] == 200)
            score.check("and an operator gets in", operator.login()[0] == 200)
        finally:
            bodies.close()
            tablet.connection.close()
        score.check("when they are gone there is room again", wait_for(lambda: greedy.login("wrong")[0] in (403, 429)))


def is_closed(connection):
    """Whether the hub ended it; what it said before is dropped."""
    try:
        return connection.recv(4096, socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def test_connections_of_one_address(score, build):
    """So many as the operator says; a tablet at another address does not notice."""
    hub = RunningHub(build)
    hub.start("--address-connections", "5")
    crowd = []
    try:
        tablet = enrolled(hub, hub.operator(), 1)
        for _ in range(8):
            crowd.append(socket.create_connection(("127.0.0.1", hub.tls_port), timeout=LIMIT_S, source_address=("127.0.0.2", 0)))
        score.check("beyond the limit connections are closed", wait_for(lambda: sum(map(is_closed, crowd)) == 3), [is_closed(one) for one in crowd])
        score.check("a tablet at another address is served", tablet.exchange()[0] == 200)
        for one in crowd:
            one.close()

        def enter():
            crowd.append(socket.create_connection(("127.0.0.1", hub.tls_port), timeout=LIMIT_S, source_address=("127.0.0.2", 0)))
            context = ssl._create_unverified_context()
            try:
                crowd.append(context.wrap_socket(crowd.pop(), server_hostname="127.0.0.1"))
            except OSError:
                return False
            return True

        score.check("those that went leave room", wait_for(enter))
        tablet.connection.close()
    finally:
        for one in crowd:
            one.close()
        hub.stop()
        hub.scratch.cleanup()


def test_slow_heads(score, build):
    """A byte now and then keeps no connection open: neither one of a head nor one of a handshake."""
    with RunningHub(build) as hub:
        slow = {"head": (hub.port, b"GET /api/session HTTP/1.1\r\nX-Slow: ", b"x"), "handshake": (hub.tls_port, b"\x16\x03\x01\x40\x00", b"\x01")}
        for name, (port, first, more) in slow.items():
            slow[name] = (socket.create_connection(("127.0.0.1", port), timeout=LIMIT_S), more)
            slow[name][0].sendall(first)
        begun = time.monotonic()

        def drip():
            with contextlib.suppress(OSError):
                for one, more in slow.values():
                    one.send(more)
            time.sleep(1)

        closed = wait_for(lambda: all(is_closed(one) for one, _ in slow.values()), drip)
        score.check("a head and a handshake that drip are closed", closed, {name: is_closed(one) for name, (one, _) in slow.items()})
        print(f"closed after {time.monotonic() - begun:.0f} s", flush=True)
        for one, _ in slow.values():
            one.close()
        score.check("and others are served", Console(hub).login()[0] == 200)


def test_too_many_uploads(score, build):
    """More workbooks than the slow lane takes: those beyond are told to come again, tablets are served meanwhile."""
    with RunningHub(build) as hub:
        operator = Console(hub)
        operator.login()
        tablet = enrolled(hub, operator, 1)
        row = "<row>" + ('<c t="inlineStr"><is><t>' + "x" * 1000 + "</t></is></c>") * 100 + "</row>"
        bomb = package({"survey": f'<worksheet xmlns="{MAIN}"><sheetData>' + row * 3000 + "</sheetData></worksheet>"})
        answers = []

        def send():
            answers.append(operator.ask("PUT", "/api/forms/bomb/form.xlsx", bomb))

        senders = [threading.Thread(target=send) for _ in range(SLOW_COUNT + 14)]
        for sender in senders:
            sender.start()
        served = 0
        while any(sender.is_alive() for sender in senders):
            served += tablet.post("/v1/exchange", tablet.body())[0] == 200
        for sender in senders:
            sender.join()
        statuses = [status for status, _, _ in answers]
        score.check("uploads are refused for what they are, or shed", set(statuses) == {413, 503}, statuses)
        score.check("those shed are told when to come again",
                    all(int(headers.get("Retry-After", 0)) > 0 for status, _, headers in answers if status == 503))
        score.check("tablets were served meanwhile", served > 0, served)
        print(f"{len(statuses)} uploads: {statuses.count(413)} looked at, {statuses.count(503)} shed, {served} exchanges meanwhile", flush=True)
        tablet.connection.close()


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    score = Score()
    for test in ([globals()[name] for name in sys.argv[2:]] or
                 (test_full_disk, test_too_much_to_do, test_too_many_bodies, test_bodies_of_one_address,
                  test_connections_of_one_address, test_slow_heads, test_too_many_uploads)):
        test(score, build)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
