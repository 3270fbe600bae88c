#!/usr/bin/python3
"""Every workbook of the recorded material, converted by the author's tool and walked: see walk_forms.c.

Usage: walk_workbooks.py BUILD FOLDER    Without the folder it says so and is skipped (exit 77).
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

BUILD, FOLDER = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])


def main():
    workbooks = sorted(FOLDER.rglob("*.xlsx")) if FOLDER.exists() else []
    if not workbooks:
        print(f"skipped: no workbooks in {FOLDER}")
        return 77
    with tempfile.TemporaryDirectory() as place:
        converted = 0
        for number, workbook in enumerate(workbooks):
            target = pathlib.Path(place) / f"{number:03}-{workbook.stem}"
            target.mkdir()
            done = subprocess.run([BUILD / "tools/zarya-form", "convert", workbook, "-o", target / "form.xml"],
                                  capture_output=True, text=True)
            assert done.returncode in (0, 1, 2), (workbook, done)
            assert done.returncode == 0 or "error: " in done.stderr, (workbook, done)
            converted += done.returncode == 0
            for beside in workbook.parent.glob("*.csv"):
                if beside.name != "itemsets.csv":
                    shutil.copy(beside, target)
        print(f"{converted} of {len(workbooks)} workbooks convert", flush=True)
        return subprocess.run([BUILD / "test/conformance/walk", "--verify", "10", place]).returncode


if __name__ == "__main__":
    sys.exit(main())
