"""A tablet's agent and a hub, both real: enrolment, orders, delivery over crashes, hostile local clients, a full disk.

Usage: test_agent.py BUILD

Tests: tablet/agent/core/agent.c tablet/agent/core/carrier.c tablet/agent/core/enroller.c tablet/agent/io/http.c
       tablet/agent/core/preference.c tablet/agent/orders/apply_assignment.c tablet/agent/orders/apply_form.c
       tablet/agent/orders/intake.c tablet/agent/io/pin.c tablet/agent/core/problem.c tablet/agent/core/room.c
       tablet/agent/core/state.c tablet/agent/io/server.c tablet/agent/io/service.c
"""
import contextlib
import csv
import io
import os
import pathlib
import random
import socket
import sqlite3
import subprocess
import sys
import tempfile
import urllib.parse

from codes import altered
from patience import LIMIT_S, wait_for
from running_agent import RunningAgent
from running_hub import RunningHub, Score
from small_disk import small_disk, take_the_rest

FORM = (pathlib.Path(__file__).parents[2] / "questionnaires" / "census2020" / "census2020.xml").read_bytes()
STREETS = "name,label\nt,Тверская\n".encode()
HOUR_MS = 3600 * 1000


def set_up_area(hub):
    hub.call("PUT", "/api/forms/census2020/media/" + urllib.parse.quote("улицы.csv"), STREETS)
    hub.call("PUT", "/api/forms/census2020/form.xml", FORM)
    hub.call("PUT", "/api/areas/a1", {"name": "Area 1", "form": "census2020", "households": [
        {"id": f"h-{number}", "address": f"Тверская ул., {number}"} for number in range(1, 21)]})


def test_enrolment(score, build, hub, agent):
    code = hub.call("POST", "/api/codes", {"area": "a1", "name": "tablet 1"})["code"]
    score.check("a record before enrolment is STATE", agent.error("submit", "early", 1, 1) == "STATE")
    score.check("no code at all is SYNTAX", agent.error("enrol", "hello") == "SYNTAX")
    score.check("a wrong character is SYNTAX", agent.error("enrol", code.replace(code[8], "2" if code[8] != "2" else "3", 1)) == "SYNTAX")
    score.check("a wrong secret is REFUSED", agent.error("enrol", altered(code, 2)) == "REFUSED")
    score.check("another hub's pin is FORGED", agent.error("enrol", altered(code, 20)) == "FORGED")
    score.check("a hub that is not there is NETWORK",
                agent.error("enrol", code.replace(str(hub.tls_port), "1")) == "NETWORK")
    score.check("the code enrols", agent.ask("enrol", code)[0] == 0)
    score.check("enrolled twice is STATE", agent.error("enrol", code) == "STATE")
    status = agent.status()
    score.check("the status says so", status["enrolled"] == "1" and status["name"] == "tablet 1", status)
    score.check("no language is chosen", status["language"] == "", status)
    score.check("a language is two letters", agent.error("language", "../x") == "INVALID")
    score.check("a language is taken", agent.ask("language", "tt")[0] == 0 and agent.status()["language"] == "tt")
    with RunningAgent(build) as thief:
        score.check("a used code is REFUSED", thief.error("enrol", code) == "REFUSED")
        score.check("who was refused is not enrolled", thief.status()["enrolled"] == "0")


def test_orders(score, hub, agent):
    score.check("the households come", wait_for(lambda: len(agent.table("households")) == 20))
    score.check("in their order, with their address and form",
                agent.table("households")[4] == ["h-5", "Тверская ул., 5", "census2020"])
    forms = agent.table("forms")
    score.check("the questionnaire comes", len(forms) == 1 and forms[0][0] == "census2020", forms)
    folder = pathlib.Path(forms[0][2])
    score.check("byte by byte", (folder / "form.xml").read_bytes() == FORM)
    score.check("with its media", (folder / "улицы.csv").read_bytes() == STREETS)
    score.check("readable by all", (folder / "form.xml").stat().st_mode & 0o777 == 0o644)
    score.check("its own folder is private", agent.data.stat().st_mode & 0o777 == 0o700)
    score.check("the store is private", (agent.data / "outbox.db").stat().st_mode & 0o777 == 0o600)
    score.check("the status names the area", agent.status()["area_name"] == "Area 1")
    seen = len(agent.told("order_done"))
    agent.ask("sync")
    hub.call("PUT", "/api/areas/a1", {"name": "Area 1", "form": "census2020", "households": [
        {"id": "h-1", "address": "Тверская ул., 1"}]})
    score.check("a changed assignment replaces the old one",
                wait_for(lambda: len(agent.table("households")) == 1))
    score.check("acknowledged orders are not applied again",
                0 < len(agent.told("order_done")) <= seen + 2, agent.lines)


