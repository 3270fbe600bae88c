#!/usr/bin/python3
"""The hub's doors: the console by TLS, with the hub's certificate or the operator's own, and plain only on this machine;
tablets up to the limit, and beyond it closed at once.

Usage: test_doors.py BUILD

Tests: hub/doors.c hub/pki/provided.c
"""
import http.client
import pathlib
import resource
import select
import socket
import ssl
import subprocess
import sys
import tempfile

from patience import LIMIT_S, wait_for
from running_hub import RunningHub, Score

ERRORS = (http.client.HTTPException, OSError)


def get(hub, context, path="/api/session"):
    connection = http.client.HTTPSConnection("127.0.0.1", hub.port, timeout=LIMIT_S, context=context)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


def own_pair(folder):
    certificate, key = folder / "own.pem", folder / "own.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9",
                    "-subj", "/CN=console", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    return certificate, key


def test_console(score, build):
    with RunningHub(build) as hub, tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=LIMIT_S)
        connection.request("GET", "/api/session")
        answer = connection.getresponse()
        score.check("on this machine the console is plain", answer.status == 401 and
                    "Strict-Transport-Security" not in answer.headers, answer.status)
        connection.close()
        hub.stop()
        hub.start("--console-tls")
        answer = get(hub, hub.tls_context())
        score.check("by the hub's own certificate", answer.status == 401, answer.status)
        score.check("which browsers do not hold to", "Strict-Transport-Security" not in answer.headers)
        hub.stop()
        certificate, key = own_pair(folder)
        hub.start("--console-certificate", certificate, "--console-key", key)
        answer = get(hub, ssl.create_default_context(cafile=certificate), "/api/session")
        score.check("by the operator's own", answer.status == 401, answer.status)
        score.check("which they do", answer.headers["Strict-Transport-Security"] == "max-age=31536000", answer.headers)
        hub.stop()
        other = folder / "other.key"
        subprocess.run(["openssl", "ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", other], check=True)
        for pair in ((certificate, other), (key, certificate), (folder / "none", key)):
            done = subprocess.run([hub.program, "--data", hub.data, "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0",
                                   "--console-certificate", *pair[:1], "--console-key", *pair[1:]],
                                  capture_output=True, text=True, timeout=LIMIT_S)
            score.check("what does not fit is told, with its name", done.returncode == 1 and pair[0].name in done.stderr, done.stderr)
        hub.start("--listen", "0.0.0.0:0")
        answer = get(hub, hub.tls_context())
        score.check("for other machines the console speaks TLS by itself", answer.status == 401, answer.status)


def is_served(hub):
    try:
        return hub.device_call("GET", "/v1/ca")[0] == 200
    except ERRORS:
        return False


def is_closed(connection):
    """Without a word: one whose time for a head ran out is told so by TLS."""
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def test_limit(score, build):
    with RunningHub(build) as hub:
        hub.tls_context()
        hub.stop()
        hub.start("--connections", 5)
        crowd = [socket.create_connection(("127.0.0.1", hub.tls_port), timeout=LIMIT_S) for _ in range(6)]
        told = select.select(crowd, [], [], LIMIT_S)[0]  # which of them, the hub's threads settle among themselves
        score.check("who is one too many is closed, and hangs nowhere", len(told) == 1 and is_closed(told[0]))
        for one in crowd:
            one.close()
        score.check("when others go he is served", wait_for(lambda: is_served(hub)))
        hub.stop()
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        done = subprocess.run([hub.program, "--data", hub.data, "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0",
                               "--connections", str(limit)], capture_output=True, text=True, timeout=LIMIT_S)
        score.check("more than there are open files is told", done.returncode == 1 and "LimitNOFILE" in done.stderr, done.stderr)
        hub.start()


def main():
    score = Score()
    test_console(score, sys.argv[1])
    test_limit(score, sys.argv[1])
    return score.close()


if __name__ == "__main__":
    sys.exit(main())
