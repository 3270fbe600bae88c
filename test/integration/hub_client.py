"""A tablet that says to the hub whatever a test wants: tablet_tool seals, this carries."""
import http.client
import ssl
import subprocess

from patience import LIMIT_S

from console import ask


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
