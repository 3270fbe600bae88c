#!/usr/bin/python3
"""What no honest tablet sends: the hub refuses what its outside tells, takes the rest unopened, finds it when it opens it,
puts it in the audit, and shows the good alone.

Usage: test_bad_envelopes.py BUILD
"""
import os
import pathlib
import subprocess
import sys

from codes import altered
from patience import LIMIT_S
from running_hub import RunningHub, Score

TIME = "1795449600000000"
RECORD, ORDER = "1", "3"


class Tool:
    """test/interop/envelope_tool, which has the cryptography."""

    def __init__(self, build, folder):
        self.program = pathlib.Path(build).resolve() / "test" / "interop" / "envelope_tool"
        self.folder = folder

    def run(self, *words):
        done = subprocess.run([str(self.program), *words], capture_output=True, text=True, timeout=LIMIT_S)
        return done.stdout.strip() if done.returncode == 0 else done.stderr.strip()

    def path(self, name):
        return str(self.folder / name)

    def make(self, *words):
        """Runs a verb whose last argument is the file it writes; the file's bytes."""
        path = pathlib.Path(self.path("made"))
        path.unlink(missing_ok=True)
        said = self.run(*words, str(path))
        if not path.exists():
            raise RuntimeError(f"{words[0]}: {said}")
        return path.read_bytes()

    def put(self, name, data):
        pathlib.Path(self.path(name)).write_bytes(data)
        return self.path(name)


class Tablet:
    def __init__(self, tool, byte):
        self.tool = tool
        self.secrets = f"{byte:02x}" * 64
        self.publics, self.id = tool.run("public", self.secrets).split()
        self.hub = self.context = None  # public keys; how it speaks TLS

    def enrol(self, hub, code):
        status, body = hub.device_call("POST", "/v1/enrol", self.tool.make("enrol", self.secrets, code))
        path = self.tool.put("answer", body)
        if status == 200:
            self.hub = self.tool.run("answer", path).split()[0]
            certificate, key = self.tool.make("certificate", path), self.tool.make("key", self.secrets)
            self.context = hub.tls_context(certificate, key)
            return status, body
        return status, self.tool.run("problem", path).split(" ")[0]

    def seal(self, kind, sequence, content, reader=None):
        return self.tool.make("seal", self.secrets, reader or self.hub, os.urandom(44).hex(), kind, str(sequence),
                              TIME, self.tool.put("content", content))

    def record(self, sequence, text, reader=None):
        content = self.tool.make("record", f"{self.id[:8]}-{sequence}-{text}", "bad-envelopes", f"<data>{text}</data>")
        return self.seal(RECORD, sequence, content, reader)

    def greeting(self):
        return self.tool.make("greeting", TIME)

    def exchange(self, hub, *envelopes, greeting=None):
        """(status, what the receipt says of each record) or (status, the error's name)."""
        body = cbor_list([greeting or self.greeting(), *envelopes])
        status, answer = hub.device_call("POST", "/v1/exchange", body, self.context)
        if status != 200:
            return status, self.tool.run("problem", self.tool.put("answer", answer)).split(" ")[0]
        receipt = self.tool.put("receipt", first_of(answer))
        form, *entries = self.tool.run("receipt", self.hub, self.secrets, receipt).strip().split("\n")
        return status, [line.split(" ")[1] for line in entries] if form == "signed" else [form]


def cbor_head(major, value):
    if value < 24:
        return bytes([major << 5 | value])
    for limit, info, size in ((1 << 8, 24, 1), (1 << 16, 25, 2), (1 << 32, 26, 4)):
        if value < limit:
            return bytes([major << 5 | info]) + value.to_bytes(size, "big")
    raise ValueError(value)


def cbor_list(items):
    return cbor_head(4, len(items)) + b"".join(cbor_head(2, len(item)) + item for item in items)


def first_of(body):
    """The first byte string of a CBOR array of fewer than 24."""
    info = body[1] & 31
    size = {24: 1, 25: 2, 26: 4}.get(info, 0)
    length = int.from_bytes(body[2:2 + size], "big") if size else info
    return body[2 + size:2 + size + length]


def flip(data, index):
    altered = bytearray(data)
    altered[index] ^= 1
    return bytes(altered)


def enrolment(hub, tool, score):
    code = hub.make_code("A")
    tablet, other = Tablet(tool, 0xA1), Tablet(tool, 0xA2)
    score.check("a wrong code is refused", tablet.enrol(hub, altered(code, 0)) == (403, "REFUSED"))
    request = tool.make("enrol", tablet.secrets, code)
    status, body = hub.device_call("POST", "/v1/enrol", flip(request, len(request) - 1))
    said = tool.run("problem", tool.put("answer", body)).split(" ")[0]
    score.check("an altered request is refused", (status, said) == (403, "FORGED"), (status, said))
    first = tablet.enrol(hub, code)
    score.check("a good code is taken", first[0] == 200, first)
    again = tablet.enrol(hub, code)
    score.check("the same tablet may repeat its code", again[0] == 200 and tablet.hub is not None, again)
    reused = other.enrol(hub, code)
    score.check("a code works once", reused == (403, "REFUSED"), reused)
    for index in (0, 1, 40, len(request) - 2):
        status, _ = hub.device_call("POST", "/v1/enrol", request[:index])
        score.check(f"a request of {index} bytes is refused", status == 400, status)
    audit = hub.audit()
    score.check("refused codes stand in the audit", ("enrol", "REFUSED") in audit, audit)
    score.check("forged requests stand in the audit", ("enrol", "FORGED") in audit, audit)
    return tablet


