"""A tablet of paper for the interviewer's own test: a small questionnaire whose screens and keyboard are told by probes as
the real ones tell theirs, and whose finger may be missed."""
import json

from probe import Probe

WIDTH, HEIGHT, KEYBOARD_TOP, ROW, FOOT = 800, 1280, 800, 100, 80
LAYOUTS = {
    "ru": [{"key": "т"}, {"key": "е", "more": ["ё"]}, {"key": "с"}, {"key": "а"}, {"key": "л"}],
    "en": [{"key": "t"}, {"key": "e"}, {"key": "s"}],
    "digits": [{"key": key} for key in "0123456789-."],
}
CONTROLS = ["shift", "layout", "digits", "space", "backspace"]


class PaperTablet:
    """questions: path -> {"kind", "choices", "refuses"}; pages: lists of their paths; then come a roster, whose entries ask
    for "name", and the summary. misses: touches, by their number, that nothing feels."""

    def __init__(self, questions, pages, roster, misses=()):
        self.width, self.height, self.touches = WIDTH, HEIGHT, 0
        self.census, self.shell = Probe("census"), Probe("shell")
        for probe in (self.census, self.shell):
            probe.pace = 0.02
        self.questions, self.pages, self.roster, self.misses = questions, pages, roster, misses
        self.values, self.messages, self.pictures = {}, {}, []
        self.place, self.entries, self.offset = "households", 0, 0
        self.focus, self.layout, self.is_shifted, self.row = None, None, False, None
        self.language, self.clock = "ru", 0
        self.show()

    # ---- what is told ----

    def tell(self, probe, **event):
        self.clock += 1000
        probe._add(json.dumps({"t": self.clock, **event}).encode())

    def show(self):
        """The screen as it is now, from the top down: what scrolls, then the foot on the keyboard's top."""
        self.content = [{**target, "rect": [0, 200 + number * ROW - self.offset, WIDTH, ROW], "scrolls": True}
                        for number, target in enumerate(self.targets())]
        bottom = KEYBOARD_TOP if self.layout else HEIGHT
        foot = [{"name": name, "rect": [number * 200, bottom - FOOT, 200, FOOT], "scrolls": False}
                for number, name in enumerate(self.foot())]
        self.tell(self.census, event="screen", name=self.name(), path=self.path(), title="", language=self.language,
                  targets=self.content + foot, questions=self.told_questions(), view=[0, 150, WIDTH, bottom - FOOT - 150])
        self.content += foot
        self.tell(self.shell, event="frame")

    def name(self):
        return "question" if isinstance(self.place, (int, str)) and str(self.place).isdigit() else self.place

    def path(self):
        return self.page()[0] if self.name() == "question" else self.roster if self.place == "roster" else ""

    def page(self):
        return self.pages[int(self.place)]

    def foot(self):
        return {"households": ["language"], "question": ["back", "next"], "roster": ["back", "next", "add-person"],
                "summary": ["back", "finish"]}.get(self.name(), [])

    def targets(self):
        if self.place == "households":
            yield {"name": "household", "id": "h1"}
        if self.place == "language":
            yield from ({"name": "language", "value": value} for value in ("Русский", "English"))
        if self.place == "roster":
            yield from ({"name": "row", "path": f"{self.roster}[{number + 1}]"} for number in range(self.entries))
        for path in self.page() if self.name() == "question" else []:
            yield from self.targets_of(path)

    def targets_of(self, path):
        question = self.questions[path]
        if question["kind"].startswith("select"):
            yield from ({"name": "choice", "path": path, "value": value} for value in question["choices"])
        elif question["kind"] == "date":
            yield from ({"name": name, "path": path, "value": self.values.get((path, name), ""),
                         "focused": self.focus == (path, name)} for name in ("date-day", "date-month", "date-year"))
        else:
            yield {"name": "text", "path": path, "value": self.values.get(path, ""), "focused": self.focus == (path, "text")}

    def told_questions(self):
        return [{"path": path, "kind": self.questions[path]["kind"], "value": self.values.get(path, ""),
                 "message": self.messages.get(path, "")} for path in (self.page() if self.name() == "question" else [])]

    def show_keyboard(self):
        keys = LAYOUTS[self.layout or "ru"] + [{"key": key} for key in CONTROLS]
        if self.is_shifted:
            keys = [{"key": key["key"].upper() if len(key["key"]) == 1 else key["key"],
                     "more": [letter.upper() for letter in key.get("more", [])]} for key in keys]
        self.keys = [{**key, "rect": [number % 8 * 100, KEYBOARD_TOP + number // 8 * 100, 100, 100]}
                     for number, key in enumerate(keys)]
        row = {"row": self.row} if self.row else {}
        self.tell(self.shell, event="keyboard", visible=self.layout is not None, rect=[0, KEYBOARD_TOP, WIDTH, 480],
                  keys=self.keys, **row)

    # ---- what is felt ----

    def shot(self, name):
        self.pictures.append(name)

    def at(self, things, x, y):
        return next((thing for thing in things if thing["rect"][0] <= x < thing["rect"][0] + thing["rect"][2]
                     and thing["rect"][1] <= y < thing["rect"][1] + thing["rect"][3]), None)

    def tap(self, x, y):
        self.touches += 1
        self.tell(self.shell, event="touch")
        if self.touches in self.misses:
            return
        if self.layout and y >= KEYBOARD_TOP:
            self.press_key(self.at(self.keys, x, y)["key"])
        elif (target := self.at(reversed(self.content), x, y)) is not None:  # the foot lies above what scrolls
            self.press(target)

    def drag(self, x0, y0, x1, y1):
        self.touches += 1
        self.offset += y0 - y1
        self.show()

    def hold(self, x, y, find):
        self.touches += 1
        key = self.at(self.keys, x, y)
        self.row = [{"key": letter, "rect": [number * 100, KEYBOARD_TOP, 100, 100]}
                    for number, letter in enumerate(key["more"])]
        self.show_keyboard()
        letter = self.at(self.row, *find())["key"]
        self.row = None
        self.show_keyboard()
        self.type(letter)

    def press_key(self, key):
        if key in ("layout", "digits"):
            others = [name for name in LAYOUTS if name != "digits"]
            self.layout = "digits" if key == "digits" and self.layout != "digits" else next(
                name for name in others if name != self.layout)
            self.show_keyboard()
        elif key == "shift":
            self.is_shifted = True
            self.show_keyboard()
        else:
            self.type({"space": " "}.get(key, key))

    def type(self, letter):
        path, name = self.focus
        where = path if name == "text" else (path, name)
        text = self.values.get(where, "")
        self.values[where] = text[:-1] if letter == "backspace" else text + letter
        if self.is_shifted:
            self.is_shifted = False
            self.show_keyboard()
        self.show()

    def press(self, target):
        name = target["name"]
        if name == "household":
            self.go_to("0")
        elif name == "language":
            self.language = {"English": "en"}.get(target.get("value"), self.language)
            self.go_to("households" if "value" in target else "language")
        elif name == "choice":
            self.choose(target["path"], target["value"])
        elif name == "text" or name.startswith("date-"):
            self.focus, self.layout = (target["path"], name), self.layout or "ru"
            self.show_keyboard()
            self.show()
        elif name == "add-person":
            self.entries += 1
            path = f"{self.roster}[{self.entries}]/name"
            self.questions[path] = {"kind": "text"}
            self.pages.append([path])
            self.go_to(str(len(self.pages) - 1))
        elif name in ("next", "finish"):
            self.go_on()

    def choose(self, path, value):
        """A lone choice goes on by itself; one of several comes and goes."""
        if self.questions[path]["kind"] == "select_one":
            self.store(path, value)
            return self.go_on()
        met = self.values.get(path, "").split()
        self.store(path, " ".join(set(met) ^ {value}))
        return self.show()

    def store(self, path, value):
        self.values[path] = value
        self.tell(self.census, event="stored", path=path, value=value, answer=1)

    def go_on(self):
        if self.name() != "question":
            return self.go_to({"roster": "summary", "summary": "done"}[self.place])
        for path in self.page():
            question = self.questions[path]
            if question["kind"] == "date":
                parts = [self.values.get((path, name), "") for name in ("date-year", "date-month", "date-day")]
                self.values[path] = "-".join(part.zfill(2) for part in parts) if all(parts) else ""
            if not question["kind"].startswith("select") and self.values.get(path):
                self.store(path, self.values[path])
            refuses = question.get("refuses", {})
            self.messages[path] = refuses.get(self.values.get(path, ""), "")
        if any(self.messages[path] for path in self.page()):
            return self.show()
        is_last = int(self.place) + 1 >= len(self.pages) or self.path().startswith(self.roster)
        return self.go_to("roster" if is_last else str(int(self.place) + 1))

    def go_to(self, place):
        self.place, self.offset, self.focus = place, 0, None
        if self.layout:
            self.layout = None
            self.show_keyboard()
        self.show()
