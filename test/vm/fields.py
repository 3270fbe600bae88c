"""Fields to type into: each is filled and looked at, as a person looks whether the text stands there."""
from hands import PATIENCE_S, TOUCHES_MAX
from screen import InterviewError, is_screen, target, targets

DATE, TIME = ("date-year", "date-month", "date-day"), ("time-hour", "time-minute")
AS_THEY_STAND = ("date-day", "date-month", "date-year", "time-hour", "time-minute")


def parts_of(kind, value):
    """The parts of a date, a time, or both, as fields show them: without leading noughts."""
    date, _, time = ("", "", value) if kind == "time" else value.partition("T")
    parts = list(zip(DATE, date.split("-"))) if date else []
    parts += zip(TIME, time.split(":")) if time else []
    return {name: part.lstrip("0") or "0" for name, part in parts}


class Fields:
    def __init__(self, hands, keyboard):
        self.hands, self.keyboard = hands, keyboard

    def fill(self, screen, name, text, **facts):
        """Fills a field and looks whether the text stands there; a touch that met a moving screen is made again."""
        for _ in range(TOUCHES_MAX):
            since = self.hands.census.mark()
            self.fill_once(screen, name, text, **facts)
            if self.shows(name, text, since, **facts):
                return
            self.hands.repeated.append(f"{name} {facts}")
            screen = self.hands.look()
        raise InterviewError(f"{name} {facts} does not take {text!r}")

    def fill_once(self, screen, name, text, **facts):
        """Taps a field unless it waits for keys already, empties it by backspace, and types."""
        screen, found = self.hands.bring_into_view(screen, lambda s: target(s, name, **facts))
        since = self.hands.shell.mark()
        is_shown = self.keyboard.is_shown()
        if found.get("focused") and not is_shown:
            is_shown = self.keyboard.comes(since, 3)
        if not (is_shown and found.get("focused")):
            self.hands.touch(found)
        if not is_shown:
            if not self.keyboard.comes(since, PATIENCE_S):
                return  # the touch was missed
            self.hands.census.settle("screen", 0.5)
        self.keyboard.settle()
        self.keyboard.erase(len(found.get("value") or ""))
        self.keyboard.type(text)

    def shows(self, name, text, since, **facts):
        """Whether the field comes to show the text; a field that went away has been taken."""
        def is_there(screen):
            found = targets(screen, name, **facts)
            return not found or (found[0].get("value") or "") == text
        census = self.hands.census
        return is_there(census.latest["screen"]) or census.comes(
            lambda e: is_screen(e) and is_there(e), since, 4) is not None

    def fill_date(self, screen, question, value):
        """Fills the parts that the application shows of it."""
        path = question["path"]
        parts = {name: part for name, part in parts_of(question["kind"], value).items() if targets(screen, name, path=path)}
        for _ in range(TOUCHES_MAX):
            for name in sorted(parts, key=AS_THEY_STAND.index):
                if (target(screen, name, path=path).get("value") or "") != parts[name]:
                    self.fill(screen, name, parts[name], path=path)
                    screen = self.hands.look()
            if all(self.shows(name, part, self.hands.census.mark(), path=path) for name, part in parts.items()):
                return
