"""What takes households' answers in their browsers: zarya-respond, and the agent beside it that is its device."""
import pathlib
import re

from program import Program


class Respond(Program):
    """Keeps its data in a folder; asks the agent at that socket. A port of 0 is any free one, and stays the same."""

    def __init__(self, program, data, agent_socket, port=0, log=None, options=()):
        super().__init__("respond", log)
        self.program, self.data, self.agent_socket = pathlib.Path(program), pathlib.Path(data), agent_socket
        self.port, self.options = port, options

    def start(self):
        self.data.parent.mkdir(parents=True, exist_ok=True)
        command = [self.program, "--data", self.data, "--agent", self.agent_socket, "--listen", f"127.0.0.1:{self.port}", *self.options]
        self.launch(command, self._take_port)

    def _take_port(self, line):
        ready = re.match(r"ready port=(\d+)$", line)
        if ready:
            self.port = int(ready.group(1))
        return ready is not None


class RespondAgent(Program):
    """The agent beside it. It enrols with the code in a file, at its first start."""

    def __init__(self, program, data, code_file, log=None):
        super().__init__("respond's agent", log)
        self.program, self.data, self.code_file = pathlib.Path(program), pathlib.Path(data), code_file
        self.socket = self.data / "agent.sock"

    def start(self):
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        command = [self.program, "--data", self.data / "agent", "--forms", self.data / "forms", "--socket", self.socket,
                   "--enrol-file", self.code_file, "--hub-poll-ms", 2000]
        self.launch(command, lambda line: "event=agent_ready" in line)


def invite(hub, area):
    """New codes for all households of an area: {household: code}."""
    lines = hub.call("POST", f"/api/areas/{area}/codes", {}).decode().splitlines()[1:]
    return {line.split(",")[0]: line.rsplit(",", 1)[1] for line in lines}
