"""A real zarya-office for tests: in a folder of its own, started, killed and started again."""
import pathlib
import tempfile

from office import Office


class RunningOffice(Office):
    """with RunningOffice(build) as office: …  RunningHub(build, office=office) has tablets seal to it and asks it."""

    def __init__(self, build):
        self.scratch = tempfile.TemporaryDirectory(prefix="zarya-office-")
        folder = pathlib.Path(self.scratch.name)
        super().__init__(pathlib.Path(build).resolve() / "office/zarya-office", folder / "office", folder / "office.sock",
                         folder / "passphrase")

    def __exit__(self, *fault):
        super().__exit__(*fault)
        self.scratch.cleanup()
