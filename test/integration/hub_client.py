"""A tablet that says to the hub whatever a test wants: tablet_tool seals, this carries."""
import http.client
import subprocess

from patience import LIMIT_S

from console import ask


class Tablet:
    """A tablet whose keys come from a number; speaks through tablet_tool over one TLS connection."""

    def __init__(self, hub, seed):
        self.hub, self.seed, self.keys, self.name = hub, str(seed), [], ""
        self.connect()

    def connect(self, certificate=None, key=None):
        """From now on over a new connection, with this certificate of its own (DER) or none."""
        self.identity = certificate, key
        self.connection = http.client.HTTPSConnection("127.0.0.1", self.hub.tls_port, timeout=LIMIT_S, context=self.context())

    def context(self):
        return self.hub.tls_context(*self.identity)

    def certify(self, answer):
        """Takes the certificate that the hub's answer to an enrolment or a renewal holds."""
        self.connect(self.tool("certificate", data=answer), self.tool("key", self.seed))

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
            self.certify(body)
        return status

    def renew(self, time=None):
        time = time or self.hub_time()
        status, body = self.post("/v1/renew", self.tool("renew", self.seed, self.keys[0], time))
        if status == 200:
            self.certify(body)
        return status

    def hub_time(self):
        return int(self.tool("time", data=self.get("/v1/health")[1]))

    def get(self, path):
        answer = self.ask("GET", path)
        return answer.status, answer.read()

    def body(self, *options):
        return self.tool("exchange", self.seed, *self.keys, *options)

    def read(self, body):
        return self.tool("read", self.seed, *self.keys, data=body).decode().splitlines()

    def exchange(self, *options):
        status, body = self.post("/v1/exchange", self.body(*options))
        return status, self.read(body) if status == 200 else []
