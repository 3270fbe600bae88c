"""A real zarya-hub for tests: fresh on loopback, killed and started again, driven through its console API."""
import http.client
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import tempfile
import threading

from hub_client import ask
from patience import LIMIT_S

PASSWORD = "zarya-test"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RunningHub:
    """with RunningHub(build) as hub: …  Its data live in a temporary folder."""

    def __init__(self, build, tls_port=None):
        self.build = build
        self.program = pathlib.Path(build).resolve() / "hub" / "zarya-hub"
        self.scratch = tempfile.TemporaryDirectory(prefix="zarya-hub-")
        self.folder = pathlib.Path(self.scratch.name)
        self.data = self.folder / "hub"
        self.port, self.tls_port = free_port(), tls_port or free_port()
        self.process, self.cookie, self.console = None, None, None
        self.lines = []
        self.tls = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *fault):
        if fault[0] is not None:
            print("the hub's last lines:", *self.lines[-20:], sep="\n  ")
        self.stop()
        self.scratch.cleanup()

    def tool(self, *options):
        """What the program does without serving: --backup FILE, --restore FILE."""
        subprocess.run([str(part) for part in (self.program, "--data", self.data, *options)], check=True, timeout=LIMIT_S)

    def start(self, *options):
        self.data.mkdir(exist_ok=True)
        command = [self.program, "--data", self.data, "--listen", f"127.0.0.1:{self.port}", "--tls-listen",
                   f"127.0.0.1:{self.tls_port}", "--tls-name", "127.0.0.1", *options]
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        env={**os.environ, "ZARYA_HUB_PASSWORD": PASSWORD})
        ready = threading.Event()
        threading.Thread(target=self._read, args=(self.process.stdout, ready), daemon=True).start()
        if not ready.wait(LIMIT_S) or self.process.poll() is not None:
            raise RuntimeError("the hub did not start: " + " | ".join(self.lines[-5:]))
        self.cookie, self.console = None, None  # sessions end with the process

    def _read(self, stream, ready):
        for line in stream:
            self.lines.append(line.rstrip())
            if line.startswith("ready"):
                ready.set()
        ready.set()

    def kill(self):
        """As a crash: SIGKILL, at once."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Ends it as systemd would. A hub under a sanitizer says here whether it leaked."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                if self.process.wait(LIMIT_S) != 0:
                    raise RuntimeError("the hub did not end well: " + "\n".join(self.lines[-40:]))
            except subprocess.TimeoutExpired:
                self.kill()
                raise

    def call(self, method, path, body=None):
        """A call of the console API with JSON, or with bytes as they are: the JSON, or the text when it is none."""
        if self.cookie is None and path != "/api/login":
            self.call("POST", "/api/login", {"password": PASSWORD})
        if self.console is None:
            self.console = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        headers = {"X-Zarya": "1", "Content-Type": "application/json"}
        if self.cookie:
            headers["Cookie"] = self.cookie
        body = body if body is None or isinstance(body, bytes) else json.dumps(body)
        answer = ask(self.console, method, path, body, headers)
        data = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {data.decode(errors='replace')}")
        if answer.getheader("Set-Cookie"):
            self.cookie = answer.getheader("Set-Cookie").split(";")[0]
        return json.loads(data) if "json" in (answer.getheader("Content-Type") or "") else data

    def make_code(self, name):
        return self.call("POST", "/api/codes", {"name": name})["code"]

    def audit(self):
        return {(row["kind"], row["code"]) for row in self.call("GET", "/api/audit")["events"]}

    def records(self):
        """Every record's row, over all pages."""
        rows, after = [], None
        while True:
            page = self.call("GET", "/api/records?limit=200" + (f"&after={after}" if after else ""))
            rows += page["records"]
            after = page.get("next")
            if not after:
                return rows

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
