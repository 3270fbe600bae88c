"""A real zarya-hub for tests: fresh on loopback, killed and started again, called as operators and tablets call it."""
import base64
import http.client
import os
import pathlib
import ssl
import tempfile
import textwrap

from patience import LIMIT_S
from postgres_server import make_database

from hub import Hub

POSTGRES = os.environ.get("ZARYA_POSTGRES")  # postgres_server.py sets it


NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME: a tablet does not look at the dates


def pem(name, data):
    lines = textwrap.wrap(base64.b64encode(data).decode(), 64)
    return "\n".join([f"-----BEGIN {name}-----", *lines, f"-----END {name}-----", ""])


class RunningHub(Hub):
    """with RunningHub(build) as hub: …  Its data live in a temporary folder, or in the folder place; its store in a database
    of its own at that server of PostgreSQL, when there is one."""

    def __init__(self, build, place=None, postgres=POSTGRES, **options):
        self.build = pathlib.Path(build).resolve()
        self.scratch = tempfile.TemporaryDirectory(prefix="zarya-hub-")
        self.folder = pathlib.Path(self.scratch.name)
        self.authority = None  # PEM
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

    def tls_context(self, certificate=None, key=None):
        """As a tablet speaks TLS: the hub verified by its own authority, itself by its certificate and key (DER), if any."""
        if self.authority is None:
            self.authority = self._https(ssl._create_unverified_context(), "GET", "/v1/ca", None)[1].decode()
        context = ssl.create_default_context(cadata=self.authority)
        context.verify_flags |= NO_CHECK_TIME
        if certificate:
            with tempfile.NamedTemporaryFile("w", suffix=".pem", dir=self.folder) as file:
                file.write(ssl.DER_cert_to_PEM_cert(certificate) + pem("EC PRIVATE KEY", key))
                file.flush()
                context.load_cert_chain(file.name)
        return context

    def device_call(self, method, path, body=None, context=None):
        """A call as a tablet makes it, by default without a certificate. (status, bytes)."""
        return self._https(context or self.tls_context(), method, path, body)

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