def received(agent):
    return int(agent.status()["received"])


def test_delivery(score, hub, agent):
    status, lines = agent.submit("first", 1, 5)
    score.check("sequences go 1, 2, 3 …", [line.split("\t")[1] for line in lines] == list("12345"), lines)
    score.check("the same record is the same sequence", agent.submit("first", 3, 1)[1] == ["first-3\t3"])
    score.check("the hub receives them", wait_for(lambda: received(agent) == 5))
    score.check("each says received", {row[2] for row in agent.table("records")} == {"received"})
    hub.kill()
    agent.submit("down", 1, 20)
    agent.kill()
    agent.start()
    score.check("the language outlives a crash", agent.status()["language"] == "tt")
    score.check("what waited waits after a crash", agent.status()["unsent"] == "20", agent.status())
    score.check("a record again after a crash is the same", agent.submit("down", 20, 1)[1] == ["down-20\t25"])
    score.check("the hub's absence is told", wait_for(lambda: agent.status()["last_error"] == "NETWORK"))
    due = int(agent.status()["next_attempt"])
    score.check("and when the next attempt is due", due > 1_700_000_000_000_000, due)
    with RunningHub(hub.build) as impostor:
        impostor.stop()
        impostor.tls_port = hub.tls_port
        impostor.start()
        score.check("another hub at its address is told as such", wait_for(
            lambda: agent.status()["last_error"] == "IMPOSTOR", lambda: agent.ask("sync")), agent.status())
        score.check("and gets nothing", agent.status()["unsent"] == "20")
    hub.start()
    agent.ask("sync")
    score.check("all come when the hub is back",
                wait_for(lambda: received(agent) == 25, lambda: agent.ask("sync")))


def test_crashes(score, hub, agent, seed):
    """Hub and agent are killed again and again while records are made."""
    chance = random.Random(seed)
    confirmed = {row[0]: row[1] for row in agent.table("records")}
    made = 0
    for _ in range(12):
        count = chance.randint(1, 25)
        client = subprocess.Popen([agent.client, agent.socket, "submit", "crash", str(made + 1), str(count)],
                                  stdout=subprocess.PIPE, text=True)
        victim = chance.choice([agent, hub, agent, None])
        for line in client.stdout:
            if line.startswith("error"):
                break
            record_id, sequence = line.split()
            confirmed[record_id] = sequence
            if victim and chance.random() < 0.1:
                victim.kill()
                victim.start()
                victim = None
        client.wait()
        # The app asks again for what it was not told of.
        for line in agent.submit("crash", made + 1, count)[1]:
            record_id, sequence = line.split("\t")
            score_again = confirmed.setdefault(record_id, sequence)
            if score_again != sequence:
                score.check("one record, one sequence", False, (record_id, score_again, sequence))
        made += count
    score.check("every record is received", wait_for(
        lambda: agent.status()["unsent"] == "0", lambda: agent.ask("sync")), agent.status())
    local = {row[0]: row[1] for row in agent.table("records")}
    score.check("what was confirmed is there under its sequence", confirmed == local)
    score.check("sequences have no gaps", sorted(map(int, local.values())) == list(range(1, len(local) + 1)))
    rows = hub.records()
    at_hub = [row["id"] for row in rows]
    score.check("the hub has each once", sorted(at_hub) == sorted(local), (len(at_hub), len(local)))


