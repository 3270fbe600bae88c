#!/usr/bin/env python3
"""A PostgreSQL server of a test's own: made anew in a folder of /tmp, reached by a Unix socket alone, ended with the test.

    postgres_server.py PROGRAM [ARGUMENT]...   runs the program beside it; ZARYA_POSTGRES is the server's address

It runs as the user postgres when the test is root, for it refuses to be root. No cluster of the system is touched.
"""
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid

from patience import LIMIT_S, wait_for

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")
USER = "postgres"


def as_user(command):
    """The command as one that may run the server."""
    if os.getuid() != 0:
        return command
    return ["setpriv", f"--reuid={USER}", f"--regid={pwd.getpwnam(USER).pw_gid}", "--clear-groups", "--", *command]


class Server:
    """Use as a context; `settings` are of postgresql.conf. Without a port it is reached by its socket alone."""

    def __init__(self, settings=(), port=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zarya-postgres-", dir="/tmp"))
        self.data = self.folder / "data"
        self.port = port or 5432
        self.settings = [f"unix_socket_directories={self.folder}", f"port={self.port}", "shared_buffers=32MB",
                         f"listen_addresses={'127.0.0.1' if port else ''}", *settings]
        self.process = None
        if os.getuid() == 0:
            os.chown(self.folder, pwd.getpwnam(USER).pw_uid, pwd.getpwnam(USER).pw_gid)
            self.folder.chmod(0o711)

    def __enter__(self):
        made = subprocess.run(as_user([PROGRAMS / "initdb", "-D", self.data, "-U", "zarya", "-A", "trust", "-E", "UTF8",
                                       "--locale=C.UTF-8", "-N", "--data-checksums"]), capture_output=True, text=True, cwd="/")
        if made.returncode != 0:
            raise RuntimeError(made.stderr)
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        options = [word for setting in self.settings for word in ("-c", setting)]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(as_user([PROGRAMS / "postgres", "-D", self.data, *options]), stdout=log,
                                            stderr=log, cwd="/")
        if not wait_for(self.is_ready):
            raise RuntimeError(f"PostgreSQL lets nobody in within {LIMIT_S} s")

    def is_ready(self):
        if self.process.poll() is not None:
            raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])
        return subprocess.run([PROGRAMS / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port)],
                              check=False).returncode == 0

    def stop(self, how=signal.SIGINT):
        """SIGINT ends what runs and stops in order; SIGQUIT is a crash: what comes next is recovery."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(LIMIT_S)
            self.process = None

    def uri(self, database="postgres"):
        return f"postgresql://zarya@/{database}?host={self.folder}&port={self.port}"

    def query(self, sql, database="postgres"):
        return query(self.uri(database), sql)


def query(uri, sql):
    """The rows as text, a bar between columns."""
    done = subprocess.run([PROGRAMS / "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", uri, "-c", sql], capture_output=True,
                          text=True, timeout=LIMIT_S, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def make_database(server):
    """The address of a new one beside that of the server's address."""
    name = f"hub_{uuid.uuid4().hex[:12]}"
    query(server, f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


if __name__ == "__main__":
    interpreter = [sys.executable] if sys.argv[1].endswith(".py") else []
    with Server() as server:
        sys.exit(subprocess.run([*interpreter, *sys.argv[1:]], env={**os.environ, "ZARYA_POSTGRES": server.uri()}, check=False).returncode)
