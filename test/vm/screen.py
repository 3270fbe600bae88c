"""What a "screen" event of the application's probe says (docs/probe.md): targets to touch, and questions to answer."""


class InterviewError(Exception):
    pass


def is_screen(event):
    return event["event"] == "screen"


def targets(screen, name, **facts):
    """Those of a name that have all these facts."""
    return [t for t in screen["targets"] if t["name"] == name and all(t.get(key) == value for key, value in facts.items())]


def target(screen, name, **facts):
    """The first of them: there must be one."""
    found = targets(screen, name, **facts)
    if not found:
        names = sorted({t["name"] for t in screen["targets"]})
        raise InterviewError(f"no target {name} {facts} on screen {where(screen)}; there are {names}")
    return found[0]


def where(screen):
    """The screen, for a person who reads what went wrong."""
    return f"{screen['name']} {screen.get('path', '')}".strip()


def middle(rect):
    x, y, width, height = rect
    return x + width / 2, y + height / 2


def values_of(kind, value):
    """The choices in a value: only an answer of several is a list, a lone choice may hold spaces."""
    return [value] if kind == "select_one" and value else value.split()


def same_answer(stored, wanted):
    """Choice lists are sets; numbers compare as numbers; the rest as text."""
    if stored == wanted:
        return True
    try:
        return float(stored) == float(wanted)
    except ValueError:
        return sorted(stored.split()) == sorted(wanted.split())
