"""A real zarya-agent for tests: in a folder of its own, asked through local_client, killed and started again."""
import os
import pathlib
import signal
import subprocess
import tempfile
import threading

from journal import events_in
from patience import LIMIT_S


class RunningAgent:
    """with RunningAgent(build) as agent: …  data may be a folder that is there already (a small disk)."""

    def __init__(self, build, data=None, enrol_file="/nonexistent", poll_ms=500, environment=None, options=()):
        build = pathlib.Path(build).resolve()
        self.program = build / "tablet" / "agent" / "zarya-agent"
        self.client = build / "test" / "integration" / "local_client"
        self.scratch = tempfile.TemporaryDirectory(prefix="zarya-agent-")
        self.folder = pathlib.Path(self.scratch.name)
        self.data = pathlib.Path(data) if data else self.folder / "agent"
        self.forms = self.folder / "forms"
        self.socket = self.folder / "agent.sock"
        self.enrol_file, self.poll_ms, self.options = enrol_file, poll_ms, options
        self.environment = {**os.environ, **(environment or {})}
        self.process, self.lines = None, []

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *fault):
        if fault[0] is not None:
            print("the agent's last lines:", *self.lines[-20:], sep="\n  ")
        self.stop()
        self.scratch.cleanup()

    def start(self):
        command = [self.program, "--data", self.data, "--forms", self.forms, "--socket", self.socket,
                   "--enrol-file", self.enrol_file, "--hub-poll-ms", self.poll_ms, *self.options]
        self.process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.environment)
        ready = threading.Event()
        threading.Thread(target=self._read, args=(self.process.stdout, ready), daemon=True).start()
        if not ready.wait(LIMIT_S) or self.process.poll() is not None:
            raise RuntimeError("the agent did not start: " + " | ".join(self.lines[-5:]))

    def _read(self, stream, ready):
        for line in stream:
            self.lines.append(line.rstrip())
            if events_in([line], "agent_ready"):
                ready.set()
        ready.set()

    def told(self, event):
        """The fields of each event of this name that it has told."""
        return events_in(self.lines, event)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Ends it as systemd would. An agent under a sanitizer says here whether it leaked."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                if self.process.wait(LIMIT_S) != 0:
                    raise RuntimeError("the agent did not end well: " + "\n".join(self.lines[-40:]))
            except subprocess.TimeoutExpired:
                self.kill()
                raise

    def ask(self, *arguments):
        """(exit status, lines) of local_client."""
        done = subprocess.run([str(self.client), str(self.socket), *map(str, arguments)], capture_output=True,
                              text=True, timeout=LIMIT_S)
        if "Sanitizer" in done.stderr or done.returncode not in (0, 1):
            raise RuntimeError(done.stderr)
        return done.returncode, done.stdout.splitlines()

    def error(self, *arguments):
        """The name of the error of what must fail, "" when it did not."""
        status, lines = self.ask(*arguments)
        return lines[-1].split(":")[0].removeprefix("error ") if status else ""

    def status(self):
        return dict(line.split("=", 1) for line in self.ask("status")[1])

    def table(self, what):
        return [line.split("\t") for line in self.ask(what)[1]]

    def submit(self, prefix, first, count, padding=100):
        return self.ask("submit", prefix, first, count, padding)
