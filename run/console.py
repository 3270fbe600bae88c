"""What an operator does at the hub: its console's API."""
import http.client
import json
import ssl
import threading

from waiting import LIMIT_S, wait_for


class HubError(Exception):
    pass


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


class Console:
    """One session. Any thread may ask: each has a connection of its own, from the address source when there is one."""

    def __init__(self, hub, source=None):
        self.hub, self.cookie, self.source = hub, "", source
        self.kept = threading.local()

    def connection(self):
        if getattr(self.kept, "port", None) != self.hub.port:
            self.kept.port = self.hub.port
            self.kept.connection = http.client.HTTPConnection(
                "127.0.0.1", self.hub.port, timeout=LIMIT_S, source_address=(self.source, 0) if self.source else None)
        return self.kept.connection

    def ask(self, method, path, body=None, headers=None):
        """(status, content, headers). JSON goes and comes as what it says, all else as bytes."""
        sent = {"X-Zarya": "1", **({"Cookie": self.cookie} if self.cookie else {})}
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            sent["Content-Type"] = "application/json"
        sent = {name: value for name, value in {**sent, **(headers or {})}.items() if value is not None}
        answer = ask(self.connection(), method, path, body, sent)
        content = answer.read()
        if answer.headers.get("Content-Type", "").split(";")[0] == "application/json" and content:
            content = json.loads(content)
        if "Set-Cookie" in answer.headers:  # as a browser would
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        return answer.status, content, answer.headers

    def login(self, password=None, name="operator"):
        status, content, _ = self.ask("POST", "/api/login", {"name": name, "password": password or self.hub.password})
        return status, content

    def call(self, method, path, body=None):
        """The content of what must be granted. What the hub acknowledged is opened before it is looked at."""
        if method == "GET":
            self.wait_until_opened()
        status, content, _ = self.ask(method, path, body)
        if status >= 300:
            raise HubError(f"the hub refused {method} {path}: {status} {str(content)[:300]}")
        return content

    def wait_until_opened(self):
        """Until the hub shows all that it took, or cannot for now; before a login it does not say."""
        def is_opened():
            status, content, _ = self.ask("GET", "/api/arrivals")
            return status != 200 or content["is_opened"] or content["fault"]
        wait_for(is_opened)

    def get(self, path):
        return self.call("GET", path)

    def put(self, path, body):
        return self.call("PUT", path, body)

    def code(self, area="", name=""):
        """An enrolment code for a tablet."""
        return self.call("POST", "/api/codes", {"area": area, "name": name})["code"]

    def records(self):
        """Every record's row, over all pages."""
        rows, after = [], None
        while True:
            page = self.get("/api/records?limit=200" + (f"&after={after}" if after else ""))
            rows += page["records"]
            after = page.get("next")
            if not after:
                return rows