def test_local_clients(score, agent):
    """Nothing that a local program does stops the others."""
    def connect():
        client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        client.settimeout(LIMIT_S)
        client.connect(str(agent.socket))
        return client

    for garbage in (b"\xff\xff\xff\xff", b"GET / HTTP/1.1\r\n\r\n", b"\0\0\0\0"):
        with connect() as client:
            client.sendall(garbage)
            score.check("a frame of no size is answered and closed", len(client.recv(4096)) > 8)
            score.check("and closed", client.recv(4096) == b"")
    with connect() as client:
        client.sendall(b"\0\0\0\x03\xa1\x18\x63" + b"\0\0\0\x03\xa1\x00\x01")
        data = b""
        while len(data) < 8 or data.count(b"\xa3\x00\x01") < 2:
            more = client.recv(4096)
            if not more:
                break
            data += more
        score.check("after a bad request the next is answered", data.count(b"\xa3\x00\x01") == 2, data)
    half = connect()
    half.sendall(b"\0\1\0\0half")
    crowd = [connect() for _ in range(14)]
    score.check("with 15 idle clients one more is served", agent.ask("status")[0] == 0)
    crowd += [connect() for _ in range(8)]
    for client in crowd:
        client.close()
    score.check("when the crowd is gone too", wait_for(lambda: agent.ask("status")[0] == 0))
    half.close()


def test_zone(score, hub, agent):
    """A tablet lives in its area's zone, and what it made is shown in it, wherever the hub stands."""
    score.check("no zone of its own: the hub's", agent.status()["zone"] not in ("", "Asia/Vladivostok"), agent.status()["zone"])
    hub.call("PUT", "/api/areas/a1", {"name": "Area 1", "form": "census2020", "zone": "Asia/Vladivostok", "households": [
        {"id": "h-1", "address": "Тверская ул., 1"}]})
    score.check("the area's zone comes to the tablet",
                wait_for(lambda: agent.status()["zone"] == "Asia/Vladivostok", lambda: agent.ask("sync")), agent.status())
    agent.kill()
    agent.start()
    score.check("and outlives a crash", agent.status()["zone"] == "Asia/Vladivostok")
    agent.submit("zoned", 1, 1)
    score.check("its record comes", wait_for(lambda: any(row["id"] == "zoned-1" for row in hub.records()), lambda: agent.ask("sync")))
    row = next(row for row in hub.records() if row["id"] == "zoned-1")
    score.check("the list tells its zone", row["zone"] == "Asia/Vladivostok", row)
    text = hub.call("GET", "/api/export.csv?form=census2020").decode()
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["record_id"] == "zoned-1")
    score.check("the export tells its times in it", row["finished"].startswith("1970-01-01T10:00:00") and
                all(row[name].endswith("+10:00") for name in ("started", "finished", "received")), row)


def test_quiet_contacts(score, agent):
    """An application reads its lists again when the generation has grown: a contact that brings nothing is no reason."""
    before = agent.status()

    def has_spoken_twice():
        contacts.add(agent.status()["last_contact"])
        return len(contacts) > 2
    contacts = {before["last_contact"]}
    score.check("the hub is spoken to", wait_for(has_spoken_twice, lambda: agent.ask("sync")), contacts)
    score.check("what brought nothing changes no list", agent.status()["generation"] == before["generation"])
    agent.submit("quiet", 1, 1)
    score.check("a record is received", wait_for(lambda: agent.status()["unsent"] == "0"))
    score.check("and that is told twice at least", int(agent.status()["generation"]) >= int(before["generation"]) + 2)


def test_enrolment_by_file(score, build, hub):
    code = hub.make_code("by file")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "code"
        hub.kill()
        with RunningAgent(build, enrol_file=path) as agent:
            path.write_text(code + "\n")
            score.check("tries while the hub is away", wait_for(lambda: agent.status()["last_error"] == "NETWORK"))
            hub.start()
            score.check("enrols when it is there", wait_for(lambda: agent.status()["enrolled"] == "1"))
        with RunningAgent(build, enrol_file=path) as agent:
            score.check("a used code in a file is refused",
                        wait_for(lambda: agent.status()["last_error"] == "REFUSED"))
        log = "\n".join(agent.lines)
        score.check("the log has no code", code[:9] not in log)


