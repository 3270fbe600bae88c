#!/usr/bin/python3
"""Who comes into the console of a real hub: passwords, sessions, addresses. Usage: test_hub_access.py BUILD

Tests: hub/access/login.c hub/access/auth.c hub/access/attempts.c
"""
import pathlib
import sys
import unittest

from patience import wait_for
from running_hub import RunningHub

from console import Console


class AccessTest(unittest.TestCase):
    def running(self, **options):
        return self.enterContext(RunningHub(BUILD, **options))

    def guess_until_held_back(self, hub, source):
        """Wrong passwords from there; true once they are not looked at any more."""
        guesser = Console(hub, source)
        return wait_for(lambda: guesser.login("wrong")[0] == 429)

    def test_who_guesses_shuts_out_himself_and_not_the_operator(self):
        hub = self.running()
        self.assertTrue(self.guess_until_held_back(hub, "127.0.0.2"))
        self.assertEqual(Console(hub).login()[0], 200)


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
    program = unittest.main(exit=False, verbosity=1)
    bad = len(program.result.failures) + len(program.result.errors)
    print(f"{program.result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)
