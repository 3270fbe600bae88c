"""Eyes and a finger: a person before the tablet, who looks until a screen holds still, brings a target into view and
touches it, and touches again when nothing happens."""
import re

from screen import InterviewError, is_screen, middle, target, targets, where

FOOT = ("back", "next", "finish", "add-person")
PATIENCE_S, TOUCHES_MAX = 10, 4  # how long a person waits before touching again, and how often
DRAGS_MAX, LAYOUTS_MAX = 60, 20


class Hands:
    """tablet: tap(x, y), drag(x0, y0, x1, y1), shot(name), .census and .shell probes, .width, .height."""

    def __init__(self, tablet, shots=0):
        self.tablet, self.census, self.shell = tablet, tablet.census, tablet.shell
        self.shots = shots
        self.repeated = []  # touches that had no effect the first time

    def look(self):
        """The newest screen, once it holds still."""
        return self.census.settle("screen")

    def shot(self, name):
        self.shots += 1
        self.tablet.shot(f"{self.shots:03d}-{re.sub(r'[^0-9a-z]+', '-', name.lower()).strip('-')}")

    # ---- scrolling ----

    def keyboard_top(self):
        """Where the keyboard begins; without one, the tablet's lower edge."""
        keyboard = self.shell.latest.get("keyboard")
        return keyboard["rect"][1] if keyboard and keyboard["visible"] else self.tablet.height

    def view(self, screen):
        """The rectangle where scrolled content is visible: x, y, width, height."""
        if "view" in screen:
            return screen["view"]
        return [0, 120, self.tablet.width, self.keyboard_top() - 90 - 120]

    def steady(self, screen):
        """The screen once its foot stands on the keyboard's top or, without one, at the bottom of the tablet."""
        for _ in range(LAYOUTS_MAX):
            bottom = self.keyboard_top()
            foot = [t["rect"][1] + t["rect"][3] for t in screen["targets"] if t["name"] in FOOT]
            if not foot or bottom - 60 < max(foot) <= bottom:
                break
            self.census.comes(is_screen, self.census.mark(), 1)  # or the layout came while we looked
            screen = self.look()  # what is told is drawn a moment later
        return screen

    def bring_into_view(self, screen, pick):
        """Drags until the target that pick(screen) gives lies in the view; gives it and the screen."""
        screen = self.steady(screen)
        for _ in range(DRAGS_MAX):
            found = pick(screen)
            if not found.get("scrolls", True):
                return screen, found
            left, top, width, height = self.view(screen)
            at = middle(found["rect"])[1]
            if top + 4 <= at <= top + height - 4:
                return screen, found
            screen = self.drag(screen, at - (top + height / 2))
        raise InterviewError(f"cannot scroll to {found}")

    def drag(self, screen, distance):
        """Moves the content by a distance, as far as one stroke goes; the screen afterwards."""
        left, top, width, height = self.view(screen)
        step = max(-height * 0.7, min(height * 0.7, distance))
        start = top + height * (0.85 if step > 0 else 0.15)
        since = self.census.mark()
        self.tablet.drag(left + width * 0.5, start, left + width * 0.5, start - step)
        if self.census.comes(is_screen, since, PATIENCE_S) is None:
            self.repeated.append(f"drag on {where(screen)}")
            return screen
        self.shell.settle("frame", 0.3)  # on a slow machine it still glides
        return self.look()

    # ---- touching ----

    def touch(self, found):
        self.tablet.tap(*middle(found["rect"]))

    def insist(self, screen, pick, condition, what):
        """Taps what pick(screen) gives; when nothing happens looks again, as a person does, and taps where it is now. The event
        that satisfies the condition."""
        first = self.census.mark()
        for _ in range(TOUCHES_MAX):
            screen, found = self.bring_into_view(screen, pick)
            self.touch(found)
            event = self.census.comes(condition, first, PATIENCE_S)
            if event is not None:
                return event
            self.repeated.append(f"{found['name']} on {where(screen)}")
            screen = self.look()
        raise InterviewError(f"{what} did not come after {TOUCHES_MAX} touches")

    def press(self, screen, name, **facts):
        """Taps a target and waits for the screen that follows."""
        screen, found = self.bring_into_view(screen, lambda s: target(s, name, **facts))
        since = self.census.mark()
        self.touch(found)
        self.census.wait(is_screen, since, "a screen")
        return self.look()

    def leave(self, screen, name, **facts):
        """Presses a button and waits until the application has gone on, or says at a question why it does not."""
        def place(s):
            return s["name"], s.get("path"), len(targets(s, "row"))

        def has_gone_on(event):
            return is_screen(event) and (place(event) != place(screen) or any(
                question.get("message") for question in event.get("questions", [])))
        self.insist(screen, lambda s: target(s, name, **facts), has_gone_on, f"leaving {where(screen)} by {name}")
        return self.look()
