"""The events of a file that a program still writes."""
import json
import pathlib


class Events:
    """JSON lines, each taken once, when its newline is there: what stands behind the last one is not finished."""

    def __init__(self, path):
        self.path, self.taken_bytes, self.events = pathlib.Path(path), 0, []

    def all(self):
        """Every event so far; the list grows with the file."""
        if self.path.exists():
            with open(self.path, "rb") as file:
                file.seek(self.taken_bytes)
                whole, newline, _ = file.read().rpartition(b"\n")
            self.taken_bytes += len(whole + newline)
            self.events += [json.loads(line) for line in whole.split(b"\n") if line]
        return self.events
