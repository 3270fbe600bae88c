#!/usr/bin/python3
"""What a board says of itself: each of tablet/image/boards is read, and a slip is named before anything is unpacked.

Usage: test_boards.py
"""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

IMAGE = pathlib.Path(__file__).resolve().parents[2] / "tablet" / "image"
LEAST = 'modules_first="mmc_block erofs"\nmodules_chain="efivarfs dm_verity"\ncommand_line="quiet zarya.slot=a panic=10"\n'


def read(image, name):
    """Reads the board as the image's recipe does, and lays the units with it."""
    script = f"""set -euo pipefail
        here={image}/recipe out={image}
        . "$here/board.sh"; . "$here/disk.sh"; read_board {name}
        mkdir -p "$out/root/usr/lib/systemd/system" "$out/debian/usr/share/systemd"
        touch "$out/debian/usr/share/systemd/tmp.mount"
        lay_units "$out/root" """
    result = subprocess.run(["bash", "-c", script], text=True, capture_output=True)
    return result.returncode, result.stderr


class Boards(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="zarya-board-")
        self.addCleanup(self.folder.cleanup)
        self.image = pathlib.Path(self.folder.name) / "image"
        shutil.copytree(IMAGE, self.image)

    def faults(self, text):
        (self.image / "boards" / "trial.conf").write_text(text)
        return read(self.image, "trial")

    def test_each_is_read(self):
        for board in IMAGE.glob("boards/*.conf"):
            self.assertEqual(read(self.image, board.stem), (0, ""), board.stem)
            shutil.rmtree(self.image / "root")

    def test_little_is_enough(self):
        self.assertEqual(self.faults(LEAST), (0, ""))
        system = self.image / "root/usr/lib/systemd/system"
        self.assertTrue((system / "zarya-shell.service").exists())
        self.assertFalse((system / "zarya-shell.service.d").exists())

    def test_what_it_says_of_programs_is_laid_beside_their_units(self):
        self.assertEqual(self.faults(LEAST + 'shell_options="--panel 217x136"\ndrop_ins="a.service.d/b.conf=qemu-port.conf"\n'), (0, ""))
        system = self.image / "root/usr/lib/systemd/system"
        self.assertIn("ZARYA_SHELL_OPTIONS=--panel 217x136", (system / "zarya-shell.service.d/board.conf").read_text())
        self.assertTrue((system / "a.service.d/b.conf").exists())

    def test_slips_are_named_all_at_once(self):
        code, complaint = self.faults('module_first="erofs"\ncommand_line="quiet"\ndrop_ins="a.service.d/b.conf=none.conf c=qemu-port.conf"\n')
        self.assertEqual(code, 1)
        self.assertEqual(complaint.splitlines(), [f"boards/trial.conf: {fault}" for fault in (
            "module_first is nothing that a board says",
            "modules_first is missing: what finds the root, and screen and touch",
            "modules_chain is missing: what reads the loader's word and checks the root",
            "command_line lacks zarya.slot=a",
            "drop_ins: there is no units/none.conf",
            "drop_ins: 'c=qemu-port.conf' is not UNIT.d/NAME.conf=FILE")])
        self.assertFalse((self.image / "root").exists())


if __name__ == "__main__":
    unittest.main()
