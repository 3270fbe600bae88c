"""A real zarya-hub for tests: fresh on loopback, killed and started again, called as operators and tablets call it."""
import http.client
import os
import pathlib
import ssl
import tempfile

from patience import LIMIT_S
from postgres_server import make_database

from hub import Hub

POSTGRES = os.environ.get("ZARYA_POSTGRES")  # postgres_server.py sets it


class RunningHub(Hub):
    """with RunningHub(build) as hub: …  Its data live in a temporary folder, or in the folder place; its store in a database
    of its own at that server of PostgreSQL, when there is one."""

    def __init__(self, build, place=None, postgres=POSTGRES, **options):
        self.build = pathlib.Path(build).resolve()
        self.scratch = tempfile.TemporaryDirectory(prefix="zarya-hub-")
        self.folder = pathlib.Path(self.scratch.name)
        self.tls = None
        self.store = make_database(postgres) if postgres else None
        super().__init__(self.build / "hub/zarya-hub", pathlib.Path(place or self.folder) / "data", **options)

    def start(self, *options):
        super().start(*(("--store", self.store) if self.store else ()), *options)

    def __exit__(self, *fault):
        super().__exit__(*fault)
        self.scratch.cleanup()

    def make_code(self, name):
        return self.operator().code(name=name)

    def audit(self):
        return {(row["kind"], row["code"]) for row in self.call("GET", "/api/audit")["events"]}

    def device_call(self, method, path, body=None):
        """A call as a tablet makes it: HTTPS, verified by the hub's own authority. (status, bytes)."""
        if self.tls is None:
            blind = ssl._create_unverified_context()
            pem = self._https(blind, "GET", "/v1/ca", None)[1].decode()
            self.tls = ssl.create_default_context(cadata=pem)
        return self._https(self.tls, method, path, body)

    def _https(self, context, method, path, body):
        connection = http.client.HTTPSConnection("127.0.0.1", self.tls_port, timeout=LIMIT_S, context=context)
        try:
            connection.request(method, path, body, {"Content-Type": "application/cbor"} if body is not None else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


class Score:
    """Counts, names what failed, and closes with the line that the build reads."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, what, is_good, seen=None):
        if is_good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"failed: {what}" + ("" if seen is None else f": {seen!r}"), flush=True)

    def close(self):
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 0 if self.failed == 0 and self.passed > 0 else 1
