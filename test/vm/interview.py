"""An interviewer who sees only what the probes say and acts only by touching the screen.

With a script (family.json) it enters exactly that; without one it answers any questionnaire by a fixed policy:
the first choice, plausible numbers, dates and words, the next plausible one when the form objects.
"""
import re

from probe import ProbeTimeout

CHOICE_ATTEMPTS = 12
SCREENS_MAX = 2000
PATIENCE_S, TOUCHES_MAX = 10, 4  # how long a person waits before touching again, and how often
POLICY = {
    "int": ["2", "1", "30", "0", "5", "10", "100", "2000", "1985", "12"],
    "decimal": ["1.5", "36.6", "10", "100", "0"],
    "range": ["2", "1", "5"],
    "text": ["тест", "test", "12", "123", "abc-123", "1234567890", "a@b.ru"],
    "date": ["2000-01-15", "2026-11-22", "1985-05-05", "2021-06-01", "2015-03-03"],
    "time": ["10:30", "12:00"],
    "datetime": ["2026-11-22T10:30", "2000-01-15T10:30"],
}
LANGUAGES = {"ru": "Русский", "en": "English", "tt": "Татарча", "ba": "Башҡортса", "cv": "Чӑвашла"}
FOOT = ("back", "next", "finish", "add-person")
UNANSWERABLE = {"note", "geopoint", "geotrace", "geoshape", "image", "drawing", "audio", "video", "file", "binary", "barcode",
                "unsupported", "intent"}


class InterviewError(Exception):
    pass


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


