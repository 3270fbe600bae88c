"""zarya-keeper and the hub as their units run them: each a user of its own, the socket opened by who starts them."""
import os
import pathlib
import shutil
import socket
import subprocess

from running_hub import RunningHub

from program import spawn, stop

HUB_USER, KEEPER_USER = 61001, 61002  # numbers that no account of Debian's has
HAS_USERS = os.getuid() == 0


def as_user(user):
    """The words before a command that run it as the user; where we are not root it is us."""
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--inh-caps=-all", "--"] if HAS_USERS else []


class Keeper:
    """systemd's part: the socket stands, and a keeper that ended is started again when it is called."""

    def __init__(self, program, folder):
        self.program, self.keys, self.path = program, folder / "secret", folder / "keeper.sock"
        self.keys.mkdir(mode=0o700)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.bind(str(self.path))
        self.path.chmod(0o600)
        self.socket.listen()
        if HAS_USERS:
            os.chown(self.keys, KEEPER_USER, KEEPER_USER)
            os.chown(self.path, HUB_USER, HUB_USER)
        self.process = None

    def start(self):
        # A program is told by its own number that the socket is for it: the shell becomes the program.
        script = 'LISTEN_PID=$$ LISTEN_FDS=1; export LISTEN_PID LISTEN_FDS; exec "$@" 3<&0 0</dev/null'
        self.process = spawn(["sh", "-c", script, "sh", *as_user(KEEPER_USER), self.program, "--keys", self.keys],
                             stdin=self.socket, stderr=subprocess.PIPE, text=True)

    def end(self):
        """As SIGTERM ends it: there is nothing that it would have to finish."""
        if self.process is not None:
            stop(self.process)
            self.process.stderr.close()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()


class HubOfUnits(RunningHub):
    """A hub whose keeper is another's process: with HubOfUnits(build) as hub: …  hub.keeper is the keeper."""

    def __init__(self, build, **options):
        super().__init__(build, **options)
        self.folder.chmod(0o711)
        programs = self.folder / "programs"  # the tree of a developer is not every user's to read
        programs.mkdir(mode=0o755)
        for name in ("zarya-hub", "zarya-keeper"):
            shutil.copy(self.build / "hub" / name, programs / name)
        self.program = programs / "zarya-hub"
        self.keeper = Keeper(programs / "zarya-keeper", self.folder)
        self.data.mkdir(mode=0o700)
        if HAS_USERS:
            os.chown(self.data, HUB_USER, HUB_USER)

    def start(self, *options):
        if self.keeper.process is None or self.keeper.process.poll() is not None:
            self.keeper.start()
        super().start("--keeper", self.keeper.path, *options)

    def launch(self, command, is_ready, **environment):
        super().launch([*as_user(HUB_USER), *command], is_ready, **environment)

    def can_read(self, path):
        """Whether the hub's user can."""
        command = [*as_user(HUB_USER), "cat", pathlib.Path(path)]
        return subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              check=False).returncode == 0

    def __exit__(self, *fault):
        self.keeper.socket.close()
        try:
            super().__exit__(*fault)
        finally:
            self.keeper.end()
