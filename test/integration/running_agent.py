"""A real zarya-agent for tests: in a folder of its own, asked through local_client, killed and started again."""
import pathlib
import subprocess
import tempfile

from journal import events_in
from patience import LIMIT_S

from program import Program


class RunningAgent(Program):
    """with RunningAgent(build) as agent: …  data may be a folder that is there already (a small disk)."""

    def __init__(self, build, data=None, enrol_file="/nonexistent", poll_ms=500, environment=None, options=()):
        super().__init__("agent")
        build = pathlib.Path(build).resolve()
        self.program = build / "tablet" / "agent" / "zarya-agent"
        self.client = build / "test" / "integration" / "local_client"
        self.scratch = tempfile.TemporaryDirectory(prefix="zarya-agent-")
        self.folder = pathlib.Path(self.scratch.name)
        self.data = pathlib.Path(data) if data else self.folder / "agent"
        self.forms = self.folder / "forms"
        self.socket = self.folder / "agent.sock"
        self.enrol_file, self.poll_ms, self.options = enrol_file, poll_ms, options
        self.environment = environment or {}

    def __exit__(self, *fault):
        super().__exit__(*fault)
        self.scratch.cleanup()

    def start(self):
        command = [self.program, "--data", self.data, "--forms", self.forms, "--socket", self.socket,
                   "--enrol-file", self.enrol_file, "--hub-poll-ms", self.poll_ms, *self.options]
        self.launch(command, lambda line: events_in([line], "agent_ready"), **self.environment)

    def told(self, event):
        """The fields of each event of this name that it has told."""
        return events_in(self.lines, event)

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
