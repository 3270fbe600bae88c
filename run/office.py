"""The office beside a hub on one machine: its key made at the first start, its socket there."""
import os
import pathlib
import secrets
import subprocess

from program import Program
from waiting import LIMIT_S


class Office(Program):
    """Keeps its data in a folder. The passphrase of its key lies in a file that is made when it is not there."""

    def __init__(self, program, data, socket, passphrase_file, log=None):
        super().__init__("office", log)
        self.program, self.data, self.socket = pathlib.Path(program), pathlib.Path(data), pathlib.Path(socket)
        self.passphrase_file = pathlib.Path(passphrase_file)
        self.locks, self.environment = ["--passphrase-file", self.passphrase_file], {}

    def tool(self, *options):
        """What the program does without serving; what it printed."""
        command = [self.program, "--data", self.data, *self.locks, *options]
        return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True, timeout=LIMIT_S,
                              env={**os.environ, **self.environment}).stdout

    def make_key(self):
        """The first start alone."""
        if not self.passphrase_file.exists():
            self.passphrase_file.touch(mode=0o600)
            self.passphrase_file.write_text(secrets.token_urlsafe(18) + "\n")
        if not (self.data / "office.pub").exists():
            self.tool("--new-key")

    def start(self):
        self.make_key()
        command = [self.program, "--data", self.data, "--socket", self.socket, *self.locks]
        self.launch(command, lambda line: line.startswith("ready keys="), **self.environment)

    def audit(self):
        return (self.data / "audit.log").read_text()

    def introduce(self, hub_data):
        """Gives the hub the public key, before it starts."""
        keys = pathlib.Path(hub_data) / "keys"
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        (keys / "office.pub").write_bytes((self.data / "office.pub").read_bytes())
