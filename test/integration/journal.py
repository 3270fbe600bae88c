"""What a program told its operator: the events among its lines (lib/event/log.h)."""
import re
import urllib.parse

LINE = re.compile(r"(?:<\d>)?event=(\S+)((?: \S+=\S*)*)$")


def read_event(line):
    """(name, fields) of an event's line; None for a line that is none."""
    match = LINE.match(line.rstrip())
    if match is None:
        return None
    fields = (part.split("=", 1) for part in match.group(2).split())
    return match.group(1), {name: urllib.parse.unquote(value) for name, value in fields}


def events_in(lines, name):
    """The fields of each event of this name, in their order."""
    found = (read_event(line) for line in list(lines))
    return [event[1] for event in found if event is not None and event[0] == name]
