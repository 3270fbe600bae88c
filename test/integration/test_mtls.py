#!/usr/bin/python3
"""Mutual TLS: without a tablet's certificate nothing is served but enrolment, renewal and health; a certificate is one
tablet's, is replaced and runs out; a tablet that is taken out is cut at once, also on its open connection, and comes back by
enrolling anew. A real agent renews by itself, before its certificate ends and after.

Usage: test_mtls.py BUILD

Tests: hub/http/credential.c hub/device/certify.c hub/device/passport.c hub/fleet/revocation.c hub/pki/authority.c hub/pki/x509.c
       tablet/agent/core/renewer.c
"""
import contextlib
import http.client
import os
import pathlib
import sqlite3
import sys
import tempfile

from hub_client import Tablet
from patience import wait_for
from running_agent import RunningAgent
from running_hub import RunningHub, Score

FORM = ("--form", "house", "1")
ERRORS = (http.client.HTTPException, OSError)


def enrolled(hub, seed):
    tablet = Tablet(hub, seed)
    assert tablet.enrol(hub.make_code(f"T-{seed}")) == 200
    return tablet


def is_cut(tablet):
    """Whether the open connection has ended; a new one is not made."""
    tablet.connection.auto_open = 0
    try:
        tablet.connection.request("GET", "/v1/health")
        tablet.connection.getresponse().read()
        return False
    except ERRORS:
        return True
    finally:
        tablet.connection.auto_open = 1


def test_what_is_open_without(score, hub):
    stranger = Tablet(hub, 1)
    score.check("the authority is for everybody", stranger.get("/v1/ca")[0] == 200)
    score.check("health is for everybody", stranger.hub_time() > 1e15)
    for body in (b"", b"\x80", b"x" * 100000):
        status, answer = stranger.post("/v1/exchange", body)
        score.check("an exchange is not", status == 401 and b"certificate" in answer, (status, answer))
        stranger.connect()


def test_one_tablets(score, hub):
    first, second = enrolled(hub, 2), enrolled(hub, 3)
    score.check("with its certificate a tablet is served", first.exchange(*FORM, "--records", 1, 1)[0] == 200)
    status, answer = second.post("/v1/exchange", first.body(*FORM, "--records", 2, 1))
    lines = second.read(answer) if status == 200 else []
    score.check("another's record is refused by name", any(" FOREIGN" in line for line in lines), (status, lines))
    mine, key = first.identity
    other = bytearray(mine)
    other[-1] ^= 1
    first.connect(bytes(other), key)
    status, _ = first.post("/v1/exchange", first.body())
    score.check("an altered certificate is none", status == 401, status)
    with RunningHub(hub.build) as foreign:
        abroad = Tablet(foreign, 2)
        abroad.enrol(foreign.make_code("abroad"))
        first.connect(*abroad.identity)
        status, _ = first.post("/v1/exchange", first.body())
        score.check("another hub's certificate is none", status == 401, status)
    first.connect(mine, key)
    score.check("the good one still is", first.exchange()[0] == 200)


def test_renewal(score, hub):
    tablet = enrolled(hub, 4)
    old = tablet.identity
    now = tablet.hub_time()
    os.environ["TABLET_TOOL_TLS"] = "1"
    score.check("a tablet renews with its enrolment key", tablet.renew(now) == 200)
    score.check("and is served with the new one", tablet.exchange()[0] == 200)
    score.check("the same request again is refused", tablet.renew(now) == 409)
    score.check("and an earlier one", tablet.renew(now - 1000000) == 409)
    for skew in (-3600, 3600):
        status = tablet.renew(now + skew * 1000000)
        score.check("and one of another time, which may come again", status == 500 or status == 503, status)
    body = bytearray(tablet.tool("renew", tablet.seed, tablet.keys[0], now + 5000000))
    body[30] ^= 1
    score.check("and an altered one", tablet.post("/v1/renew", bytes(body))[0] == 403)
    score.check("and one that is none", tablet.post("/v1/renew", b"\xa0")[0] == 400)
    score.check("and a stranger's", tablet.post("/v1/renew", tablet.tool("renew", 999, tablet.keys[0], now + 5000000))[0] == 403)
    fresh = tablet.identity
    tablet.connect(*old)
    status, _ = tablet.post("/v1/exchange", tablet.body())
    score.check("the replaced one is good no more", status == 401, status)
    tablet.connect(*fresh)
    score.check("the new one is", tablet.exchange()[0] == 200)
    del os.environ["TABLET_TOOL_TLS"]


