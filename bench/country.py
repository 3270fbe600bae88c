"""The store of a whole country for the hub's benches: filled beside a hub that does not run, a thousand times faster than tablets could,
and its sums counted anew from the rows, to be compared with those that the hub keeps."""
import hashlib
import pathlib
import sqlite3
import subprocess

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Census</h:title><model>
<instance><f id="f" version="1"><q/></f></instance><bind nodeset="/f/q" type="string"/></model></h:head>
<h:body><input ref="/f/q"><label>Question</label></input></h:body></h:html>"""
DAY_US = 86400 * 1000000
REGIONS, DISTRICTS = 85, 24
ENVELOPE_BYTES = 512
BATCH = 1000000  # rows of a transaction: each writes what it changed of the indexes


def identify(number):
    """As hub-segments does it."""
    return hashlib.sha256(number.to_bytes(8, "big")).digest()[:16]


def seal(number, size=ENVELOPE_BYTES):
    """The hash of the envelope that hub-segments makes of a record."""
    return hashlib.sha256(number.to_bytes(8, "big") * (size // 8)).digest()


def insert(database, table, count, values):
    """Rows 0 to count - 1; values names the columns and tells each as SQL over n. What a table has besides gets its default."""
    known = {row[1]: row for row in database.execute(f"PRAGMA table_info({table})")}
    given = {name: value for name, value in values.items() if name in known}
    for name, (_, _, kind, is_needed, default, _) in known.items():
        if name not in given and is_needed and default is None:
            given[name] = {"INT": "0", "INTEGER": "NULL", "TEXT": "''", "BLOB": "x''"}[kind]
    columns, sources = ", ".join(given), ", ".join(given.values())
    for first in range(0, count, BATCH):
        last = min(count, first + BATCH) - 1
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


def fill(build, path, sizes, now_us):
    """The store of a hub that does not run, as tablets would have filled it in thirty days."""
    first_us, step_us = now_us - 30 * DAY_US, 30 * DAY_US // max(1, sizes.records)
    subprocess.run([pathlib.Path(build) / "bench/hub/hub-segments", path, *map(str, (sizes.records, sizes.tablets, ENVELOPE_BYTES, first_us, step_us))],
                   check=True)
    database = sqlite3.connect(path, isolation_level=None)
    database.create_function("identify", 1, identify, deterministic=True)
    database.create_function("seal", 1, seal, deterministic=True)
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
        "rank": "n + 1", "device_id": f"identify({device})", "sequence": f"n / {tablets} + 1", "hash": "seal(n)",
        "received_us": f"{first_us} + n * {step_us}", "record_id": "printf('r%08d', n)", "form_id": "'f'",
        "form_version": "'1'", "area_id": f"printf('a%05d', {device} % {areas})", "household_id": f"'h' || {home}",
        "outcome": "CASE WHEN n % 20 = 0 THEN 'refused' WHEN n % 10 = 1 THEN 'later' ELSE 'completed' END",
        "result": "CASE WHEN n % 20 = 0 THEN 3 WHEN n % 10 = 1 THEN 2 ELSE 1 END", "started_us": f"{now_us - 31 * DAY_US} + n",
        "finished_us": f"{first_us} + n * {step_us} - 900000000"})
    fill_beside(database, sizes, now_us)
    database.executescript(indexes)
    count_anew(database)
    database.executescript(triggers)
    database.executescript("DELETE FROM fact WHERE name = 'words'; PRAGMA journal_mode=WAL")
    database.close()


def fill_beside(database, sizes, now_us):
    """What people and the hub said of all that: reviews, doubts, refusals, shares, acts, codes, accounts, registers, answers online."""
    areas, households = sizes.areas, sizes.households // sizes.areas
    some = lambda share: max(1, sizes.records // share)
    # None that says of a record that it does not count.
    database.execute("INSERT INTO doubt SELECT rank, iif(rank % 200, 8, 32), received_us FROM record WHERE rank % 100 = 0")
    database.execute(f"INSERT INTO review(area_id, hash, record_id, household_id, state, who, time_us, remark_count, device_id, number)"
                     f" SELECT area_id, hash, record_id, household_id, 1 + (rank % 50 = 0), 'operator', received_us, 0, device_id,"
                     f" iif(rank % 50 = 0, sequence, 0) FROM record WHERE rank % 5 = 0")
    insert(database, "quarantine", some(1000), {
        "time_us": f"{now_us} - n * 1000000", "hash": "seal(n)", "bytes": "500", "device_id": f"identify(n % {sizes.tablets})", "sequence": "1000000 + n",
        "code": "-5", "envelope": "x'00'"})
    insert(database, "audit", some(50), {"time_us": f"{now_us} - n * 1000000", "who": f"hex(identify(n % {sizes.tablets}))", "what": "'record'",
                                         "code": "0", "detail": "'r' || n"})
    insert(database, "code", sizes.tablets, {"secret_hash": "seal(n)", "name": "'T' || n", "area_id": f"printf('a%05d', n % {areas})",
                                             "expires_us": f"{now_us}", "device_id": "identify(n)"})
    insert(database, "orders", 2 * sizes.tablets, {
        "device_id": "identify(n / 2)", "sequence": "n % 2 + 1", "kind": "n % 2 + 1", "subject": f"iif(n % 2, printf('a%05d', n / 2 % {areas}), 'f')",
        "edition": "'1'", "is_acknowledged": "1"})
    insert(database, "share", areas // 10 * 100, {
        "area_id": "printf('a%05d', n / 100 * 10)", "household_id": "'h' || (n % 100)", "device_id": f"identify(n / 100 * 10 % {sizes.tablets})",
        "since_us": f"{now_us}"})
    insert(database, "account", max(1, areas // 4), {
        "name": "printf('controller-%05d', n)", "person": "'Контролёр ' || n", "role": "'controller'", "territory_id": f"printf('r%02d', n % {REGIONS})",
        "password": "'$none'", "is_locked": "0", "must_change": "0", "has_totp": "0", "totp": "zeroblob(20)"})
    insert(database, "invitation", areas * households, {
        "area_id": f"printf('a%05d', n / {households})", "household_id": f"'h' || (n % {households})", "lookup": "identify(n)"})
    insert(database, "invited_area", areas, {"area_id": "printf('a%05d', n)", "edition": "1"})
    insert(database, "answered", areas * households // 10, {
        "area_id": f"printf('a%05d', n * 10 / {households})", "household_id": f"'h' || (n * 10 % {households})", "record_id": "'online-' || n",
        "answered_us": f"{now_us} - n * 1000"})
    insert(database, "answered_area", areas, {"area_id": "printf('a%05d', n)", "edition": "1"})


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
            (SELECT area_id, household_id, result, finished_us AS finished, count(*) AS c, max((result = 1) * 4000000000000000 + finished_us)
                FROM record INDEXED BY record_by_household GROUP BY 1, 2);
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


def recount(database, territory):
    """What progress should say of a territory, from the rows of its records alone: (sums, households by day and result)."""
    within = "FROM area WHERE territory >= ?1 AND territory < substr(?1, 1, length(?1) - 1) || '0'"
    path, = database.execute("SELECT path FROM territory WHERE territory_id = ?", (territory,)).fetchone()
    areas = [area for area, in database.execute(f"SELECT area_id {within}", (path,))]
    sums, days = dict.fromkeys(("households", "records", "tablets", "found", *NAMES), 0), {}
    for area in areas:
        best = {}
        for household, *visit in database.execute("SELECT household_id, result = 1, finished_us, rank, result FROM record"
                                                  " INDEXED BY record_by_household WHERE area_id = ?", (area,)):
            sums["records"] += 1
            best[household] = max(best.get(household, visit), visit)
        listed = {household for household, in database.execute("SELECT household_id FROM household WHERE area_id = ? AND NOT is_removed", (area,))}
        sums["households"] += len(listed)
        sums["found"] += len(best.keys() - listed)
        sums["tablets"] += database.execute("SELECT count(*) FROM device WHERE area_id = ?", (area,)).fetchone()[0]
        for household in listed:
            _, finished_us, _, result = best.get(household, (0, 0, 0, 0))
            sums[NAMES[result]] += 1
            if result:
                day = days.setdefault(finished_us // DAY_US, dict.fromkeys(NAMES[1:], 0))
                day[NAMES[result]] += 1
    return {**sums, "areas": len(areas)}, days


NAMES = ("open", "done", "revisit", "refused", "empty")  # of results
