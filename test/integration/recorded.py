"""Recorded exchanges of HTTP, replayed over a socket and held against the answers: one file, one connection.

    >>> METHOD path        a request; @digest below it: with the answer to the last challenge; @chunked: its body in pieces
    Name: value            its head, in this order; then an empty line and its body, each line with CRLF
    @jpeg N                in a body: N bytes of a picture
    <<< status             what must come back
    Name: expression       a field of the head
    ~ expression           somewhere in the body
    = name expression      the same, and its first group is called $name from then on
Expressions are Python's. $name stands for what the test gives or an answer gave."""
import hashlib
import http.client
import random
import re
import socket
import ssl
import string

from patience import LIMIT_S


def picture(size):
    """The same bytes for the same size; no two lines of it are a boundary."""
    return b"\xff\xd8\xff\xe0" + random.Random(size).randbytes(size - 6) + b"\xff\xd9"


def digest(challenge, method, path, user, password, count):
    """RFC 7616 as okhttp-digest, the library of ODK Collect, answers it."""
    asked = dict(re.findall(r'(\w+)="?([^",]*)"?', challenge))
    md5 = lambda *texts: hashlib.md5(":".join(texts).encode()).hexdigest()
    fields = {"username": user, "realm": asked["realm"], "nonce": asked["nonce"], "uri": path, "cnonce": "6e2f3c1b9a7d4e50"}
    nc = f"{count:08x}"
    response = md5(md5(user, asked["realm"], password), asked["nonce"], nc, fields["cnonce"], "auth", md5(method, path))
    quoted = ", ".join(f'{name}="{value}"' for name, value in fields.items())
    return f'Digest {quoted}, response="{response}", qop=auth, nc={nc}, algorithm=MD5'


class Exchange:
    def __init__(self, score, port, user, password, **names):
        self.score, self.port, self.user, self.password = score, port, user, password
        self.names = {"host": f"localhost:{port}", **names}
        self.challenge, self.count = "", 0
        context = ssl._create_unverified_context()
        self.socket = context.wrap_socket(socket.create_connection(("127.0.0.1", port), LIMIT_S))

    def close(self):
        self.socket.close()

    def fill(self, text, escape=False):
        return re.sub(r"\$([a-z_0-9]+)", lambda found: re.escape(self.names[found[1]]) if escape else self.names[found[1]], text)

    def make_body(self, lines):
        body = b""
        for line in lines:
            found = re.fullmatch(r"@jpeg (\d+)", line)
            body += (picture(int(found[1])) if found else self.fill(line).encode()) + b"\r\n"
        return body

    def send(self, method, path, lines):
        head, body, is_chunked = [], None, False
        for at, line in enumerate(lines):
            if line == "":
                body = self.make_body(lines[at + 1:])
                break
            if line == "@digest":
                self.count += 1
                head.append("Authorization: " + digest(self.challenge, method, path, self.user, self.password, self.count))
            elif line == "@chunked":
                is_chunked = True
            else:
                head.append(self.fill(line))
        if body is not None:
            head.append("Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {len(body)}")
        if is_chunked:
            pieces = [body[at:at + 8192] for at in range(0, len(body), 8192)]
            body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        self.socket.sendall("\r\n".join([f"{method} {path} HTTP/1.1", *head, "", ""]).encode() + (body or b""))

    def expect(self, what, method, status, lines):
        answer = http.client.HTTPResponse(self.socket, method=method)
        answer.begin()
        body = answer.read().decode()
        self.score.check(f"{what}: {status}", str(answer.status) == status, (answer.status, body))
        for challenge in answer.headers.get_all("WWW-Authenticate", []):
            if challenge.startswith("Digest"):
                self.challenge, self.count = challenge, 0
        for line in lines:
            if line.startswith("~ "):
                self.score.check(f"{what} {line}", re.search(self.fill(line[2:], True), body), body)
            elif line.startswith("= "):
                _, name, expression = line.split(" ", 2)
                found = re.search(expression, body)
                self.score.check(f"{what} {line}", found, body)
                self.names[name] = found[1] if found else "/"
            else:
                name, expression = line.split(": ", 1)
                values = answer.headers.get_all(name, [])
                self.score.check(f"{what} {line}", any(re.fullmatch(self.fill(expression, True), value) for value in values), values)

    def replay(self, path):
        blocks, lines = [], []
        for line in path.read_text().split("\n"):
            if line.startswith((">>> ", "<<< ")):
                lines = []
                blocks.append((line, lines))
            else:
                lines.append(line)
        lines.pop()  # behind the last line
        method = what = ""
        for first, rest in blocks:
            if first.startswith(">>> "):
                _, method, target = first.split(" ")
                target = self.fill(target)
                what = f"{path.name} {method} {target}"
                self.send(method, target, rest)
            else:
                self.expect(what, method, first.split(" ")[1], rest)
