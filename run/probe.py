"""The reading end of a probe: JSON lines from a program in the virtual tablet (docs/probe.md).

A thread collects the events; the driver waits for one that satisfies a condition, counted from a mark,
so that an event that came before the driver looked is not missed.
"""
import json
import socket
import threading
import time

from waiting import LIMIT_S, wait_for

SETTLED_S = 10  # what blinks or glides for longer is as quiet as it will be


class ProbeTimeout(Exception):
    pass


class Probe:
    def __init__(self, name):
        self.name = name
        self.pace = 1.0  # how many times slower than usual the tablet is: seconds that a person waits are of a usual one
        self.events = []  # every event of this boot, in order
        self.latest = {}  # the last event of each kind
        self._changed = threading.Condition()
        self._socket = None

    def connect(self, path):
        """Connects to QEMU's chardev socket and starts collecting. A new boot starts empty."""
        self._socket = wait_for(lambda: self._try_to_connect(path))
        if self._socket is None:
            raise ProbeTimeout(f"{self.name}: nobody listens at {path}")
        with self._changed:
            self.events, self.latest = [], {}
        threading.Thread(target=self._collect, args=(self._socket,), daemon=True).start()

    def _try_to_connect(self, path):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(path))
            return connection
        except OSError:
            connection.close()
            return None

    def _collect(self, connection):
        rest = b""
        while True:
            try:
                data = connection.recv(65536)
            except OSError:
                return
            if not data:
                return
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self._add(line)

    def _add(self, line):
        try:
            event = json.loads(line)
        except ValueError:  # a line cut short by a reboot of the guest
            return
        event["host"] = time.monotonic()
        with self._changed:
            self.events.append(event)
            self.latest[event.get("event")] = event
            self._changed.notify_all()

    def close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def mark(self):
        """The place in the stream: events from here on are later than now."""
        with self._changed:
            return len(self.events)

    def wait(self, condition, since=0, what="an event"):
        """The first event from mark `since` on that satisfies the condition: it must come."""
        event = self._first(condition, since, LIMIT_S)
        if event is None:
            raise ProbeTimeout(f"{self.name}: {what} did not come within {LIMIT_S} s")
        return event

    def comes(self, condition, since, seconds):
        """The same, as a person looks for it who does something else when nothing came for so long: None then."""
        return self._first(condition, since, seconds * self.pace)

    def _first(self, condition, since, seconds):
        deadline = time.monotonic() + seconds
        position = since
        with self._changed:
            while True:
                while position < len(self.events):
                    event = self.events[position]
                    position += 1
                    if condition(event):
                        return event
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self._changed.wait(left)

    def settle(self, kind, quiet=0.25):
        """The last event of a kind once no newer one has come for `quiet` seconds."""
        quiet, deadline = quiet * self.pace, time.monotonic() + SETTLED_S * self.pace
        with self._changed:
            while True:
                before = self.latest.get(kind)
                self._changed.wait_for(lambda: self.latest.get(kind) is not before, quiet)
                if self.latest.get(kind) is before or time.monotonic() > deadline:
                    return self.latest.get(kind)