def off_by(build, clock):
    """The environment of a program whose clock is off by the seconds in the file."""
    library = pathlib.Path(build).resolve() / "test" / "integration" / "libwrong_clock.so"
    return {"LD_PRELOAD": str(library), "ZARYA_CLOCK": str(clock), "ASAN_OPTIONS": "verify_asan_link_order=0"}


def test_wrong_clock(score, build, hub):
    """A clock of 1979 that jumps to 2099 and back: neither TLS, nor sequences, nor receipts depend on it."""
    years = 365 * 24 * 3600
    with tempfile.TemporaryDirectory() as folder:
        clock = pathlib.Path(folder) / "clock"
        clock.write_text(str(-47 * years))
        environment = off_by(build, clock)
        with RunningAgent(build, environment=environment) as agent:
            score.check("enrols in 1979", agent.ask("enrol", hub.make_code("wrong clock"))[0] == 0)
            agent.submit("clock", 1, 2)
            score.check("delivers in 1979", wait_for(lambda: received(agent) == 2))
            score.check("it was 1979", 0 < int(agent.status()["last_contact"]) < 12 * years * 10 ** 6)
            clock.write_text(str(73 * years))
            agent.submit("clock", 3, 2)
            score.check("delivers in 2099", wait_for(lambda: received(agent) == 4))
            clock.write_text(str(-40 * years))
            agent.kill()
            agent.start()
            score.check("numbers go on when time goes back",
                        [row.split("\t")[1] for row in agent.submit("clock", 5, 2)[1]] == ["5", "6"])
            score.check("delivers when time goes back", wait_for(lambda: received(agent) == 6))


