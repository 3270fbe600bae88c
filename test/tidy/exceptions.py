"""Today's exceptions to a rule: exceptions/<rule>.txt, one a line, "key: reason" or "key amount: reason".

The lists may only shrink. A line that excuses nothing any more is a fault, and so is an amount that is no longer met.
"""
import pathlib
import re
import typing

from source import Fault


class Exempt(typing.NamedTuple):
    line: int
    amount: int | None
    reason: str


LINE = re.compile(r"(.+?)(?: (\d+))?: (.*\S)")
FOLDER = pathlib.Path("test/tidy/exceptions")


def read(path):
    """Key -> exception; and the faults of the list itself."""
    found, faults, before = {}, [], ""
    lines = path.read_text().split("\n") if path.exists() else []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        match = LINE.fullmatch(line)
        if not match:
            faults.append(Fault(str(FOLDER / path.name), number, "not 'key: reason'"))
            continue
        if match.group(1) <= before:
            faults.append(Fault(str(FOLDER / path.name), number, "out of order, or there twice: tidy.py --shrink sorts"))
        before = match.group(1)
        found[before] = Exempt(number, int(match.group(2)) if match.group(2) else None, match.group(3))
    return found, faults


def apply(name, faults, excused):
    """The faults that no exception excuses, and the exceptions that excuse none."""
    used = set()
    for fault in faults:
        exception = excused.get(fault.key) if fault.key else None
        if exception is None:
            yield fault
            continue
        used.add(fault.key)
        if exception.amount is not None and fault.amount != exception.amount:
            yield fault._replace(text=f"{fault.text}; excused at {exception.amount} in {name}.txt:{exception.line}")
    for key, exception in excused.items():
        if key not in used:
            yield Fault(f"{FOLDER}/{name}.txt", exception.line, f"{key} needs no exception any more: delete the line")


def shrunk(text, faults, is_floor):
    """The list, sorted, without the lines that excuse nothing, and with the amounts that have become better."""
    amounts = {fault.key: fault.amount for fault in faults if fault.key}
    head, kept = [], {}
    for line in text.split("\n")[:-1]:
        match = LINE.fullmatch(line)
        if line.startswith("#") or not match:
            head.append(line)
            continue
        key, amount, reason = match.groups()
        if key in amounts:
            better = max if is_floor else min
            kept[key] = f"{key}{'' if amount is None else f' {better(int(amount), amounts[key])}'}: {reason}"
    return "\n".join([*head, *(kept[key] for key in sorted(kept)), ""])
