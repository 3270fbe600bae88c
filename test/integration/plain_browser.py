"""A browser without JavaScript: forms as they stand in a page, filled in and sent."""
import html.parser
import http.client
import urllib.parse

from patience import LIMIT_S


class Page(html.parser.HTMLParser):
    """What a page shows: its fields by name, buttons, headings, and its text."""

    def __init__(self, status, text):
        super().__init__()
        self.status, self.source = status, text
        self.hidden, self.fields, self.buttons, self.links = [], {}, [], []
        self.text, self.heading, self._open = "", "", []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        about = dict(attributes)
        self._open.append(tag)
        if tag == "input" and about.get("type") == "hidden":
            self.hidden.append((about["name"], about.get("value") or ""))
        elif tag == "input" and about.get("type") in ("radio", "checkbox"):
            self.fields.setdefault(about["name"], [])
            if "checked" in about:
                self.fields[about["name"]].append(about.get("value") or "")
        elif tag == "input":
            self.fields.setdefault(about["name"], []).append(about.get("value") or "")
        elif tag in ("select", "textarea"):
            self._named = about["name"]
            self.fields.setdefault(self._named, []).append("")
        elif tag == "option" and "selected" in about:
            self.fields[self._named][-1] = about.get("value") or ""
        elif tag == "button":
            self.buttons.append((about.get("name"), about.get("value")))
        elif tag == "a":
            self.links.append(about.get("href"))
        if tag in ("input", "br", "meta", "link", "img"):
            self._open.pop()

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if "title" in self._open:
            return
        if "textarea" in self._open:
            self.fields[self._named][-1] += data.lstrip("\n")
        self.text += data
        if "h1" in self._open:
            self.heading += data

    def named(self, ending):
        """The field whose question's path ends so, as 'v/data/age'."""
        found = [name for name in self.fields if name.endswith(ending)]
        assert len(found) == 1, (ending, list(self.fields), self.text)
        return found[0]


class Browser:
    """One browser: a cookie, and the page that it shows."""

    def __init__(self, port, language="en"):
        self.port, self.language, self.cookie, self.page, self.headers = port, language, "", None, {}

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT_S)
        try:
            sent = {"Accept-Language": self.language, **({"Cookie": self.cookie} if self.cookie else {}), **(headers or {})}
            if body is not None:
                sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read()
            self.headers = answer.headers
            if "Set-Cookie" in answer.headers:
                self.cookie = answer.headers["Set-Cookie"].split(";")[0]
            return answer.status, answer.headers.get("Location"), text.decode()
        finally:
            connection.close()

    def go(self, path, method="GET", body=None, headers=None):
        """Follows redirects, as a browser does."""
        status, location, text = self.ask(method, path, body, headers)
        while status == 303:
            status, location, text = self.ask("GET", location)
        self.page = Page(status, text)
        return self.page

    def enter(self, code, language="en"):
        return self.go("/enter", "POST", urllib.parse.urlencode({"code": code, "lang": language}))

    def send(self, button=("go", "next"), **answers):
        """The page's form with these answers: by how the names of fields end."""
        values = {name: list(value) for name, value in self.page.fields.items()}
        for ending, value in answers.items():
            name = ending if ending in values else self.page.named("/" + ending)
            values[name] = value if isinstance(value, list) else [value]
        pairs = self.page.hidden + [(name, value) for name, each in values.items() for value in each] + [button]
        return self.go("/form", "POST", urllib.parse.urlencode(pairs))
