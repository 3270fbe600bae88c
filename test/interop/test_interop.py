#!/usr/bin/python3
"""Installs the packages of package-lock.json into a build folder and runs interop.mjs there.

Usage: test_interop.py ENVELOPE-TOOL FOLDER
"""
import pathlib
import shutil
import subprocess
import sys

SOURCES = ("package.json", "package-lock.json", ".npmrc", "interop.mjs")


def main():
    tool, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    here = pathlib.Path(__file__).resolve().parent
    lock = (here / "package-lock.json").read_bytes()
    installed = folder / "installed-lock"
    folder.mkdir(parents=True, exist_ok=True)
    for name in SOURCES:
        shutil.copy(here / name, folder / name)
    if not installed.exists() or installed.read_bytes() != lock:
        subprocess.run(["npm", "ci", "--omit=optional", "--no-progress"], cwd=folder, check=True)
        installed.write_bytes(lock)
    sys.exit(subprocess.run(["node", "interop.mjs", str(tool), str(folder)], cwd=folder).returncode)


main()
