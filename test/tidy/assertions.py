"""Assertions, counted by room: one a public function on average, and 0.4 a function."""
import re
import typing

from source import Fault

PER_PUBLIC, PER_FUNCTION = 1.0, 0.4
SLACK = 5  # how far, in per cent, a room may be above its floor before the floor is raised
_ASSERTION = re.compile(r"\b(?:static_)?assert(?:_\w+)?\s*\(")


class Count(typing.NamedTuple):
    room: str
    files: int
    functions: int
    public: int
    assertions: int

    @property
    def reached(self):
        """Per cent of what the room should have, by the farther of the two aims."""
        aim = max(self.public * PER_PUBLIC, self.functions * PER_FUNCTION)
        return 100 if aim == 0 else min(100, int(100 * self.assertions / aim))


def counts(tree):
    rooms = {}
    for source in tree.product():
        rooms.setdefault(tree.room_of(source.path), []).append(source)
    for room, sources in sorted(rooms.items()):
        functions = [function for source in sources for function in source.functions]
        yield Count(room, sum(not source.is_header for source in sources), len(functions),
                    sum(not function.is_static for function in functions),
                    sum(len(_ASSERTION.findall("\n".join(source.code))) for source in sources))


def check(tree, excused):
    """A room's floor is the per cent it has reached: it never falls, and is written anew when the room has risen."""
    for count in counts(tree):
        floor = excused.get(count.room)
        if count.reached == 100 or not count.room:
            continue
        kept = floor is not None and floor <= count.reached < floor + SLACK
        yield Fault(count.room, 1, f"{count.assertions} assertions for {count.public} public functions of "
                    f"{count.functions}: {count.reached} % of what a room has"
                    + ("" if floor is None else f", its floor is {floor} %"),
                    count.room, floor if kept else count.reached)


def table(tree, excused):
    yield f"{'room':16} {'files':>5} {'functions':>9} {'public':>6} {'assertions':>10} {'a public':>8} " \
          f"{'a function':>10} {'reached':>7} {'floor':>5}"
    for count in counts(tree):
        yield (f"{count.room:16} {count.files:5} {count.functions:9} {count.public:6} {count.assertions:10} "
               f"{count.assertions / max(1, count.public):8.2f} {count.assertions / max(1, count.functions):10.2f} "
               f"{count.reached:5} % {excused.get(count.room) or '':>5}")
