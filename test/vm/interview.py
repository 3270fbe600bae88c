"""An interviewer who sees only what the probes say and acts only by touching the screen."""
from fields import Fields
from hands import TOUCHES_MAX, Hands
from keyboard import Keyboard
from screen import InterviewError, is_screen, same_answer, target, targets, values_of

SCREENS_MAX = 2000
LANGUAGES = {"ru": "Русский", "en": "English", "tt": "Татарча", "ba": "Башҡортса", "cv": "Чӑвашла"}


def shows_answer(screen, question, value):
    """Whether the question stands on the screen with this answer, or no more."""
    return all(q["path"] != question["path"] or same_answer(q.get("value") or "", value) for q in screen.get("questions", []))


class Interviewer:
    """answers: a Script or a Policy. before: an interviewer in whose place this one goes on, after a power cut."""

    def __init__(self, tablet, answers, before=None):
        self.tablet, self.answers = tablet, answers
        self.hands = Hands(tablet, before.hands.shots if before else 0)
        self.fields = Fields(self.hands, Keyboard(tablet))
        self.entered = {}  # path -> value as the application confirmed it
        self.timings = []  # per answer: touch to stored, touch to next frame, microseconds of the guest
        self.asked = before.asked if before else set()  # paths of the question screens seen
        self.touches = []  # screen, touches on it

    # ---- one answer ----

    def answer(self, screen, question):
        """Enters one answer and waits until the application says that it is stored. The value."""
        path, kind = question["path"], question["kind"]
        if kind in ("select_one", "select_many", "rank"):
            return self.answer_choices(screen, question)
        value = self.answers.value(question)
        if kind in ("date", "time", "datetime"):
            self.fields.fill_date(screen, question, value)
        elif kind == "trigger":
            self.hands.press(screen, "trigger", path=path)
        else:
            self.fields.fill(screen, "text", value, path=path)
        return value

    def answer_choices(self, screen, question):
        offered = [choice["value"] for choice in targets(screen, "choice", path=question["path"])]
        values = self.answers.choices(question, offered)
        if question["kind"] != "select_one":
            values = [value for value in values if value not in (question.get("value") or "").split()]
        for number, value in enumerate(values):
            if number > 0:
                screen = self.hands.look()
            self.choose(screen, question, value)
        return " ".join(values)

    def choose(self, screen, question, value):
        """Taps a choice; where the finger met its neighbour on a gliding list, that one is tapped off again."""
        met = self.tap_until_met(screen, question, value)
        for wrong in (word for word in met if word not in self.answers.keeps(question, met)):
            self.tap_choice(self.hands.look(), question["path"], wrong)

    def tap_until_met(self, screen, question, value):
        """The choices that the application says are stored, the wanted one among them."""
        path = question["path"]
        for _ in range(TOUCHES_MAX):
            met = values_of(question["kind"], self.tap_choice(screen, path, value))
            if value in met:
                return met
            self.hands.repeated.append(f"choice {value} of {path}: {' '.join(met)} was met")
            screen = self.hands.look()
            if not targets(screen, "choice", path=path):
                raise InterviewError(f"{path} went on with {' '.join(met)} instead of {value}")
        raise InterviewError(f"{path} does not take {value}")

    def tap_choice(self, screen, path, value):
        """Taps a choice; gives what the application then says is stored."""
        stored = self.hands.insist(screen, lambda s: target(s, "choice", path=path, value=value),
                                   lambda e: e["event"] == "stored" and e["path"] == path, f"{path} stored")
        return stored["value"]

    def take_stored(self, since):
        """What the application has said since a mark that it stored."""
        for event in self.tablet.census.events[since:]:
            if event["event"] == "stored":
                self.entered[event["path"]] = event["value"]
                self.note_timing(event)

    def note_timing(self, stored):
        """Touch to stored and touch to the next frame, by the guest's clock."""
        shell = self.tablet.shell.events
        touches = [e["t"] for e in shell if e["event"] == "touch" and e["t"] <= stored["t"]]
        if touches:
            frames = [e["t"] for e in shell if e["event"] == "frame" and e["t"] > touches[-1]]
            self.timings.append({"path": stored["path"], "touch_to_stored_us": stored["t"] - touches[-1],
                                 "touch_to_frame_us": frames[0] - touches[-1] if frames else None})

    # ---- one screen ----

    def do_questions(self, screen):
        """Answers what stands on the screen, one after the other, then goes on."""
        done, here = set(), screen.get("path")
        self.asked.add(screen.get("path", ""))
        while (question := self.next_question(screen, done)) is not None:
            done.add(question["path"])
            since = self.tablet.census.mark()
            value = self.answer(screen, question)
            if question["kind"].startswith("select"):
                self.see(question, value)
            screen = self.hands.look()
            self.take_stored(since)
            if screen["name"] != "question" or screen.get("path") != here:
                return screen  # a lone choice goes on by itself
        return self.go_on(screen, done)

    def next_question(self, screen, done):
        return next((question for question in screen.get("questions", [])
                     if question["path"] not in done and self.answers.is_wanted(question)), None)

    def go_on(self, screen, done):
        """By Next. Where the form objects, the same screen comes again, and the answers learn of it."""
        screen = self.hands.steady(screen)
        self.hands.shot("question " + screen.get("path", "").rsplit("/", 1)[-1])
        before, since = screen, self.tablet.census.mark()
        screen = self.hands.leave(screen, "next")
        self.take_stored(since)
        if (screen["name"], screen.get("path")) == (before["name"], before.get("path")):
            for question in screen.get("questions", []):
                if question.get("message"):
                    self.answers.object(question, question["path"] in done)
        return screen

    def see(self, question, value):
        """Looks until the screen shows the answer, and with it the questions that follow from it. One that is stored on leaving
        is not shown as stored before: nobody waits longer than a person would."""
        census = self.tablet.census
        if not shows_answer(census.latest["screen"], question, value):
            census.comes(lambda e: is_screen(e) and shows_answer(e, question, value), census.mark(), 5)

    def do_roster(self, screen):
        rows = len(targets(screen, "row"))
        screen = self.hands.steady(screen)
        self.hands.shot(f"roster {rows}")
        is_short = rows < self.answers.entries(screen["path"])
        if is_short and targets(screen, "add-person") and not self.has_unasked(screen):
            return self.hands.leave(screen, "add-person")
        return self.hands.leave(screen, "next")

    def has_unasked(self, screen):
        """A converted questionnaire begins a list with one entry: that one is asked before others are added."""
        entries = [t["path"] for t in targets(screen, "row")]
        return any(not any(path.startswith(entry) for path in self.asked) for entry in entries)

    def do_summary(self, screen):
        screen = self.hands.steady(screen)
        self.hands.shot("summary")
        return self.hands.leave(screen, "finish")

    # ---- the whole ----

    def run(self, screen, stop=None):
        """From a screen of the interview to "done". stop(self, screen) true ends it early, for a power cut."""
        ways = {"question": self.do_questions, "roster": self.do_roster, "summary": self.do_summary}
        for _ in range(SCREENS_MAX):
            if stop is not None and stop(self, screen):
                return screen
            if screen["name"] == "done":
                self.hands.shot("done")
                return screen
            if screen["name"] not in ways:
                raise InterviewError(f"unexpected screen {screen['name']}: {screen.get('title')}")
            place, before = screen.get("path") or screen["name"], self.tablet.touches
            screen = ways[screen["name"]](screen)
            self.touches.append([place, self.tablet.touches - before])
        raise InterviewError(f"more than {SCREENS_MAX} screens")

    def choose_language(self, screen, code):
        """By the language key and the list behind it."""
        if screen["language"] == code:
            return screen
        self.hands.insist(screen, lambda s: target(s, "language"), lambda e: is_screen(e) and e["name"] == "language", "the languages")
        value = LANGUAGES.get(code, code)
        self.hands.insist(self.hands.look(), lambda s: target(s, "language", value=value),
                          lambda e: is_screen(e) and e["language"] == code, f"the screen in {code}")
        return self.hands.look()

    def open_household(self, screen, household):
        self.hands.shot("households")
        return self.hands.leave(screen, "household", id=household)
