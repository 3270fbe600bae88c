"""What an interviewer answers: what a script says, or for any questionnaire the next plausible thing.

Both say which questions want an answer and which it is, what to do when the form objects, and how long a list becomes.
"""
import re

from screen import InterviewError, same_answer, values_of

UNANSWERABLE = {"note", "geopoint", "geotrace", "geoshape", "image", "drawing", "audio", "video", "file", "binary", "barcode",
                "unsupported", "intent"}


def can_be_answered(question):
    return not question.get("readonly") and question["kind"] not in UNANSWERABLE


class Script:
    """Exactly these answers, by their paths: what has none is left as it is, and an objection is a fault."""

    def __init__(self, answers, repeat_counts):
        self.answers, self.repeat_counts = answers, repeat_counts

    def is_wanted(self, question):
        if not can_be_answered(question):
            return False
        wanted = self.answers.get(question["path"])
        if wanted is None and question.get("required"):
            raise InterviewError(f"the script has no answer for the required question {question['path']}")
        return wanted is not None and not same_answer(question.get("value") or "", wanted)

    def value(self, question):
        return self.answers[question["path"]]

    def choices(self, question, offered):
        """The choices to tap, of those that are offered."""
        return values_of(question["kind"], self.value(question))

    def keeps(self, question, met):
        """The choices that may stay, when the finger met these."""
        return self.choices(question, met)

    def object(self, question, was_answered):
        """The form objects to what stands at a question. One that came up behind the last answer, when the finger was on its
        way to Next, is answered now."""
        if was_answered or not self.is_wanted(question):
            raise InterviewError(f"{question['path']}: {question['message']}")

    def entries(self, path):
        return self.repeat_counts.get(path, 0)


class Policy:
    """The first choice, plausible numbers, dates and words; the next plausible one when the form objects."""

    CHOICES_MAX = 12
    VALUES = {
        "int": ["2", "1", "30", "0", "5", "10", "100", "2000", "1985", "12"],
        "decimal": ["1.5", "36.6", "10", "100", "0"],
        "range": ["2", "1", "5"],
        "text": ["тест", "test", "12", "123", "abc-123", "1234567890", "a@b.ru"],
        "date": ["2000-01-15", "2026-11-22", "1985-05-05", "2021-06-01", "2015-03-03"],
        "time": ["10:30", "12:00"],
        "datetime": ["2026-11-22T10:30", "2000-01-15T10:30"],
    }

    def __init__(self, people=2):
        self.people = people
        self.hints = {}  # path -> values that the form's own objections named
        self.refused = {}  # path -> how many values the form refused

    def is_wanted(self, question):
        return can_be_answered(question) and (not question.get("value") or bool(question.get("message")))

    def value(self, question):
        path = question["path"]
        values = self.hints.get(path, []) + self.VALUES.get(question["kind"], self.VALUES["text"])
        if self.refused.get(path, 0) >= len(values):
            raise InterviewError(f"{path}: the form refused {values}: {question.get('message')}")
        return values[self.refused.get(path, 0)]

    def choices(self, question, offered):
        refused = self.refused.get(question["path"], 0)
        if refused >= min(len(offered), self.CHOICES_MAX):
            raise InterviewError(f"{question['path']}: every choice was refused: {question.get('message')}")
        return [offered[refused]]

    def keeps(self, question, met):
        return met

    def object(self, question, was_answered):
        """The next try: what the objection gives as an example, else the next value of the list."""
        path, message = question["path"], question["message"]
        named = re.findall(r"[A-Z]+(?:-[0-9A-Z]+)+|\d{4}-\d\d-\d\d", message)
        if not named and question["kind"] in ("int", "decimal"):
            around = (int(number) + step for number in re.findall(r"\d+", message) for step in (0, 1, -1))
            named = [str(number) for number in around if number >= 0]
        if named and path not in self.hints:
            self.hints[path], self.refused[path] = named, 0
        else:
            self.refused[path] = self.refused.get(path, 0) + 1

    def entries(self, path):
        return self.people