def exchanges(hub, tool, score, tablet):
    neighbour, stranger = Tablet(tool, 0xB1), Tablet(tool, 0xC1)
    score.check("a second tablet enrols", neighbour.enrol(hub, hub.make_code("B"))[0] == 200)
    stranger.hub = tablet.hub
    good = tablet.record(1, "one")

    def say(what, error, *envelopes, status=200, **more):
        answer = tablet.exchange(hub, *envelopes, **more)
        expected = (status, error if status != 200 else [error] if isinstance(error, str) else error)
        score.check(what, answer == expected, answer)

    say("a good record is stored", "stored", good)
    say("a record sent again is acknowledged again", "stored", good)
    say("another record at the same sequence is stored beside it", "stored", tablet.record(1, "other"))
    say("a cut record is refused", "SYNTAX", tablet.record(2, "cut")[:-1])
    say("a record with more behind it is refused", "SYNTAX", tablet.record(2, "more") + b"\0")
    say("an altered record is taken, unopened", "stored", flip(tablet.record(2, "altered"), 150))
    say("an altered signature is not looked at yet", "stored", flip(tablet.record(2, "altered"), -1))
    say("nor for whom a record is", "stored", tablet.record(2, "elsewhere", reader=stranger.publics))
    say("a neighbour's record in my name is refused", "FOREIGN", neighbour.record(1, "neighbour"))
    say("an order is no record", "INVALID", tablet.seal(ORDER, 2, b"\xa0"))
    say("nor what it holds", "stored", tablet.seal(RECORD, 2, b"\xa0"))
    say("no envelope at all is refused", "SYNTAX", b"x")
    say("the good beside the bad is stored", ["stored", "stored", "SYNTAX", "stored"], flip(tablet.record(2, "x"), 150),
        tablet.record(2, "two"), b"", tablet.record(3, "three"))
    said = stranger.exchange(hub, stranger.record(1, "stranger"))
    score.check("without a certificate nothing is taken", said == (401, "CERTIFICATE"), said)
    say("a cut greeting is refused", "SYNTAX", status=400, greeting=tablet.greeting()[:-1])
    say("a greeting with more behind it is refused", "SYNTAX", status=400, greeting=tablet.greeting() + b"\0")
    say("an empty greeting is refused", "SYNTAX", status=400, greeting=b"\xa0")
    say("a record is no greeting", "SYNTAX", status=400, greeting=good)
    body = cbor_list([tablet.greeting(), tablet.record(4, "four")])
    for length in (0, 1, 2, 100, len(body) - 1):
        status, _ = hub.device_call("POST", "/v1/exchange", body[:length], tablet.context)
        score.check(f"an exchange cut at {length} bytes is refused", status == 400, status)
    status, _ = hub.device_call("POST", "/v1/exchange", cbor_list([tablet.greeting()] + [b"x"] * 256), tablet.context)
    score.check("an exchange of 257 envelopes is refused", status == 413, status)
    rows = hub.records()
    score.check("only the good ones are shown", sorted((row["tablet"], row["sequence"]) for row in rows) ==
                [(tablet.id, 1), (tablet.id, 1), (tablet.id, 2), (tablet.id, 3)], rows)
    score.check("the first content stands", any(row["id"].endswith("-1-one") for row in rows), rows)
    audit = hub.audit()
    for what, error in (("conflict", ""), ("record", "SYNTAX"), ("record", "FORGED"), ("record", "FOREIGN"),
                        ("record", "INVALID"), ("exchange", "SYNTAX")):
        score.check(f"{what} {error} stands in the audit", (what, error) in audit, audit)


def blank_record(name, mebibytes):
    """As CBOR: a record whose XML is blanks, which pack ten-thousandfold, in answers of a megabyte."""
    xml = b"<f>" + (b"<q>" + b" " * (1 << 20) + b"</q>") * mebibytes + b"</f>"
    texts = [name, "bad-envelopes", "1", "", "", ""]
    fields = b"".join(cbor_head(0, key) + cbor_head(3, len(text)) + text.encode() for key, text in enumerate(texts, 1))
    return cbor_head(5, 9) + fields + bytes([7, 0, 8, 0]) + cbor_head(0, 9) + cbor_head(2, len(xml)) + xml


def peak_bytes(hub):
    status = pathlib.Path(f"/proc/{hub.process.pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) << 10


def bombs(hub, tool, score):
    """Little to send and much to unpack: the records come with one exchange after the other, the hub stays small."""
    tablet = Tablet(tool, 0xD1)
    tablet.enrol(hub, hub.make_code("D"))
    too_large = [tablet.seal(RECORD, number, blank_record(f"large-{number}", 20)) for number in (1, 2)]
    large = [tablet.seal(RECORD, number, blank_record(f"blank-{number}", 10)) for number in range(3, 9)]
    before = peak_bytes(hub)
    sizes = sum(map(len, too_large + large))
    answer = tablet.exchange(hub, *too_large, *large)
    score.check("what packs well is taken as it is", answer == (200, ["stored"] * 8), answer)
    rows = [row for row in hub.records() if row["tablet"] == tablet.id]
    score.check("what is too large is not shown", sorted(row["sequence"] for row in rows) == list(range(3, 9)), rows)
    score.check("and told of", ("record", "LIMIT") in hub.audit())
    print(f"{sizes} bytes that unpack to 100 MiB: {(peak_bytes(hub) - before) >> 20} MiB at the most", flush=True)
    score.check("the hub stays small", peak_bytes(hub) - before < 500 << 20, peak_bytes(hub) - before)


def main():
    score = Score()
    with RunningHub(sys.argv[1]) as hub:
        tool = Tool(sys.argv[1], hub.folder)
        tablet = enrolment(hub, tool, score)
        exchanges(hub, tool, score, tablet)
        bombs(hub, tool, score)
    sys.exit(score.close())


main()
