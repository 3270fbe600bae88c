#!/usr/bin/python3
"""The interviewer of the demonstration, before a tablet of paper: what it enters, and what it does when a touch is missed,
the form objects or an answer stands in no layout of the keyboard.

Usage: test_interviewer.py
"""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "run"))

from answers import Policy, Script
from fields import parts_of
from interview import Interviewer
from paper_tablet import PaperTablet
from screen import InterviewError, same_answer, values_of

SEX, AGE, NAME, BORN, FAR = "/f/sex", "/f/age", "/f/name", "/f/born", "/f/far"


def form():
    """Of each kind a question; the last of a page lies below what can be seen."""
    return {SEX: {"kind": "select_one", "choices": ["m", "f"]},
            AGE: {"kind": "int", "refuses": {"2": "between 5 and 9", "5": "more than 5"}},
            NAME: {"kind": "text"}, BORN: {"kind": "date"},
            FAR: {"kind": "select_many", "choices": [str(number) for number in range(1, 13)]}}


class InterviewTest(unittest.TestCase):
    def interview(self, answers, misses=(), language="ru"):
        self.tablet = PaperTablet(form(), [[SEX], [AGE], [NAME, BORN, FAR]], "/f/person", misses)
        self.who = Interviewer(self.tablet, answers)
        screen = self.who.choose_language(self.who.hands.look(), language)
        screen = self.who.open_household(screen, "h1")
        return self.who.run(screen)

    def test_enters_what_the_script_says(self):
        answers = {SEX: "f", AGE: "7", NAME: "Елёт с", BORN: "1984-03-12", FAR: "2 12", "/f/person[1]/name": "тест",
                   "/f/person[2]/name": "Аса"}
        self.assertEqual(self.interview(Script(answers, {"/f/person": 2}))["name"], "done")
        for path, value in answers.items():
            self.assertTrue(same_answer(self.tablet.values[path], value), (path, self.tablet.values[path]))
        self.assertEqual(self.who.entered[AGE], "7")
        self.assertEqual(self.who.hands.repeated, [])
        self.assertEqual(len(self.who.touches), 9, "three pages, two persons, three times the list, the summary")
        self.assertIn("touch_to_stored_us", self.who.timings[0])

    def test_says_which_character_no_key_has(self):
        self.assertRaisesRegex(InterviewError, "no key for 'я'", self.interview, Script({SEX: "f", AGE: "7", NAME: "Ася"}, {}))

    def test_a_script_has_no_other_answer(self):
        self.assertRaisesRegex(InterviewError, "between 5 and 9", self.interview, Script({SEX: "f", AGE: "2"}, {}))

    def test_learns_from_objections_without_a_script(self):
        self.assertEqual(self.interview(Policy(people=1))["name"], "done")
        self.assertEqual((self.tablet.values[SEX], self.tablet.values[AGE]), ("m", "6"))
        self.assertEqual(self.tablet.values[BORN], "2000-01-15")
        self.assertEqual(self.tablet.entries, 1)

    def test_touches_again_what_was_missed(self):
        self.interview(Policy(people=0))
        whole = len(self.who.touches)
        for miss in (1, 2, 3, 7):  # the household, the choice, the field, a digit in it
            self.assertEqual(self.interview(Policy(people=0), [miss])["name"], "done", miss)
            self.assertEqual(len(self.who.touches), whole)
        self.assertTrue(self.who.hands.repeated)

    def test_chooses_the_language(self):
        self.assertEqual(self.interview(Policy(people=0), language="en")["language"], "en")

    def test_goes_on_in_anothers_place(self):
        self.interview(Policy(people=0))
        again = Interviewer(self.tablet, Policy(), self.who)
        self.assertEqual((again.hands.shots, again.asked), (self.who.hands.shots, self.who.asked))
        self.assertEqual(again.entered, {})


class WordsTest(unittest.TestCase):
    def test_answers_are_compared_by_what_they_mean(self):
        for stored, wanted in (("1.0", "1"), ("a b", "b a"), ("x", "x")):
            self.assertTrue(same_answer(stored, wanted), (stored, wanted))
        self.assertFalse(same_answer("12", "21"))
        self.assertEqual(values_of("select_one", "two words"), ["two words"])
        self.assertEqual(values_of("select_many", "two words"), ["two", "words"])

    def test_dates_have_the_parts_that_fields_show(self):
        self.assertEqual(parts_of("date", "2000-01-05"), {"date-year": "2000", "date-month": "1", "date-day": "5"})
        self.assertEqual(parts_of("time", "00:30"), {"time-hour": "0", "time-minute": "30"})
        self.assertEqual(len(parts_of("datetime", "2000-01-05T10:30")), 5)


if __name__ == "__main__":
    program = unittest.main(exit=False, verbosity=0)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
