#!/usr/bin/python3
"""The keeper of keys as a program of its own, under a user of its own: a hub whose user can read no secret key enrols tablets,
takes and opens their records; when the keeper dies it ends, and started again has all of them.

Usage: test_keeper_apart.py BUILD

Tests: hub/keeper/wicket.c
"""
import pathlib
import subprocess
import sys
import unittest

from hub_client import Tablet
from keeper_unit import HAS_USERS, HubOfUnits
from patience import LIMIT_S, wait_for

FORM = ("--form", "house", "1")


class KeeperApartTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hub = cls.enterClassContext(HubOfUnits(BUILD))

    def tablet(self, seed):
        tablet = Tablet(self.hub, seed)
        self.addCleanup(tablet.connection.close)
        self.assertEqual(tablet.enrol(self.hub.make_code(f"T{seed}")), 200)
        return tablet

    def tool(self, *command):
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=LIMIT_S, check=False)
        return done.returncode, done.stdout + done.stderr

    def test_a_tablet_is_served_by_a_hub_that_cannot_read_the_keys(self):
        tablet = self.tablet(1)
        before = len(self.hub.records())
        self.assertEqual(tablet.exchange(*FORM, "--records", 1, 3)[0], 200)
        self.assertTrue(wait_for(lambda: len(self.hub.records()) == before + 3))
        self.assertEqual(tablet.renew(), 200)
        self.assertEqual({file.name for file in self.hub.keeper.keys.iterdir()}, {"hub.key", "ca.key", "ca.pem"})
        kept = {file.name for file in (self.hub.data / "keys").iterdir()}
        self.assertFalse(kept & {"hub.key", "ca.key"}, kept)
        self.assertTrue(self.hub.can_read(self.hub.data / "keys/server.pem"))
        if HAS_USERS:
            for name in ("hub.key", "ca.key"):
                self.assertFalse(self.hub.can_read(self.hub.keeper.keys / name), name)
            owner = pathlib.Path(f"/proc/{self.hub.keeper.process.pid}").stat().st_uid
            self.assertNotEqual(owner, pathlib.Path(f"/proc/{self.hub.process.pid}").stat().st_uid)

    def test_a_hub_that_lost_its_keeper_ends_and_comes_back_whole(self):
        tablet = self.tablet(2)
        self.assertEqual(tablet.exchange(*FORM, "--records", 1, 5)[0], 200)
        self.assertTrue(wait_for(lambda: len([row for row in self.hub.records() if row["tablet"]]) >= 5))
        ids = {row["id"] for row in self.hub.records()}
        self.hub.keeper.kill()
        self.assertEqual(self.hub.await_end(), 1)
        self.assertIn("keeper of keys is gone", "".join(self.hub.lines))
        self.hub.start()
        self.assertEqual({row["id"] for row in self.hub.records()}, ids)
        tablet.connection.close()
        self.assertEqual(tablet.exchange(*FORM, "--records", 6, 1)[0], 200)
        self.assertTrue(wait_for(lambda: len(self.hub.records()) == len(ids) + 1))

    def test_secrets_that_were_left_behind_are_named(self):
        forgotten = self.hub.data / "keys/hub.key"
        self.hub.stop()
        forgotten.write_bytes((self.hub.keeper.keys / "hub.key").read_bytes())
        code, said = self.tool(self.hub.program, "--data", self.hub.data, "--keeper", self.hub.keeper.path)
        self.assertEqual(code, 1)
        self.assertIn(f"{forgotten} belongs to the keeper now", said)
        forgotten.unlink()
        self.hub.start()

    def test_the_audit_is_verified_without_a_secret(self):
        code, said = self.tool(self.hub.program, "audit", "verify", "--data", self.hub.data,
                               *(["--store", self.hub.store] if self.hub.store else []))
        self.assertEqual(code, 0, said)

    def test_a_keeper_without_its_socket_says_so(self):
        code, said = self.tool(self.hub.keeper.program, "--keys", self.hub.keeper.keys)
        self.assertEqual(code, 2)
        self.assertIn("zarya-keeper.socket", said)


if __name__ == "__main__":
    BUILD = sys.argv.pop()
    unittest.main(verbosity=1)