def test_revocation(score, hub):
    tablet, other = enrolled(hub, 5), enrolled(hub, 6)
    assert tablet.exchange(*FORM, "--records", 1, 2)[0] == 200 and other.exchange()[0] == 200
    row = next(row for row in hub.call("GET", "/api/fleet")["tablets"] if row["name"] == "T-5")
    score.check("it is told as welcome", row["revoked"] is None, row)
    hub.call("POST", f"/api/fleet/{row['id']}/revoke", {})
    score.check("its open connection is cut", wait_for(lambda: is_cut(tablet)))
    score.check("another's is not", not is_cut(other))
    tablet.connect(*tablet.identity)
    score.check("its certificate opens nothing", tablet.exchange()[0] == 403)
    score.check("it cannot renew", tablet.renew() == 403)
    row = next(row for row in hub.call("GET", "/api/fleet")["tablets"] if row["id"] == row_id(hub, "T-5"))
    score.check("it is told as taken out", row["revoked"] is not None, row)
    score.check("the audit says so", ("revoke", "") in hub.audit(), hub.audit())
    score.check("its records stay", sum(record["tablet"] == row["id"] for record in hub.records()) == 2, hub.records())
    old = tablet.identity
    os.environ["TABLET_TOOL_TLS"] = "2"
    score.check("a new code brings it back", tablet.enrol(hub.make_code("T-5")) == 200)
    score.check("and it goes on", tablet.exchange(*FORM, "--records", 3, 1)[0] == 200)
    tablet.connect(*old)
    score.check("but not with what it had before", tablet.exchange()[0] == 401)
    del os.environ["TABLET_TOOL_TLS"]
    for nobody in ("0000", "0" * 32, "x" * 32):
        status, answer, _ = hub.operator().ask("POST", f"/api/fleet/{nobody}/revoke", {})
        score.check("nobody is not taken out", status == 404, answer)


def test_expiry(score, hub):
    """The hub's clock goes two years on, as for tablets that were in a box so long."""
    with tempfile.TemporaryDirectory() as folder, RunningAgent(hub.build) as agent:
        tablet = enrolled(hub, 7)
        agent.ask("enrol", hub.make_code("boxed"))
        score.check("an agent is served", wait_for(lambda: int(agent.status()["last_contact"]) > 0), agent.status())
        clock = pathlib.Path(folder) / "clock"
        clock.write_text(str(2 * 365 * 24 * 3600))
        hub.stop()
        with later(hub.build, clock):
            hub.start()
        tablet.connect(*tablet.identity)
        status, answer = tablet.post("/v1/exchange", tablet.body())
        score.check("what ran out is told so", status == 401 and b"ran out" in answer, (status, answer))
        score.check("the enrolment key renews it", tablet.renew() == 200 and tablet.exchange()[0] == 200)
        agent.submit("boxed", 1, 3)
        score.check("an agent does so by itself", wait_for(lambda: agent.status()["received"] == "3", lambda: agent.ask("sync")), agent.status())
        score.check("without ado", agent.told("certificate_renewed") and not agent.told("record_refused"), agent.lines)
        hub.stop()
        hub.start()


def test_ahead(score, hub):
    """The hub's clock was three days ahead when the tablet enrolled, and is put right: what it gave begins later."""
    with tempfile.TemporaryDirectory() as folder:
        clock = pathlib.Path(folder) / "clock"
        clock.write_text(str(3 * 24 * 3600))
        hub.stop()
        with later(hub.build, clock):
            hub.start()
            tablet = enrolled(hub, 8)
            score.check("a tablet is served by a clock that is ahead", tablet.exchange()[0] == 200)
            kept = tablet.tool("renew", tablet.seed, tablet.keys[0], tablet.hub_time())
        hub.stop()
        hub.start()
        tablet.connect(*tablet.identity)
        status, answer = tablet.post("/v1/exchange", tablet.body())
        score.check("what begins later is told so", status == 401 and b"begins later" in answer, (status, answer))
        status, answer = tablet.post("/v1/renew", kept)
        score.check("a request of those days is not of now", status == 503, (status, answer))
        score.check("another certificate is to be had", tablet.renew() == 200 and tablet.exchange()[0] == 200)
        again = tablet.tool("renew", tablet.seed, tablet.keys[0], tablet.hub_time())
        score.check("from then on each time counts once", [tablet.post("/v1/renew", again)[0] for _ in range(2)] == [200, 409])


@contextlib.contextmanager
def later(build, clock):
    """Programs that are started within have another clock (wrong_clock.c)."""
    library = pathlib.Path(build).resolve() / "test" / "integration" / "libwrong_clock.so"
    wanted = {"LD_PRELOAD": str(library), "ZARYA_CLOCK": str(clock), "ASAN_OPTIONS": "verify_asan_link_order=0"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def row_id(hub, name):
    return next(row["id"] for row in hub.call("GET", "/api/fleet")["tablets"] if row["name"] == name)


def spoil(agent, **columns):
    """As the agent would find its store after a long time in a box."""
    with contextlib.closing(sqlite3.connect(agent.data / "outbox.db", isolation_level=None)) as store:
        store.execute("UPDATE identity SET " + ", ".join(f"{name} = ?" for name in columns), list(columns.values()))


def test_agent(score, hub):
    with RunningAgent(hub.build) as agent:
        agent.ask("enrol", hub.make_code("agent"))
        score.check("an agent is served", wait_for(lambda: int(agent.status()["last_contact"]) > 0), agent.status())
        for what, columns in (("an old certificate is renewed in time", {"renew_from_us": 1}),
                              ("a tablet without one gets one", {"certificate": None, "tls_key": None})):
            agent.stop()
            before = len([1 for row in hub.call("GET", "/api/audit")["events"] if row["kind"] == "renew"])
            spoil(agent, **columns)
            agent.start()
            agent.ask("sync")
            renewals = lambda: len([1 for row in hub.call("GET", "/api/audit")["events"] if row["kind"] == "renew"])
            score.check(what, wait_for(lambda: renewals() > before and agent.status()["last_error"] == ""), agent.status())


def main():
    score = Score()
    with RunningHub(pathlib.Path(sys.argv[1])) as hub:
        for test in (test_what_is_open_without, test_one_tablets, test_renewal, test_revocation, test_agent, test_expiry, test_ahead):
            test(score, hub)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
