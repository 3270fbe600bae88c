"""A real hub on free ports in a folder of its own, and a tablet and an operator to talk to it."""
import http.client
import json
import os
import pathlib
import re
import ssl
import subprocess
import tempfile

from patience import LIMIT_S

PASSWORD = "correct horse"


def ask(connection, method, path, body=None, headers=None):
    """The answer over a connection that may have been kept: the hub closes one on which nothing comes for a minute, and a client
    that finds it closed opens it anew (RFC 9112, 9.3.1). One that was opened for this request must be answered."""
    is_kept = connection.sock is not None
    try:
        connection.request(method, path, body, headers or {})
        return connection.getresponse()
    except (ConnectionError, ssl.SSLError):
        connection.close()
        if not is_kept:
            raise
    connection.request(method, path, body, headers or {})
    return connection.getresponse()


class Hub:
    """Starts zarya-hub from BUILD; data survives stop() and kill() until close(). place: the folder its data go into."""

    def __init__(self, build, console=None, names=(), place=None):
        self.build = pathlib.Path(build)
        self.folder = tempfile.TemporaryDirectory(prefix="zarya-hub-")
        self.data = pathlib.Path(place or self.folder.name) / "data"
        self.console = console
        self.names = list(names)
        self.port = self.tls_port = 0
        self.start()

    def start(self):
        command = [self.build / "hub/zarya-hub", "--data", self.data, "--listen", f"127.0.0.1:{self.port}",
                   "--tls-listen", f"127.0.0.1:{self.tls_port}"]
        for name in self.names:
            command += ["--tls-name", name]
        if self.console:
            command += ["--console", self.console]
        self.process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, "ZARYA_HUB_PASSWORD": PASSWORD})
        self.output = ""
        for line in self.process.stdout:
            self.output += line
            ready = re.match(r"ready console=(\d+) tablets=https://.*:(\d+)$", line)
            if ready:
                self.port, self.tls_port = int(ready.group(1)), int(ready.group(2))
                return
        raise RuntimeError(f"the hub did not start: {self.output}")

    def kill(self):
        self.process.kill()
        self.process.wait(LIMIT_S)
        self.process.stdout.close()

    def stop(self):
        self.process.terminate()
        code = self.process.wait(LIMIT_S)
        self.process.stdout.close()
        return code

    def close(self):
        if self.process.poll() is None:
            self.stop()
        self.folder.cleanup()


class Operator:
    def __init__(self, hub):
        self.hub = hub
        self.cookie = ""

    def call(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.hub.port, timeout=LIMIT_S)
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        sent = {"X-Zarya": "1", **({"Cookie": self.cookie} if self.cookie else {})}
        sent = {**sent, **(headers or {})}
        connection.request(method, path, body, {name: value for name, value in sent.items() if value is not None})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if answer.headers.get("Content-Type", "").startswith("application/json") and content:
            content = json.loads(content)
        return answer.status, content, answer.headers

    def login(self, password=PASSWORD):
        status, content, headers = self.call("POST", "/api/login", {"password": password})
        if status == 200:
            self.cookie = headers["Set-Cookie"].split(";")[0]
        return status, content

    def get(self, path):
        status, content, _ = self.call("GET", path)
        assert status == 200, (path, status, content)
        return content

    def put(self, path, body):
        status, content, _ = self.call("PUT", path, body)
        assert status == 200, (path, status, content)
        return content

    def code(self, area="", name=""):
        status, content, _ = self.call("POST", "/api/codes", {"area": area, "name": name})
        assert status == 200, (status, content)
        return content["code"]


class Tablet:
    """A tablet whose keys come from a number; speaks through tablet_tool over one TLS connection."""

    def __init__(self, hub, seed):
        self.hub, self.seed, self.keys, self.name = hub, str(seed), [], ""
        context = ssl.create_default_context(cadata=self.fetch_ca())
        self.connection = http.client.HTTPSConnection("127.0.0.1", hub.tls_port, context=context, timeout=LIMIT_S)

    def fetch_ca(self):
        context = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", self.hub.tls_port, context=context, timeout=LIMIT_S)
        connection.request("GET", "/v1/ca")
        pem = connection.getresponse().read().decode()
        connection.close()
        return pem

    def tool(self, *arguments, data=b""):
        done = subprocess.run([str(self.hub.build / "test/integration/tablet_tool"), *map(str, arguments)],
                              input=data, stdout=subprocess.PIPE, check=True)
        return done.stdout

    def post(self, path, body):
        answer = self.ask("POST", path, body)
        return answer.status, answer.read()

    def ask(self, method, path, body=None):
        return ask(self.connection, method, path, body, {"Content-Type": "application/cbor"})

    def enrol(self, code):
        status, body = self.post("/v1/enrol", self.tool("enrol", self.seed, code))
        if status == 200:
            sign, agree, self.name = self.tool("enrolled", data=body).decode().strip().split(" ", 2)
            self.keys = [sign, agree]
        return status

    def body(self, *options):
        return self.tool("exchange", self.seed, *self.keys, *options)

    def read(self, body):
        return self.tool("read", self.seed, *self.keys, data=body).decode().splitlines()

    def exchange(self, *options):
        status, body = self.post("/v1/exchange", self.body(*options))
        return status, self.read(body) if status == 200 else []
