"""A folder on a small disk of its own, and somebody else who fills it."""
import contextlib
import os
import subprocess
import tempfile


@contextlib.contextmanager
def small_disk(size):
    """A disk of its own for a program's folder; None where none can be mounted."""
    with tempfile.TemporaryDirectory(prefix="zarya-small-") as folder:
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "zarya", folder],
                                               check=False).returncode != 0:
            print("skipped: a full disk (needs root, and a mount)")
            yield None
            return
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


def take_the_rest(path):
    """A file that takes the last byte of its disk."""
    with open(path, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(1024)):
            pass
