"""A program of ours, started, listened to and ended."""
import ctypes
import os
import signal
import subprocess
import threading

from waiting import LIMIT_S, wait_for

_LIBC = ctypes.CDLL(None)  # found before the fork: behind it other threads' locks may be held for ever
_PR_SET_PDEATHSIG = 1


class ProgramError(Exception):
    pass


def spawn(command, **options):
    """Starts a process of ours: deaf to the terminal's Ctrl-C, which is ours to handle, and ended when we die."""
    return subprocess.Popen([str(part) for part in command], start_new_session=True,
                            preexec_fn=lambda: _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM),
                            **{"stdin": subprocess.DEVNULL, **options})


def stop(process):
    """Ends a process of ours: asks, waits, then insists. Its status, also of one that ended by itself; None when it had to be
    killed."""
    if process is None:
        return 0
    if process.poll() is None:
        process.terminate()
    try:
        return process.wait(LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None


class Program:
    """Runs until it is told to end; its lines are kept, and written to the file log when there is one."""

    def __init__(self, name, log=None):
        self.name, self.log = name, log
        self.process, self.reader, self.lines = None, None, []

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *fault):
        if fault[0] is not None:
            print(f"the {self.name}'s last lines:", *self.lines[-20:], sep="\n  ")
        self.stop()

    def launch(self, command, is_ready, **environment):
        """Returns at the first line that is_ready; what the environment holds beside ours is given by name."""
        self.process = spawn(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                             env={**os.environ, **environment})
        ready = threading.Event()
        self.reader = reader = threading.Thread(target=self._read, args=(self.process.stdout, is_ready, ready), daemon=True)
        reader.start()
        if not wait_for(ready.is_set, is_alive=lambda: reader.is_alive() and self.process.poll() is None):
            self.kill()
            reader.join(LIMIT_S)
            raise ProgramError(f"the {self.name} did not start: " + " | ".join(self.lines[-5:]))

    def _read(self, stream, is_ready, ready):
        with stream, open(self.log or os.devnull, "a", encoding="utf-8") as log:
            for line in stream:
                self.lines.append(line.rstrip())
                log.write(line)
                log.flush()
                if is_ready(line):
                    ready.set()

    def await_end(self):
        """Its status when it ended by itself, with all its lines read."""
        if not wait_for(lambda: self.process.poll() is not None):
            raise ProgramError(f"the {self.name} goes on: " + "\n".join(self.lines[-5:]))
        self.reader.join(LIMIT_S)
        return self.process.returncode

    def kill(self):
        """As a crash: SIGKILL, at once."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def stop(self):
        """Ends it as systemd would. Here it is said whether it crashed before, or leaked under a sanitizer."""
        if stop(self.process) != 0:
            raise ProgramError(f"the {self.name} did not end well: " + "\n".join(self.lines[-40:]))
