"""A real zarya-office for tests: in a folder of its own, started, killed and started again."""
import pathlib
import subprocess
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


MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "31415926"
LEAKS = pathlib.Path(__file__).parents[1] / "unit/office/softhsm.supp"


class TokenOffice(RunningOffice):
    """One whose keys are drawn in a token of the test's own, and never leave it."""

    def __init__(self, build):
        super().__init__(build)
        folder = pathlib.Path(self.scratch.name)
        self.tokens = folder / "tokens"
        self.tokens.mkdir()
        (folder / "pin").write_text(PIN + "\n")
        (folder / "softhsm2.conf").write_text(f"directories.tokendir = {self.tokens}\nlog.level = ERROR\n")
        self.environment = {"SOFTHSM2_CONF": str(folder / "softhsm2.conf"), "ASAN_OPTIONS": "fast_unwind_on_malloc=0",
                            "LSAN_OPTIONS": f"suppressions={LEAKS}"}
        subprocess.run(["softhsm2-util", "--init-token", "--free", "--label", "office", "--pin", PIN, "--so-pin", PIN], check=True,
                       env=self.environment, stdout=subprocess.DEVNULL)
        self.enter_token()

    def enter_token(self):
        self.locks += ["--module", MODULE, "--token", "office", "--pin-file", self.tokens.parent / "pin"]
