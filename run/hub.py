"""The hub, started on loopback."""
import pathlib
import re
import subprocess

from console import Console
from program import Program
from waiting import LIMIT_S

PASSWORD = "correct horse"


class Hub(Program):
    """Keeps its data in a folder, which is made when it is not there. A port of 0 is any free one, and stays the same at
    the next start. names: what tablets call it, when not by the address that it listens on."""

    def __init__(self, program, data, ports=(0, 0), names=(), console=None, log=None, password=PASSWORD, office=None):
        super().__init__("hub", log)
        self.program, self.data = pathlib.Path(program), pathlib.Path(data)
        self.port, self.tls_port = ports
        self.names, self.page, self.password = names, console, password
        self.console = None
        self.office = office  # run/office.py, started before the hub

    def start(self, *options):
        self.data.mkdir(parents=True, exist_ok=True)
        command = [self.program, "--data", self.data, "--listen", f"127.0.0.1:{self.port}",
                   "--tls-listen", f"127.0.0.1:{self.tls_port}", *options]
        if self.office:
            self.office.introduce(self.data)
            command += ["--office", self.office.socket]
        for name in self.names:
            command += ["--tls-name", name]
        if self.page and pathlib.Path(self.page).is_dir():
            command += ["--console", self.page]
        self.launch(command, self._take_ports, ZARYA_HUB_PASSWORD=self.password)
        self.console = None  # whose connections end with the process

    def _take_ports(self, line):
        ready = re.match(r"ready console=(\d+) tablets=https://\S*:(\d+)(?: openrosa=\S*:(\d+))?$", line)
        if ready:
            self.port, self.tls_port = int(ready.group(1)), int(ready.group(2))
            self.openrosa_port = int(ready.group(3) or 0)
        return ready is not None

    def tool(self, *options):
        """What the program does without serving: --backup FILE, --restore FILE."""
        subprocess.run([str(part) for part in (self.program, "--data", self.data, *options)], check=True, timeout=LIMIT_S)

    def operator(self):
        """The session in which the calls below are made."""
        if self.console is None:
            self.console = Console(self)
            self.console.login()
        return self.console

    def call(self, method, path, body=None):
        return self.operator().call(method, path, body)

    def records(self):
        return self.operator().records()
