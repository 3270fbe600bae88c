#!/usr/bin/python3
"""A tablet that delivers to another server beside its hub: to ODK Central as it answers, recorded, and to a real server that speaks
OpenRosa, which is another hub of ours. Usage: test_central.py BUILD"""
import http.server
import pathlib
import re
import ssl
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "run"))
from patience import wait_for
from running_agent import RunningAgent
from running_hub import RunningHub, Score

KEY = "/v1/key/3vHhJHvZ5Tq0cC4wYQmfQf8gYdXkq2eFvC8m0H8m0mXo0Yw1pS5pJrJq2Jt1m0Aa/projects/3"
CREATED = (201, {"X-OpenRosa-Version": "1.0", "Content-Type": "text/xml; charset=utf-8"},
           '<OpenRosaResponse xmlns="http://openrosa.org/http/response" items="0"><message nature="">full submission upload was successful!</message>'
           "</OpenRosaResponse>")
score = Score()


def refusal(status, sentence):
    """As ODK Central refuses: its OpenRosa calls answer in XML, with the sentence that Collect shows."""
    return (status, {"X-OpenRosa-Version": "1.0", "Content-Type": "text/xml; charset=utf-8"},
            f'<OpenRosaResponse xmlns="http://openrosa.org/http/response" items="0"><message nature="error">{sentence}</message></OpenRosaResponse>')


class Recorded(http.server.BaseHTTPRequestHandler):
    """Gives the recorded answers one after the other and keeps what was asked."""
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            status, fields, text = self.server.answers.pop(0) if self.server.answers else CREATED
            self.server.asked.append((self.path, self.headers, body, status))
        self.send_response(status)
        for name, value in {**fields, "Content-Length": str(len(text))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


class Central:
    def __init__(self, folder):
        self.certificate = folder / "central.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                        "-subj", "/CN=central", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "central.key"),
                        "-out", str(self.certificate)], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, folder / "central.key")
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorded)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.server.answers, self.server.asked, self.server.lock = [], [], threading.Lock()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"https://127.0.0.1:{self.server.server_port}{KEY}"

    def created(self):
        return [body for _, _, body, status in self.server.asked if status == 201]


def submission(body):
    """The XML of a POST, when the parts are as they must be."""
    found = re.fullmatch(rb'--([0-9a-f]{32})\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="submission\.xml"\r\n'
                         rb"Content-Type: text/xml; charset=utf-8\r\nContent-Length: (\d+)\r\n\r\n(.*)\r\n--\1--\r\n", body, re.DOTALL)
    return found[3] if found and int(found[2]) == len(found[3]) else None


def configure(agent, *lines):
    agent.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    (agent.data / "central.conf").write_text("# beside the hub\n" + "\n".join(lines) + "\n")


def deliver_to_central(hub, folder):
    central = Central(folder)
    agent = RunningAgent(sys.argv[1])
    configure(agent, f"url = {central.url}/", f"ca = {central.certificate}")
    central.server.answers += [refusal(503, "try later"), CREATED, refusal(404, "no such form"), CREATED]
    with agent:
        agent.ask("enrol", hub.make_code("one"))
        agent.submit("a", 1, 3)
        score.check("two of three are delivered, past one that is refused", wait_for(lambda: len(agent.told("central_delivered")) == 2), agent.lines)
        wait_for(lambda: int(agent.status()["unsent"]) == 0)
        statuses = [status for _, _, _, status in central.server.asked]
        score.check("what is not 201 is sent again or passed over", statuses == [503, 201, 404, 201], statuses)
        refused = agent.told("central_refused")
        score.check("the refusal is told by number and status", [(row["record"], row["status"]) for row in refused] == [("2", "404")], refused)
        path, headers, body, _ = central.server.asked[1]
        score.check("to the address of the app user", path == f"{KEY}/submission", path)
        score.check("as OpenRosa has it", headers["X-OpenRosa-Version"] == "1.0" and headers["Content-Type"].startswith("multipart/form-data; boundary="), headers)
        score.check("the same body comes again", submission(central.server.asked[0][2]) == submission(body) is not None, body[:400])
        agent.submit("a", 4, 1)
        score.check("what is finished later does not wait for it", wait_for(lambda: len(agent.told("central_delivered")) == 3), agent.lines)
        disk = b"".join(path.read_bytes() for path in agent.data.iterdir() if path.is_file())
        score.check("no copy waits in the open", submission(central.server.asked[2][2]) not in disk)
        agent.stop()
        agent.start()
        score.check("what was refused is tried again after a start", wait_for(lambda: len(central.created()) == 4), agent.lines)
        score.check("and nothing else is sent twice", len(central.created()) == 4 and len(set(map(submission, central.created()))) == 4)
        stored = {hub.call("GET", f"/api/records/{row['id']}/xml") for row in hub.records()}
        score.check("the hub has the same", stored == set(map(submission, central.created())), stored)
        lines = "\n".join(agent.lines)
        score.check("the log names neither token nor answer", KEY not in lines and "3vHhJH" not in lines and "<data" not in lines, lines)


def deliver_to_openrosa(hub, folder):
    """Digest, a private authority, and a server that keeps what it gets."""
    with RunningHub(sys.argv[1]) as office:
        office.stop()
        office.start("--openrosa", "127.0.0.1:0")
        form = (pathlib.Path(__file__).resolve().parent / "census_stub.xml").read_bytes()
        office.operator().put("/api/forms/census2020/form.xml", form)
        made = office.call("POST", "/api/collectors", {"name": "tablets"})
        authority = folder / "office.pem"
        authority.write_bytes(office.device_call("GET", "/v1/ca")[1])
        agent = RunningAgent(sys.argv[1])
        configure(agent, f"url = https://127.0.0.1:{office.openrosa_port}", "user = tablets", f"password = {made['password']}", f"ca = {authority}")
        with agent:
            agent.ask("enrol", hub.make_code("two"))
            agent.submit("b", 1, 2)
            score.check("a real server takes them by Digest", wait_for(lambda: len(agent.told("central_delivered")) == 2), agent.lines)
            score.check("each is a record there", len(office.records()) == 2, office.records())


def refuse_configuration(hub):
    agent = RunningAgent(sys.argv[1])
    configure(agent, "url = http://127.0.0.1/")
    with agent:
        agent.ask("enrol", hub.make_code("three"))
        agent.submit("c", 1, 1)
        score.check("what cannot be used is told", agent.told("central_unusable"), agent.lines)
        score.check("and the hub gets its records all the same", wait_for(lambda: int(agent.status()["unsent"]) == 0), agent.status())


def main():
    with RunningHub(sys.argv[1]) as hub:
        deliver_to_central(hub, hub.folder)
        deliver_to_openrosa(hub, hub.folder)
        refuse_configuration(hub)
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
