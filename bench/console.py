#!/usr/bin/python3
"""How long each call of the console takes over a store of a country's size. Usage: console.py BUILD [options]

A hub makes its store and takes a questionnaire; the store is filled beside it, a thousand times faster than tablets could; the hub
starts over it and answers each call, first cold, then warm."""
import argparse
import hashlib
import pathlib
import sqlite3
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "run"), str(ROOT / "test/integration")]
from hub_client import Tablet
from running_hub import RunningHub

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Census</h:title><model>
<instance><f id="f" version="1"><q/></f></instance><bind nodeset="/f/q" type="string"/></model></h:head>
<h:body><input ref="/f/q"><label>Question</label></input></h:body></h:html>"""
DAY_US = 86400 * 1000000
REGIONS, DISTRICTS = 85, 24


def identify(number):
    return hashlib.blake2b(number.to_bytes(8, "big"), digest_size=16).digest()


def insert(database, table, count, values):
    """Rows 0 to count - 1; values names the columns and tells each as SQL over n. What a table has besides gets its default."""
    known = {row[1]: row for row in database.execute(f"PRAGMA table_info({table})")}
    given = {name: value for name, value in values.items() if name in known}
    for name, (_, _, kind, is_needed, default, _) in known.items():
        if name not in given and is_needed and default is None:
            given[name] = {"INT": "0", "INTEGER": "NULL", "TEXT": "''", "BLOB": "x''"}[kind]
    columns, sources = ", ".join(given), ", ".join(given.values())
    for first in range(0, count, 100000):
        last = min(count, first + 100000) - 1
        database.execute("BEGIN")
        database.execute(f"WITH RECURSIVE step(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM step WHERE n < {last})"
                         f" INSERT INTO {table}({columns}) SELECT {sources} FROM step")
        database.execute("COMMIT")


def put_aside(database, kind, condition="true"):
    """The triggers, or the indexes that can be dropped, taken away while the rows come; what makes them again comes back."""
    found = list(database.execute(f"SELECT name, sql FROM sqlite_master WHERE type = '{kind}' AND sql IS NOT NULL AND {condition}"))
    for name, _ in found:
        database.execute(f"DROP {kind} {name}")
    return ";".join(sql for _, sql in found)


def fill(path, sizes, now_us):
    """The store of a hub that does not run, as tablets would have filled it in thirty days."""
    database = sqlite3.connect(path, isolation_level=None)
    database.create_function("identify", 1, identify, deterministic=True)
    database.create_function("local_day", 2, lambda time_us, zone: time_us // DAY_US, deterministic=True)
    database.executescript("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF; PRAGMA cache_size=-3000000; PRAGMA temp_store=MEMORY")
    triggers, indexes = put_aside(database, "trigger"), put_aside(database, "index", "tbl_name IN ('record', 'device')")
    areas, tablets, households = sizes.areas, sizes.tablets, sizes.households // sizes.areas
    crew = max(1, tablets // areas)  # tablets of an area
    share = max(1, households // crew)  # households of a tablet
    insert(database, "territory", REGIONS * (1 + DISTRICTS), {
        "territory_id": f"CASE WHEN n < {REGIONS} THEN printf('r%02d', n) ELSE printf('r%02d-%02d', n % {REGIONS}, n / {REGIONS}) END",
        "parent_id": f"CASE WHEN n < {REGIONS} THEN '' ELSE printf('r%02d', n % {REGIONS}) END", "kind": "'region'", "name": "'Территория ' || n",
        "path": f"CASE WHEN n < {REGIONS} THEN printf('r%02d/', n) ELSE printf('r%02d/r%02d-%02d/', n % {REGIONS}, n % {REGIONS}, n / {REGIONS}) END"})
    ring = ",".join(f"[{30 + n / 10:.5f},{50 + n % 7:.5f}]" for n in range(300))
    insert(database, "outline", REGIONS * (1 + DISTRICTS), {
        "is_area": "0", "shape": f"'{{\"type\":\"Polygon\",\"coordinates\":[[{ring}]]}}'",
        "id": f"CASE WHEN n < {REGIONS} THEN printf('r%02d', n) ELSE printf('r%02d-%02d', n % {REGIONS}, n / {REGIONS}) END"})
    insert(database, "area", areas, {
        "area_id": "printf('a%05d', n)", "name": "'Участок ' || (n * 7919 % 100003)", "form_id": "'f'", "edition": "1",
        "territory": f"printf('r%02d/r%02d-%02d/', n % {REGIONS}, n % {REGIONS}, n / {REGIONS} % {DISTRICTS} + 1)"})
    insert(database, "household", areas * households, {
        "area_id": f"printf('a%05d', n / {households})", "household_id": f"'h' || (n % {households})", "place": f"n % {households}",
        "address": f"'ул. Садовая, д. ' || (n % {households} / 4 + 1) || ', кв. ' || (n % 4 + 1)", "is_removed": "0"})
    insert(database, "device", tablets, {
        "device_id": "identify(n)", "name": "'Планшет ' || printf('%06d', n)", "area_id": f"printf('a%05d', n % {areas})", "sign": "zeroblob(32)",
        "agree": "zeroblob(32)", "version": "CASE WHEN n % 50 = 0 THEN '0.9' ELSE '1.0' END", "enrolled_us": f"{now_us - 40 * DAY_US}",
        "contact_us": f"{now_us} - n * 104729 % {5 * DAY_US // 1000} * 1000", "record_count": f"{sizes.records // max(1, tablets)}",
        "battery": "n % 101", "unsent_count": "CASE WHEN n % 20 = 0 THEN n % 7 ELSE 0 END"})
    device = f"(n * 7919 % {tablets})"
    home = f"({device} / {areas} % {crew} * {share} + n / {tablets} % {share})"
    insert(database, "record", sizes.records, {
        "rank": "n + 1", "device_id": f"identify({device})", "sequence": f"n / {tablets} + 1", "hash": "randomblob(32)",
        "received_us": f"{now_us - 30 * DAY_US} + n * {30 * DAY_US // max(1, sizes.records)}", "record_id": "printf('r%08d', n)", "form_id": "'f'",
        "form_version": "'1'", "area_id": f"printf('a%05d', {device} % {areas})", "household_id": f"'h' || {home}",
        "outcome": "CASE WHEN n % 20 = 0 THEN 'refused' WHEN n % 10 = 1 THEN 'later' ELSE 'completed' END",
        "result": "CASE WHEN n % 20 = 0 THEN 3 WHEN n % 10 = 1 THEN 2 ELSE 1 END", "started_us": f"{now_us - 31 * DAY_US} + n",
        "finished_us": f"{now_us - 30 * DAY_US} + n * {30 * DAY_US // max(1, sizes.records)} - 900000000"})
    database.executescript(indexes)
    count_anew(database)
    database.executescript(triggers)
    database.executescript("DELETE FROM fact WHERE name = 'words'; PRAGMA journal_mode=WAL")
    database.close()


SUMS = ("record_count", "household_count", "device_count", "found_count", "open_count", "done_count", "revisit_count", "refused_count", "empty_count")
RESULTS = SUMS[5:]


def count_anew(database):
    """The sums, which the hub itself only changes."""
    sums = ", ".join(f"sum({name})" for name in SUMS)
    results = ", ".join(f"sum({name})" for name in RESULTS)
    within = "area.territory >= path AND area.territory < substr(path, 1, length(path) - 1) || '0'"
    database.executescript(f"""
        BEGIN;
        INSERT OR IGNORE INTO membership SELECT device_id, area_id FROM device;
        DELETE FROM form_tally; DELETE FROM visit; DELETE FROM area_tally; DELETE FROM territory_tally;
        INSERT INTO form_tally SELECT form_id, form_version, count(*) FROM record GROUP BY 1, 2;
        INSERT INTO visit(area_id, household_id, result, appointment, record_count, day)
            SELECT area_id, household_id, result, '', c, finished / {DAY_US} FROM
            (SELECT area_id, household_id, result, count(*) AS c, max(finished_us) AS finished FROM record INDEXED BY record_by_household GROUP BY 1, 2);
        INSERT INTO area_day SELECT area_id, day, sum(result = 1), sum(result = 2), sum(result = 3), sum(result = 4) FROM visit GROUP BY 1, 2;
        INSERT INTO area_tally SELECT area_id, sum(r), sum(h), sum(d), 0, sum(r0), sum(r1), sum(r2), sum(r3), sum(r4), max(at) FROM (
            SELECT area_id, count(*) AS r, 0 AS h, 0 AS d, 0 AS r0, 0 AS r1, 0 AS r2, 0 AS r3, 0 AS r4, max(received_us) AS at
                FROM record INDEXED BY record_by_area GROUP BY 1
            UNION ALL SELECT area_id, 0, 0, count(*), 0, 0, 0, 0, 0, 0 FROM device GROUP BY 1
            UNION ALL SELECT area_id, 0, count(*), 0, sum(ifnull(result, 0) = 0), sum(ifnull(result, 0) = 1), sum(ifnull(result, 0) = 2),
                sum(ifnull(result, 0) = 3), sum(ifnull(result, 0) = 4), 0
                FROM household LEFT JOIN visit USING(area_id, household_id) WHERE NOT is_removed GROUP BY 1) GROUP BY 1;
        INSERT INTO territory_tally SELECT '', count(*), {sums}, max(last_us) FROM area_tally;
        INSERT INTO territory_tally SELECT territory_id, count(*), {sums}, max(last_us) FROM territory
            CROSS JOIN area INDEXED BY area_by_territory ON {within} JOIN area_tally USING(area_id) GROUP BY territory_id;
        INSERT INTO territory_day SELECT '', day, {results} FROM area_day GROUP BY day;
        INSERT INTO territory_day SELECT territory_id, day, {results} FROM territory
            CROSS JOIN area INDEXED BY area_by_territory ON {within} JOIN area_day USING(area_id) GROUP BY territory_id, day;
        COMMIT""")


def calls(sizes, record):
    """Every page's calls, and those with the filters that fit least and most."""
    area = f"a{sizes.areas // 2:05d}"
    tablet = identify(sizes.tablets // 2).hex()
    edit = {"name": "Участок", "form": "f", "households": [{"id": f"h{n}", "address": f"ул. Новая, д. {n}"} for n in range(sizes.households // sizes.areas)],
            "decisions": [{"id": f"h{n}", "what": "same", "address": f"ул. Новая, д. {n}"} for n in range(sizes.households // sizes.areas)]}
    yield from (("GET", path, None) for path in (
        "/api/session", "/api/fleet", "/api/fleet?sort=contact", "/api/fleet?sort=unsent", "/api/fleet?sort=version", "/api/fleet?silent=72&sort=contact",
        "/api/fleet?silent=72", "/api/fleet?battery=10", "/api/fleet?version=0.9", "/api/fleet?version=none", f"/api/fleet?area={area}",
        f"/api/fleet?q={sizes.tablets // 3:06d}", "/api/fleet?q=nobody", f"/api/fleet?q={tablet[:10]}", "/api/areas", "/api/areas?sort=open",
        "/api/areas?sort=name", "/api/areas?q=1234", f"/api/areas/{area}", f"/api/areas/{area}/households.csv", "/api/zones",
        "/api/records?lang=ru", "/api/records?latest=1&limit=100&lang=ru", "/api/records?result=refused&latest=1&lang=ru", "/api/records?result=empty",
        "/api/records?doubts=1", f"/api/records?area={area}&latest=1", f"/api/records?tablet={tablet}", f"/api/records?area={area}&household=h3",
        "/api/records?since=2000-01-01&until=2000-01-02", "/api/records?form=none", f"/api/records/{record}?lang=ru", f"/api/records/{record}/xml",
        "/api/forms", "/api/forms/f/tables", "/api/audit",
        "/api/progress", "/api/progress?depth=2", "/api/progress?territory=r01", "/api/progress?territory=r01-01", "/api/progress/days",
        f"/api/progress/days?area={area}", "/api/outlines", "/api/outlines?territory=r01", "/api/territories", "/api/accounts"))
    yield "POST", "/api/codes", {"area": area, "name": "T"}
    yield "PUT", f"/api/fleet/{tablet}", {"area": area}
    yield "PUT", f"/api/areas/{area}", edit


def send_records(hub):
    """One real tablet of the area in the middle, and the id of a record that can be opened. It tells how long its exchanges took."""
    tablet = Tablet(hub, 1)
    assert tablet.enrol(hub.operator().code("a00001", "T")) == 200
    with tempfile.NamedTemporaryFile() as xml:
        xml.write(b'<f id="f" version="1"><q>yes</q></f>')
        xml.flush()
        taken = []
        for sequence in range(1, 41):
            options = ("--records", sequence, 1, "--xml", xml.name, "--form", "f", "1", "--area", "a00001", "--household", f"h{sequence}", "--id", f"real-{sequence}")
            body = tablet.body(*options)
            start = time.monotonic()
            status, _ = tablet.post("/v1/exchange", body)
            taken.append((time.monotonic() - start) * 1000)
            assert status == 200, status
    taken.sort()
    print(f"{'':9} {taken[20]:8.1f} {taken[38]:8.1f} {'':9}  an exchange of one record", flush=True)
    return "real-7"


def measure(operator, method, path, body, times):
    taken = []
    for _ in range(times + 1):
        start = time.monotonic()
        status, content, headers = operator.ask(method, path, body)
        taken.append((time.monotonic() - start) * 1000)
    size = int(headers.get("Content-Length", 0))
    warm = sorted(taken[1:])
    return status, taken[0], warm[len(warm) // 2], warm[int(len(warm) * 0.95)], size


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("build")
    for name, count in (("records", 10000000), ("tablets", 360000), ("areas", 20000), ("households", 5000000), ("times", 40)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--place", help="where the store is made; a folder of its own is made and removed there")
    sizes = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zarya-bench-", dir=sizes.place) as folder, RunningHub(sizes.build, place=folder) as hub:
        hub.call("PUT", "/api/forms/f/form.xml", FORM.encode())
        hub.stop()
        start = time.monotonic()
        fill(hub.data / "hub.db", sizes, int(time.time() * 1000000))
        print(f"filled in {time.monotonic() - start:.0f} s: {(hub.data / 'hub.db').stat().st_size / 1e9:.1f} GB", flush=True)
        start = time.monotonic()
        hub.start()
        print(f"started in {time.monotonic() - start:.1f} s\n{'cold ms':>9} {'p50 ms':>8} {'p95 ms':>8} {'bytes':>9}  call", flush=True)
        operator, slowest = hub.operator(), 0
        for method, path, body in calls(sizes, send_records(hub)):
            status, cold, middle, late, size = measure(operator, method, path, body, sizes.times)
            slowest = max(slowest, late)
            print(f"{cold:9.1f} {middle:8.1f} {late:8.1f} {size:9d}  {method} {path}{'' if status == 200 else f'  -> {status}'}", flush=True)
        print(f"slowest p95: {slowest:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
