"""The tablet's own keyboard, as its probe describes it: keys are found in its layouts and touched, or held for their
relatives."""
from screen import InterviewError, middle

SPECIAL = {" ": "space", "\n": "enter"}
ROUND = ("none", "layout", "layout", "digits", "digits")  # the keys that lead through all layouts and back


def is_keyboard(event):
    return event["event"] == "keyboard"


def is_visible(event):
    return is_keyboard(event) and event["visible"]


class Keyboard:
    """tablet: tap(x, y), hold(x, y, find), .shell probe."""

    def __init__(self, tablet):
        self.tablet, self.shell = tablet, tablet.shell

    def is_shown(self):
        return bool((self.shell.latest.get("keyboard") or {}).get("visible"))

    def comes(self, since, seconds):
        """Whether it comes by itself, before a person would touch the field."""
        return self.shell.comes(is_visible, since, seconds) is not None

    def settle(self):
        self.shell.settle("keyboard", 0.3)

    def keys(self):
        return {key["key"]: key["rect"] for key in self.shell.latest["keyboard"]["keys"]}

    def relatives(self):
        """Letters behind keys -> the key to hold."""
        return {letter: key for key in self.shell.latest["keyboard"]["keys"] for letter in key.get("more", [])}

    def press(self, name):
        self.tablet.tap(*middle(self.keys()[name]))

    def press_layout_key(self, name):
        since = self.shell.mark()
        self.press(name)
        self.shell.wait(is_keyboard, since, "the keyboard")
        self.shell.settle("keyboard", 0.15)

    def press_letter(self, letter):
        """After a capital the keyboard goes back to small letters by itself: the next key stands elsewhere."""
        since = self.shell.mark()
        self.press(letter)
        if len(letter) == 1 and letter.isupper():
            self.shell.comes(is_keyboard, since, 2)

    def hold_letter(self, letter):
        """Rests on the key whose row of relatives has the letter, slides there and lifts."""
        since = opened = self.shell.mark()

        def find():
            nonlocal opened
            event = self.shell.wait(lambda e: is_keyboard(e) and "row" in e, since, f"the row with {letter}")
            opened = self.shell.mark()
            return middle(next(key["rect"] for key in event["row"] if key["key"] == letter))
        self.tablet.hold(*middle(self.relatives()[letter]["rect"]), find)
        self.shell.wait(lambda e: is_keyboard(e) and "row" not in e, opened, "the end of the row")
        self.shell.settle("keyboard", 0.15)

    def type_character(self, character):
        """Brings up the layout that has the character and taps it, or holds the key that has it behind its own."""
        name = SPECIAL.get(character, character)
        small = name if len(name) > 1 else name.lower()
        for turn in ROUND:
            if turn != "none":
                self.press_layout_key(turn)
            if name in self.keys():
                return self.press_letter(name)
            if small in self.keys() and "shift" in self.keys():
                self.press_layout_key("shift")
                return self.press_letter(name if name in self.keys() else small)
            if name not in self.relatives() and small in self.relatives():
                self.press_layout_key("shift")
                return self.hold_letter(name)
            if name in self.relatives():
                return self.hold_letter(name)
        raise InterviewError(f"no key for {character!r} in any layout")

    def type(self, text):
        if not self.is_shown():
            self.shell.wait(is_visible, 0, "the keyboard")
        for character in text:
            self.type_character(character)

    def erase(self, count):
        for _ in range(count):
            self.press("backspace")