class Interviewer:
    """tablet: tap(x, y), drag(x0, y0, x1, y1), shot(name), .census and .shell probes, .width, .height."""

    def __init__(self, tablet, script=None, people=2):
        self.tablet = tablet
        self.script = script["answers"] if script else None
        self.repeat_counts = script.get("repeat_counts", {}) if script else {}
        self.people = people
        self.entered = {}  # path -> value as the application confirmed it
        self.hints = {}  # path -> values that the form's own objections named
        self.attempts = {}  # path -> how many values the form refused
        self.timings = []  # per answer: touch to stored, touch to next frame, microseconds of the guest
        self.asked = set()  # paths of the question screens seen
        self.shots = 0
        self.repeated = []  # touches that had no effect the first time
        self.touches = []  # screen, touches on it

    # ---- seeing ----

    def screen(self, since=0, seconds=90):
        """The newest screen once it holds still."""
        self.tablet.census.wait(lambda e: e["event"] == "screen", since, seconds, "a screen")
        return self.tablet.census.settle("screen")

    def shot(self, name):
        self.shots += 1
        self.tablet.shot(f"{self.shots:03d}-{re.sub(r'[^0-9a-z]+', '-', name.lower()).strip('-')}")

    def targets(self, screen, name, **facts):
        return [t for t in screen["targets"] if t["name"] == name and all(t.get(k) == v for k, v in facts.items())]

    def target(self, screen, name, **facts):
        found = self.targets(screen, name, **facts)
        if not found:
            names = sorted({t["name"] for t in screen["targets"]})
            raise InterviewError(f"no target {name} {facts} on screen {screen['name']} {screen.get('path', '')}; there are {names}")
        return found[0]

    # ---- touching ----

    def view(self, screen):
        """The rectangle where scrolled content is visible: x, y, width, height."""
        if "view" in screen:
            return screen["view"]
        keyboard = self.tablet.shell.latest.get("keyboard")
        bottom = self.tablet.height - 90
        if keyboard and keyboard["visible"]:
            bottom = keyboard["rect"][1] - 90
        return [0, 120, self.tablet.width, bottom - 120]

    def steady(self, screen):
        """The screen once its foot stands on the keyboard's top or, without one, at the bottom of the tablet."""
        for _ in range(20):
            keyboard = self.tablet.shell.latest.get("keyboard") or {"visible": False}
            bottom = keyboard["rect"][1] if keyboard["visible"] else self.tablet.height
            foot = [t["rect"][1] + t["rect"][3] for t in screen["targets"] if t["name"] in FOOT]
            if not foot or bottom - 60 < max(foot) <= bottom:
                break
            try:
                self.tablet.census.wait(lambda e: e["event"] == "screen", self.tablet.census.mark(), 1, "a new layout")
            except ProbeTimeout:
                pass
            screen = self.tablet.census.settle("screen")  # what is told is drawn a moment later
        return screen

    def bring_into_view(self, screen, pick):
        """Drags until the target that pick(screen) gives lies in the view; gives it and the screen."""
        screen = self.steady(screen)
        for _ in range(60):
            target = pick(screen)
            x, y, w, h = target["rect"]
            if not target.get("scrolls", True):
                return screen, target
            left, top, width, height = self.view(screen)
            middle = y + h / 2
            if top + 4 <= middle <= top + height - 4:
                return screen, target
            distance = middle - (top + height / 2)
            step = max(-height * 0.7, min(height * 0.7, distance))
            since = self.tablet.census.mark()
            start = top + height * (0.85 if step > 0 else 0.15)
            self.tablet.drag(left + width * 0.5, start, left + width * 0.5, start - step)
            try:
                self.screen(since, PATIENCE_S)
                self.tablet.shell.settle("frame", 0.3)  # on a slow machine it still glides
                screen = self.tablet.census.settle("screen")
            except ProbeTimeout:
                self.repeated.append(f"drag on {screen['name']} {screen.get('path', '')}")
        raise InterviewError(f"cannot scroll to {target}")

    def touch(self, screen, target, wait="screen"):
        """Taps the middle of a target; gives the mark before the tap."""
        x, y, w, h = target["rect"]
        since = self.tablet.census.mark()
        self.tablet.tap(x + w / 2, y + h / 2)
        return since

    def insist(self, screen, pick, condition, what):
        """Taps what pick(screen) gives; when nothing happens looks again, as a person does, and taps where it is now."""
        first = self.tablet.census.mark()
        for _ in range(TOUCHES_MAX):
            screen, target = self.bring_into_view(screen, pick)
            self.touch(screen, target)
            try:
                return self.tablet.census.wait(condition, first, PATIENCE_S, what)
            except ProbeTimeout:
                self.repeated.append(f"{target['name']} on {screen['name']} {screen.get('path', '')}")
                screen = self.tablet.census.settle("screen")
        raise InterviewError(f"{what} did not come after {TOUCHES_MAX} touches")

    def press(self, screen, name, **facts):
        """Taps a target and waits for the screen that follows."""
        screen, target = self.bring_into_view(screen, lambda s: self.target(s, name, **facts))
        since = self.touch(screen, target)
        return self.screen(since)

    # ---- the keyboard ----

    def keyboard(self, since, seconds=30):
        self.tablet.shell.wait(lambda e: e["event"] == "keyboard", since, seconds, "the keyboard")
        return self.tablet.shell.settle("keyboard", 0.15)

    def key(self, name):
        keys = {k["key"]: k["rect"] for k in self.tablet.shell.latest["keyboard"]["keys"]}
        if name not in keys:
            raise KeyError(name)
        x, y, w, h = keys[name]
        self.tablet.tap(x + w / 2, y + h / 2)

    def press_layout_key(self, name):
        since = self.tablet.shell.mark()
        self.key(name)
        self.keyboard(since)

    def press_letter(self, letter):
        """After a capital the keyboard goes back to small letters by itself: the next key stands elsewhere."""
        since = self.tablet.shell.mark()
        self.key(letter)
        if len(letter) == 1 and letter.isupper():
            try:
                self.tablet.shell.wait(lambda e: e["event"] == "keyboard", since, 2, "small letters")
            except ProbeTimeout:
                pass

    def hold_letter(self, letter):
        """Rests on the key whose row of relatives has the letter, slides there and lifts."""
        shell, since = self.tablet.shell, self.tablet.shell.mark()
        opened = since
        key = next(k for k in shell.latest["keyboard"]["keys"] if letter in k.get("more", []))

        def find():
            nonlocal opened
            event = shell.wait(lambda e: e["event"] == "keyboard" and "row" in e, since, 10, f"the row with {letter}")
            opened = shell.mark()
            x, y, w, h = next(k["rect"] for k in event["row"] if k["key"] == letter)
            return x + w / 2, y + h / 2
        x, y, w, h = key["rect"]
        self.tablet.hold(x + w / 2, y + h / 2, find)
        shell.wait(lambda e: e["event"] == "keyboard" and "row" not in e, opened, 10, "the end of the row")
        shell.settle("keyboard", 0.15)

    def find_key(self, character):
        """Brings up the layout that has the character and taps it, or holds the key that has it behind its own."""
        special = {" ": "space", "\n": "enter"}.get(character, character)
        lower = special if len(special) > 1 else special.lower()
        for turn in ("none", "layout", "layout", "digits", "digits"):
            if turn != "none":
                self.press_layout_key(turn)
            keys = {k["key"] for k in self.tablet.shell.latest["keyboard"]["keys"]}
            if special in keys:
                return self.press_letter(special)
            if lower in keys and "shift" in keys:
                self.press_layout_key("shift")
                return self.press_letter(special if special in {k["key"] for k in self.tablet.shell.latest["keyboard"]["keys"]} else lower)
            more = {letter for k in self.tablet.shell.latest["keyboard"]["keys"] for letter in k.get("more", [])}
            if special not in more and lower in more:
                self.press_layout_key("shift")
            if lower in more or special in more:
                return self.hold_letter(special)
        raise InterviewError(f"no key for {character!r} in any layout")

    def type_text(self, text):
        if not (self.tablet.shell.latest.get("keyboard") or {}).get("visible"):
            self.tablet.shell.wait(lambda e: e["event"] == "keyboard" and e["visible"], 0, 30, "the keyboard")
        for character in text:
            self.find_key(character)

    def fill(self, screen, name, text, **facts):
        """Fills a field and looks whether the text stands there; a touch that met a moving screen is made again."""
        for _ in range(TOUCHES_MAX):
            since = self.tablet.census.mark()
            self.fill_once(screen, name, text, **facts)
            if self.shows(name, text, since, **facts):
                return
            self.repeated.append(f"{name} {facts}")
            screen = self.tablet.census.settle("screen")
        raise InterviewError(f"{name} {facts} does not take {text!r}")

    def shows(self, name, text, since, **facts):
        """Whether the field comes to show the text; a field that went away has been taken."""
        def is_there(screen):
            found = self.targets(screen, name, **facts)
            return not found or (found[0].get("value") or "") == text
        if is_there(self.tablet.census.latest["screen"]):
            return True
        try:
            self.tablet.census.wait(lambda e: e["event"] == "screen" and is_there(e), since, 4, f"{text!r} in {name}")
            return True
        except ProbeTimeout:
            return False

    def fill_once(self, screen, name, text, **facts):
        """Taps a field unless it waits for keys already, empties it by backspace, and types."""
        screen, target = self.bring_into_view(screen, lambda s: self.target(s, name, **facts))
        since = self.tablet.shell.mark()
        shown = (self.tablet.shell.latest.get("keyboard") or {}).get("visible")
        if target.get("focused") and not shown:
            shown = self.keyboard_comes(since)
        if not (shown and target.get("focused")):
            self.touch(screen, target)
        if not shown:
            self.tablet.shell.wait(lambda e: e["event"] == "keyboard" and e["visible"], since, 30, f"the keyboard for {name}")
            self.tablet.census.settle("screen", 0.5)
        self.tablet.shell.settle("keyboard", 0.3)
        for _ in range(len(target.get("value") or "")):
            self.key("backspace")
        self.type_text(text)

    def keyboard_comes(self, since):
        """Whether a field that has the focus brings the keyboard by itself."""
        try:
            self.tablet.shell.wait(lambda e: e["event"] == "keyboard" and e["visible"], since, 3, "the keyboard")
            return True
        except ProbeTimeout:
            return False

    # ---- answering ----

    def wanted(self, question):
        """The value to enter, None to leave the question as it is."""
        path, kind = question["path"], question["kind"]
        if self.script is not None:
            return self.script.get(path)
        if kind in UNANSWERABLE or question.get("readonly"):
            return None
        tries = self.attempts.get(path, 0)
        options = self.hints.get(path, []) + POLICY.get(kind, POLICY["text"])
        if tries >= len(options):
            raise InterviewError(f"{path}: the form refused {options}: {question.get('message')}")
        return options[tries]

    def answer(self, screen, question):
        """Enters one answer and waits until the application says that it is stored."""
        path, kind = question["path"], question["kind"]
        if kind in ("select_one", "select_many", "rank"):
            return self.answer_choices(screen, question)
        value = self.wanted(question)
        since = self.tablet.census.mark()
        if kind in ("date", "time", "datetime"):
            self.enter_date(screen, question, value)
        elif kind == "trigger":
            screen = self.press(screen, "trigger", path=path)
        else:
            self.fill(screen, "text", value.replace(".", self.decimal_point(kind)), path=path)
        return since, value

    def decimal_point(self, kind):
        return "." if kind in ("decimal", "range") else "."

    def enter_date(self, screen, question, value):
        """Fills the parts that the application shows: date-year, date-month, date-day, time-hour, time-minute."""
        date, _, time = value.partition("T") if question["kind"] != "time" else ("", "", value)
        parts = dict(zip(("date-year", "date-month", "date-day"), date.split("-"))) if date else {}
        if time:
            parts.update(zip(("time-hour", "time-minute"), time.split(":")))
        parts = {name: value.lstrip("0") or "0" for name, value in parts.items() if self.targets(screen, name, path=question["path"])}
        for _ in range(TOUCHES_MAX):
            for name in sorted(parts, key=("date-day", "date-month", "date-year", "time-hour", "time-minute").index):
                if (self.target(screen, name, path=question["path"]).get("value") or "") != parts[name]:
                    self.fill(screen, name, parts[name], path=question["path"])
                    screen = self.tablet.census.settle("screen")
            if all(self.shows(name, part, self.tablet.census.mark(), path=question["path"]) for name, part in parts.items()):
                return

    def answer_choices(self, screen, question):
        path = question["path"]
        choices = self.targets(screen, "choice", path=path)
        if self.script is not None:
            values = values_of(question["kind"], self.script[path])
        else:
            tries = self.attempts.get(path, 0)
            if tries >= min(len(choices), CHOICE_ATTEMPTS):
                raise InterviewError(f"{path}: every choice was refused: {question.get('message')}")
            values = [choices[tries]["value"]]
        since = self.tablet.census.mark()
        if question["kind"] != "select_one":
            values = [v for v in values if v not in (question.get("value") or "").split()]
        for value in values:
            self.choose(screen, question, value)
            if value is not values[-1]:
                screen = self.tablet.census.settle("screen")
        return since, " ".join(values)

    def choose(self, screen, question, value):
        """Taps a choice; where the finger met its neighbour on a gliding list, that one is tapped off again."""
        path, kind = question["path"], question["kind"]
        for _ in range(TOUCHES_MAX):
            met = values_of(kind, self.tap_choice(screen, path, value))
            if value in met:
                break
            self.repeated.append(f"choice {value} of {path}: {' '.join(met)} was met")
            screen = self.tablet.census.settle("screen")
            if not self.targets(screen, "choice", path=path):
                raise InterviewError(f"{path} went on with {' '.join(met)} instead of {value}")
        else:
            raise InterviewError(f"{path} does not take {value}")
        wanted = values_of(kind, self.script[path]) if self.script is not None else met
        for wrong in (word for word in met if word not in wanted):
            self.tap_choice(self.tablet.census.settle("screen"), path, wrong)

    def tap_choice(self, screen, path, value):
        """Taps a choice; gives what the application then says is stored."""
        stored = self.insist(screen, lambda s: self.target(s, "choice", path=path, value=value),
                             lambda e: e["event"] == "stored" and e["path"] == path, f"{path} stored")
        return stored["value"]

    def note_timing(self, stored):
        """Touch to stored and touch to the next frame, by the guest's clock."""
        shell = self.tablet.shell.events
        touches = [e["t"] for e in shell if e["event"] == "touch" and e["t"] <= stored["t"]]
        if touches:
            frames = [e["t"] for e in shell if e["event"] == "frame" and e["t"] > touches[-1]]
            self.timings.append({"path": stored["path"], "touch_to_stored_us": stored["t"] - touches[-1],
                                 "touch_to_frame_us": frames[0] - touches[-1] if frames else None})

    def take_stored(self, since):
        for event in self.tablet.census.events[since:]:
            if event["event"] == "stored":
                self.entered[event["path"]] = event["value"]
                self.note_timing(event)

    # ---- the way through the form ----

    def needs_answer(self, question):
        value, path = question.get("value") or "", question["path"]
        if question.get("readonly") or question["kind"] in UNANSWERABLE:
            return False
        if self.script is not None:
            wanted = self.script.get(path)
            if wanted is None and question.get("required"):
                raise InterviewError(f"the script has no answer for the required question {path}")
            return wanted is not None and not same_answer(value, wanted)
        return value == "" or bool(question.get("message"))

    def open_question(self, screen, done):
        for question in screen.get("questions", []):
            if question["path"] not in done and self.needs_answer(question):
                return question
        return None

    def do_questions(self, screen):
        """Answers what stands on the screen, one after the other, then goes on."""
        done, here = set(), screen.get("path")
        self.asked.add(screen.get("path", ""))
        while (question := self.open_question(screen, done)) is not None:
            done.add(question["path"])
            since, value = self.answer(screen, question)
            if question["kind"].startswith("select"):
                self.see(question, value)
            screen = self.tablet.census.settle("screen")
            self.take_stored(since)
            if screen["name"] != "question" or screen.get("path") != here:
                return screen  # a lone choice goes on by itself
        screen = self.steady(screen)
        self.shot("question " + screen.get("path", "").rsplit("/", 1)[-1])
        before, since = screen, self.tablet.census.mark()
        screen = self.leave(screen, "next")
        self.take_stored(since)
        if (screen["name"], screen.get("path")) != (before["name"], before.get("path")):
            return screen
        for question in screen.get("questions", []):
            if question.get("message"):
                if self.script is not None and question["path"] not in done and self.needs_answer(question):
                    continue  # it came up behind the last answer, after the finger was on its way to Next
                if self.script is not None:
                    raise InterviewError(f"{question['path']}: {question['message']}")
                self.learn(question)
        return screen

    def see(self, question, value):
        """Waits until the screen shows the answer, and with it the questions that follow from it."""
        def is_shown(screen):
            return all(q["path"] != question["path"] or same_answer(q.get("value") or "", value) for q in screen.get("questions", []))
        if not is_shown(self.tablet.census.latest["screen"]):
            try:
                self.tablet.census.wait(lambda e: e["event"] == "screen" and is_shown(e), self.tablet.census.mark(), 5, "the answer on the screen")
            except ProbeTimeout:  # an answer that is stored on leaving is not shown as stored before
                pass

    def learn(self, question):
        """The next try: what the objection gives as an example, else the policy's next value."""
        path = question["path"]
        named = re.findall(r"[A-Z]+(?:-[0-9A-Z]+)+|\d{4}-\d\d-\d\d", question["message"])
        numbers = [str(int(n) + d) for n in re.findall(r"\d+", question["message"]) for d in (0, 1, -1) if int(n) + d >= 0]
        if path not in self.hints and (named or question["kind"] in ("int", "decimal") and numbers):
            self.hints[path] = named or numbers
            self.attempts[path] = 0
        else:
            self.attempts[path] = self.attempts.get(path, 0) + 1

    def leave(self, screen, name, **facts):
        """Presses a button and waits until the application has gone on, or says at a question why it does not."""
        place = (screen["name"], screen.get("path"), len(self.targets(screen, "row")))
        self.insist(
            screen, lambda s: self.target(s, name, **facts),
            lambda e: e["event"] == "screen" and ((e["name"], e.get("path"), len(self.targets(e, "row"))) != place or any(
                q.get("message") for q in e.get("questions", []))),
            f"leaving {screen['name']} {screen.get('path', '')} by {name}")
        return self.tablet.census.settle("screen")

    def do_roster(self, screen):
        path = screen["path"]
        rows = len(self.targets(screen, "row"))
        screen = self.steady(screen)
        self.shot(f"roster {rows}")
        wanted = self.repeat_counts.get(path, self.people if self.script is None else 0)
        if rows < wanted and self.targets(screen, "add-person") and not self.has_unasked(screen):
            return self.leave(screen, "add-person")
        return self.leave(screen, "next")

    def has_unasked(self, screen):
        """A converted questionnaire begins a list with one entry: that one is asked before others are added."""
        entries = [t["path"] for t in self.targets(screen, "row")]
        return any(not any(path.startswith(entry) for path in self.asked) for entry in entries)

    def run(self, screen, stop=None):
        """From a screen of the interview to "done". stop(self, screen) true ends it early, for a power cut."""
        for _ in range(SCREENS_MAX):
            if stop is not None and stop(self, screen):
                return screen
            name, place, before = screen["name"], screen.get("path") or screen["name"], self.tablet.touches
            if name == "question":
                screen = self.do_questions(screen)
            elif name == "roster":
                screen = self.do_roster(screen)
            elif name == "summary":
                screen = self.steady(screen)
                self.shot("summary")
                screen = self.leave(screen, "finish")
            elif name == "done":
                self.shot("done")
                return screen
            else:
                raise InterviewError(f"unexpected screen {name}: {screen.get('title')}")
            self.touches.append([place, self.tablet.touches - before])
        raise InterviewError(f"more than {SCREENS_MAX} screens")

    def choose_language(self, screen, code):
        """By the language key and the list behind it."""
        if screen["language"] == code:
            return screen
        self.insist(screen, lambda s: self.target(s, "language"), lambda e: e["event"] == "screen" and e["name"] == "language", "the languages")
        screen = self.tablet.census.settle("screen")
        value = LANGUAGES.get(code, code)
        self.insist(screen, lambda s: self.target(s, "language", value=value), lambda e: e["event"] == "screen" and e["language"] == code, f"the screen in {code}")
        return self.tablet.census.settle("screen")

    def open_household(self, screen, household):
        self.shot("households")
        return self.leave(screen, "household", id=household)
