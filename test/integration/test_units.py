#!/usr/bin/python3
"""The units as they are shipped, under a real systemd on a fresh machine, by the words of docs/operator.md and docs/operations.md:
zarya-keeper.socket, zarya-keeper, zarya-hub and zarya-office, each under its own user. A tablet enrols and delivers; the keeper dies,
the hub says so once and is there again; the office is set up, and the hub may come to it. (Opening answers: test_sealed_answers.py.)

Usage: test_units.py BUILD      the release build beside BUILD is driven where there is one: only that makes its promises to the
                                kernel. Skipped (77) where no container can be started.

Tests: hub/core/ownership.c
"""
import pathlib
import sys
import unittest

import machine
from hub_client import Tablet
from patience import wait_for
from running_hub import RunningHub

UNITS = ["zarya-keeper.service", "zarya-hub.service", "zarya-office.service"]
EXPOSURE_MAX = "20"  # of systemd-analyze security: 2.0
FORM = ("--form", "house", "1")
OFFICE = "/var/lib/zarya-office"


class HubOfMachine(RunningHub):
    """The hub that a machine's systemd runs, as a client sees it."""

    def __init__(self, build, machine_):
        super().__init__(build, postgres=None)
        self.machine, self.port, self.tls_port = machine_, 8080, 8443

    def begin(self):
        self.machine.run("systemctl", "start", "zarya-hub")
        if not wait_for(lambda: self.machine.journal("zarya-hub").count("ready console=") > 0):
            raise RuntimeError(self.machine.journal("zarya-hub"))
        self.password = self.machine.path("/var/lib/zarya-hub/operator-password").read_text().strip()


class UnitsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = cls.enterClassContext(machine.Machine(DRIVEN, "hub", "office"))
        cls.machine.enter_network()
        cls.machine.run("systemctl", "set-environment", "ASAN_OPTIONS=detect_leaks=0")  # a sandbox does not let it look
        cls.hub = HubOfMachine(BUILD, cls.machine)
        cls.addClassCleanup(lambda: (cls.hub.console.connection().close(), cls.hub.scratch.cleanup()))
        cls.hub.begin()

    def user_of(self, unit):
        [pid] = self.machine.show(unit, "MainPID")
        return self.machine.run("ps", "-o", "user=", "-p", pid).stdout.strip()

    def log_in_anew(self):
        """A hub that was started anew is asked over connections of today."""
        self.hub.console.connection().close()
        self.hub.console = None

    def tablet(self, seed):
        tablet = Tablet(self.hub, seed)
        self.addCleanup(lambda: tablet.connection.close())
        self.assertEqual(tablet.enrol(self.hub.make_code(f"T{seed}")), 200)
        return tablet

    def deliver(self, tablet, first, count):
        before = len(self.hub.records())
        self.assertEqual(tablet.exchange(*FORM, "--records", first, count)[0], 200)
        self.assertTrue(wait_for(lambda: len(self.hub.records()) == before + count))

    def test_1_each_program_runs_as_its_own_user_and_a_tablet_is_served(self):
        self.assertEqual(self.machine.show("zarya-keeper.socket", "ActiveState"), ["active"])
        self.assertEqual([self.user_of(unit) for unit in UNITS[:2]], ["zarya-keeper", "zarya-hub"])
        self.assertEqual(self.machine.path("/var/lib/zarya-keeper").stat().st_mode & 0o777, 0o700)
        self.deliver(self.tablet(1), 1, 3)

    def test_2_a_keeper_that_dies_is_told_once_and_all_is_there_again(self):
        tablet = self.tablet(2)
        self.deliver(tablet, 1, 2)
        ids = {row["id"] for row in self.hub.records()}
        [was] = self.machine.show("zarya-hub", "MainPID")
        self.machine.run("systemctl", "kill", "--signal=KILL", "zarya-keeper")
        self.assertTrue(wait_for(lambda: self.machine.show("zarya-hub", "MainPID")[0] not in (was, "0")))
        self.assertTrue(wait_for(lambda: self.machine.journal("zarya-hub").count("ready console=") == 2), self.machine.journal("zarya-hub"))
        self.assertEqual(self.machine.journal("zarya-hub").count("keeper of keys is gone"), 1)
        self.log_in_anew()
        tablet.connection.close()
        self.assertEqual({row["id"] for row in self.hub.records()}, ids)
        self.deliver(tablet, 3, 1)

    def test_3_the_office_is_set_up_by_the_words_of_its_page(self):
        run = self.machine.run
        run("sh", "-c", "umask 077; mkdir -p /etc/credstore.encrypted; echo 'four words on paper' > /run/words; "
            # By the key of the machine, though its disk, here, is memory.
            "systemd-creds encrypt --with-key=host --name=passphrase /run/words /etc/credstore.encrypted/zarya-office.passphrase")
        run("install", "-d", "-m", "0700", "-o", "zarya-office", "-g", "zarya-answers", OFFICE)
        run("setpriv", "--reuid=zarya-office", "--regid=zarya-answers", "--clear-groups", "zarya-office", "--data", OFFICE, "--new-key",
            input="four words on paper\n")
        run("install", "-m", "0644", f"{OFFICE}/office.pub", "/var/lib/zarya-hub/keys/office.pub")
        run("systemctl", "start", "zarya-office")
        self.assertTrue(wait_for(lambda: "ready keys=1" in self.machine.journal("zarya-office")), self.machine.journal("zarya-office"))
        self.assertEqual(self.user_of("zarya-office"), "zarya-office")
        self.machine.path("/etc/default").mkdir(exist_ok=True)
        self.machine.path("/etc/default/zarya-hub").write_text('ZARYA_HUB_OPTIONS="--office /run/zarya-office/office.sock"\n')
        count = self.machine.journal("zarya-hub").count("ready console=")
        run("systemctl", "restart", "zarya-hub")
        self.assertTrue(wait_for(lambda: self.machine.journal("zarya-hub").count("ready console=") == count + 1), self.machine.journal("zarya-hub"))
        self.log_in_anew()
        self.assertEqual(self.hub.operator().ask("GET", "/api/records")[0], 200)
        # Who comes to the socket is the hub's user, by the group that both are in.
        run("setpriv", "--reuid=zarya-hub", "--regid=zarya-hub", "--init-groups", "test", "-w", "/run/zarya-office/office.sock")

    def test_4_no_unit_leaves_more_open_than_it_must(self):
        for unit in UNITS:
            done = self.machine.run("systemd-analyze", "security", "--no-pager", f"--threshold={EXPOSURE_MAX}", unit, check=False)
            self.assertEqual(done.returncode, 0, done.stdout[-400:])

    def test_5_what_root_would_spoil_is_refused(self):
        """A backup that root makes in the hub's folder the hub cannot read, and then nothing is durable; a restored store it cannot open."""
        words = ["zarya-hub", "--data", "/var/lib/zarya-hub", "--backup", "/var/lib/zarya-hub/night.db"]
        done = self.machine.run(*words, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("sudo -u zarya-hub", done.stderr)
        self.machine.run("setpriv", "--reuid=zarya-hub", "--regid=zarya-hub", "--init-groups", *words)
        self.assertTrue(wait_for(lambda: self.not_durable() == 0), "the hub reads what its user made")

    def not_durable(self):
        text = self.hub.operator().ask("GET", "/metrics")[1].decode()
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("zarya_hub_records_not_durable ")))

    def test_6_a_stop_is_in_order(self):
        self.machine.run("systemctl", "stop", "zarya-office", "zarya-hub", "zarya-keeper.socket", "zarya-keeper")
        for unit in UNITS:
            self.assertEqual(self.machine.show(unit, "ActiveState", "Result"), ["inactive", "success"], self.machine.journal(unit))


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv.pop()).resolve()
    RELEASE = BUILD.parent / "release"
    DRIVEN = RELEASE if (RELEASE / "hub/zarya-keeper").exists() and (RELEASE / "office/zarya-office").exists() else BUILD
    reason = machine.is_possible()
    if reason:
        print(f"SKIP: {reason}")
        sys.exit(77)
    print(f"driven: {DRIVEN}")
    unittest.main(verbosity=1)