def test_set_clock(score, build, hub):
    """Where it may, the agent sets the clock by the hub's receipt: a day slow is a day that records would carry."""
    day = 24 * 3600
    with tempfile.TemporaryDirectory() as folder:
        clock = pathlib.Path(folder) / "clock"
        for options, is_set in ((), False), (("--set-clock",), True):
            clock.write_text(str(-day))
            with RunningAgent(build, environment=off_by(build, clock), options=options) as agent:
                agent.ask("enrol", hub.make_code("a day slow"))
                agent.submit("slow" if is_set else "left", 1, 1)
                score.check("the record of a slow clock is received", wait_for(lambda: received(agent) == 1))
                if is_set:
                    score.check("the clock is set by the hub's", wait_for(lambda: abs(int(clock.read_text() or -day)) < day // 2),
                                clock.read_text())
                    score.check("and that is told", wait_for(lambda: agent.told("clock_set")), agent.lines[-5:])
                else:
                    score.check("a clock that is not its own is left alone", int(clock.read_text()) == -day and
                                not agent.told("clock_set"), clock.read_text())


def test_readiness(score, build):
    """What systemd is told."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        path = os.path.join(folder, "notify")
        notify.bind(path)
        notify.settimeout(LIMIT_S)
        environment = {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "1000000"}
        with RunningAgent(build, environment=environment) as agent:
            said = {notify.recv(4096).decode().split("\n")[0] for _ in range(3)}
            score.check("READY and WATCHDOG", {"READY=1", "WATCHDOG=1"} <= said, said)
            score.check("the socket is for the group", agent.socket.stat().st_mode & 0o777 == 0o660)
        score.check("the socket goes with the agent", not agent.socket.exists())


def test_damaged_record(score, build, hub):
    """A record that the flash has spoilt holds none of the others back, and no order."""
    code = hub.call("POST", "/api/codes", {"area": "a1", "name": "spoilt"})["code"]
    with RunningAgent(build) as agent:
        score.check("a tablet enrols", agent.ask("enrol", code)[0] == 0)
        hub.kill()
        agent.submit("spoilt", 1, 4)
        agent.stop()
        with contextlib.closing(sqlite3.connect(agent.data / "outbox.db")) as outbox:
            outbox.execute("UPDATE envelope SET data = x'' WHERE sequence = 2")
            outbox.execute("UPDATE envelope SET sequence = 40 WHERE sequence = 3")
            outbox.commit()
        hub.start()
        agent.start()
        score.check("the others are received", wait_for(lambda: received(agent) == 2, lambda: agent.ask("sync")), agent.status())
        told = {(event["record"], event["error"]) for event in agent.told("record_unreadable")}
        score.check("what cannot be read is told", told == {("2", "INVALID"), ("3", "NOT_FOUND")}, told)
        score.check("and waits on", agent.status()["unsent"] == "2", agent.status())
        agent.submit("sound", 1, 1)
        score.check("one more is received", wait_for(lambda: received(agent) == 3, lambda: agent.ask("sync")), agent.status())


def test_full_disk(score, build, hub):
    """The agent's folder on a disk of two and a half megabytes."""
    with small_disk("2560k") as folder:
        if folder is None:
            return
        with RunningAgent(build, data=folder) as agent:
            agent.ask("enrol", hub.make_code("small disk"))
            hub.kill()
            status, lines = agent.submit("full", 1, 400, 20000)
            score.check("the full disk is told as FULL", lines[-1].startswith("error FULL"), lines[-1])
            stored = len(lines) - 1
            score.check("some records found room", stored > 5, stored)
            score.check("the status says full", agent.status()["full"] == "1")
            score.check("none was lost", len(agent.table("records")) == stored)
            agent.kill()
            agent.start()
            score.check("none is lost by a crash", len(agent.table("records")) == stored)
            hub.start()
            score.check("they are delivered from the full disk", wait_for(
                lambda: received(agent) == stored, lambda: agent.ask("sync")), agent.status())
            status, lines = agent.submit("more", 1, 400, 20000)
            score.check("what no backup holds keeps its room", lines[-1].startswith("error FULL"), lines[-1])
            hub.tool("--backup", hub.folder / "full-disk.db")
            score.check("durable records give their room", wait_for(
                lambda: agent.status()["full"] == "0", lambda: agent.ask("sync")), agent.status())
            status, lines = agent.submit("again", 1, 1, 20000)
            score.check("and one more is taken", status == 0, lines)


def test_last_byte(score, build, hub):
    """Somebody else takes the last byte of the disk between two exchanges: the next one finds room for what it must note."""
    with small_disk("4m") as folder:
        if folder is None:
            return
        with RunningAgent(build, data=folder, poll_ms=HOUR_MS) as agent:
            agent.ask("enrol", hub.make_code("last byte"))
            agent.submit("before", 1, 3)
            score.check("the hub is known", wait_for(lambda: received(agent) == 3, lambda: agent.ask("sync")))
            hub.kill()
            agent.submit("behind", 1, 3)
            take_the_rest(pathlib.Path(folder) / "others")
            failed = len(agent.told("exchange_failed"))
            hub.start()
            score.check("what waited is received", wait_for(lambda: received(agent) == 6, lambda: agent.ask("sync")), agent.status())
            faults = [event for event in agent.told("exchange_failed")[failed:] if event.get("error") != "NETWORK"]
            score.check("at the first exchange", not faults, faults)


def main():
    build = sys.argv[1]
    score = Score()
    with RunningHub(build) as hub:
        set_up_area(hub)
        with RunningAgent(build) as agent:
            test_enrolment(score, build, hub, agent)
            test_orders(score, hub, agent)
            test_delivery(score, hub, agent)
            test_crashes(score, hub, agent, int(os.environ.get("ZARYA_SEED", "20261122")))
            test_local_clients(score, agent)
            test_zone(score, hub, agent)
            test_quiet_contacts(score, agent)
        test_enrolment_by_file(score, build, hub)
        test_wrong_clock(score, build, hub)
        test_set_clock(score, build, hub)
        test_damaged_record(score, build, hub)
        test_full_disk(score, build, hub)
        test_last_byte(score, build, hub)
        test_readiness(score, build)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
