#!/usr/bin/python3
"""The programs as they are released, without sanitizers: only such a hub and its keeper promise the kernel what they will do
no more (hub/keeper/pledge.h), so only here a call that a promise forbids would end them. Their main paths are driven by the tests
of the sanitized build; here it is looked at that the promises stand, and some are driven again. (Not what sets a wrong clock: that reads a file, which no
keeper may.)

Usage: test_released.py BUILD      of a release build; skipped where there is none (./zarya test makes it, for the tablet's image)
"""
import pathlib
import subprocess
import sys
import unittest

from keeper_unit import HubOfUnits
from patience import LIMIT_S
from running_hub import RunningHub
from test_keeper import children

HERE = pathlib.Path(__file__).parent
DRIVEN = ["test_keeper.py", "test_keeper_apart.py", "test_sealed_answers.py", "test_out.py", "test_openrosa.py"]
FILTERED = "2"  # SECCOMP_MODE_FILTER


class ReleasedTest(unittest.TestCase):
    def assert_pledged(self, pid, minimum):
        """Each of its threads stands under so many filters: a hub's child has its parent's, too."""
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            facts = dict(line.split(":\t", 1) for line in (task / "status").read_text().splitlines() if ":\t" in line)
            self.assertEqual(facts["Seccomp"], FILTERED, facts["Name"])
            self.assertGreaterEqual(int(facts["Seccomp_filters"]), minimum, facts["Name"])

    def test_a_hub_and_its_child_have_promised(self):
        with RunningHub(BUILD, postgres=None) as hub:
            already = self.filters_of_ours()
            self.assert_pledged(hub.process.pid, already + 1)
            [keeper] = children(hub.process.pid)
            self.assert_pledged(keeper, already + 2)

    def test_a_keeper_of_its_own_has_promised(self):
        with HubOfUnits(BUILD, postgres=None) as hub:
            self.assert_pledged(hub.keeper.process.pid, self.filters_of_ours() + 1)

    @staticmethod
    def filters_of_ours():
        """Those that the machine put on the test itself, a container's, say."""
        line = [line for line in pathlib.Path("/proc/self/status").read_text().splitlines() if line.startswith("Seccomp_filters")]
        return int(line[0].split()[1])

    def test_the_main_paths_stay_within_what_was_promised(self):
        for name in DRIVEN:
            with self.subTest(name):
                done = subprocess.run([sys.executable, HERE / name, BUILD], capture_output=True, text=True, timeout=LIMIT_S, check=False)
                self.assertEqual(done.returncode, 0, (done.stdout + done.stderr)[-3000:])


if __name__ == "__main__":
    BUILD = sys.argv.pop()
    if not (pathlib.Path(BUILD) / "hub/zarya-keeper").exists():
        print(f"SKIP: {BUILD} holds no release build")
        sys.exit(77)
    unittest.main(verbosity=1)
