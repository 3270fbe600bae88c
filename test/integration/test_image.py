#!/usr/bin/python3
"""The OS image keeps its promises: nothing to log in with, nobody to become, no package manager, every unit's program there.

Usage: test_image.py [ROOT]    Reads the unpacked root of the last image build; without one it is skipped (exit 77).
"""
import pathlib
import re
import stat
import sys

HERE = pathlib.Path(__file__).resolve().parents[2]
FORBIDDEN = ("sh", "bash", "dash", "perl", "python3", "busybox", "dpkg", "apt", "apt-get", "su", "sudo", "login", "agetty", "sulogin",
             "getty", "insmod", "modprobe", "nsenter", "curl", "ssh", "gdb", "strace")


def no_shell_and_no_package_manager(root):
    found = [name for name in FORBIDDEN for folder in ("usr/bin", "usr/sbin") if (root / folder / name).is_symlink()
             or (root / folder / name).exists()]
    assert not found, f"{found} must not be on a tablet: see tablet/image/recipe/keep.txt"
    assert not (root / "var/lib/dpkg").exists() and not list(root.glob("usr/lib/*/perl*"))


def nobody_becomes_root(root):
    raised = [str(path) for path in root.rglob("*") if not path.is_symlink() and path.is_file()
              and path.stat().st_mode & (stat.S_ISUID | stat.S_ISGID)]
    assert not raised, f"set-user-id: {raised}"
    writable = [str(path) for path in root.rglob("*") if not path.is_symlink() and path.stat().st_mode & stat.S_IWOTH
                and path.name not in ("tmp",)]
    assert not writable, f"writable for everybody: {writable}"


def nobody_logs_in(root):
    for line in (root / "etc/shadow").read_text().splitlines():
        name, password = line.split(":")[:2]
        assert password[:1] in ("*", "!"), f"{name} has a password"
    for line in (root / "etc/passwd").read_text().splitlines():
        assert line.rsplit(":", 1)[1] in ("/usr/sbin/nologin", "/bin/false", "/bin/sync"), f"{line} has a shell"


def applications(root):
    return re.findall(r"zarya-app@(\w+)\.path", (root / "usr/lib/systemd/system/zarya.target").read_text())


def every_unit_finds_its_program(root):
    missing = []
    for unit in (root / "usr/lib/systemd/system").glob("*.service"):
        for program in re.findall(r"^ExecStart=[-+!@:]*(/\S+)", unit.read_text(), re.M):
            for name in applications(root) if "%i" in program else [""]:
                path = root / program.lstrip("/").replace("%i", name)
                if not path.exists() and unit.name.startswith(("zarya", "seatd")):
                    missing.append(f"{unit.name}: {path}")
    assert not missing, f"{missing}"


def every_application_has_its_user_and_folder(root):
    users = (root / "etc/passwd").read_text()
    folders = (root / "usr/lib/zarya/data.conf").read_text()
    assert applications(root), "zarya.target names no application"
    for name in applications(root):
        assert re.search(rf"^zarya-{name}:", users, re.M), f"no user zarya-{name}: see recipe/etc/sysusers.conf"
        assert f"d /data/{name} 0700 zarya-{name} zarya-{name}" in folders, f"no /data/{name}: see recipe/etc/data.conf"


def no_program_of_ours_is_root(root):
    for unit in (root / "usr/lib/systemd/system").glob("zarya-*.service"):
        text = unit.read_text()
        if "Type=oneshot" in text:
            continue
        assert re.search(r"^User=zarya-", text, re.M), f"{unit.name} runs as root"
        may = "CAP_SYS_TIME" if unit.name == "zarya-agent.service" else ""
        for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", f"CapabilityBoundingSet={may}\n", "SystemCallFilter="):
            assert line in text, f"{unit.name} lacks {line.strip()}"


def every_zone_is_there(root):
    """The tablet lives in its area's time zone: all of Russia's, and what a hub elsewhere may name."""
    zones = root / "usr/share/zoneinfo"
    missing = [zone for zone in ("Europe/Kaliningrad", "Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk",
                                 "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan",
                                 "Asia/Kamchatka", "Asia/Anadyr", "Africa/Nairobi", "America/Lima", "Asia/Kathmandu", "UTC")
               if not (zones / zone).exists()]
    assert not missing, f"time zones {missing}: see tzdata in packages.txt and remove.txt"


def every_library_is_there(root):
    """What our programs and the toolkits name as needed, directly or through another, is in the image."""
    folders = [root / "usr/lib/x86_64-linux-gnu", root / "usr/lib/x86_64-linux-gnu/systemd"]
    queue, seen, missing = [path for path in (root / "usr/libexec/zarya").glob("*")], set(), set()
    while queue:
        for name in needed(queue.pop()):
            if name in seen:
                continue
            seen.add(name)
            found = [folder / name for folder in folders if (folder / name).exists()]
            queue += found[:1]
            if not found:
                missing.add(name)
    assert not missing, f"{sorted(missing)}"


def needed(path):
    """The DT_NEEDED names of an ELF file, read from its dynamic section."""
    data = path.read_bytes()
    if data[:5] != b"\x7fELF\x02":
        return []
    word = lambda at, size=8: int.from_bytes(data[at:at + size], "little")
    headers = [word(32) + 56 * index for index in range(word(56, 2))]
    loads = [(word(at + 16), word(at + 8), word(at + 32)) for at in headers if word(at, 4) == 1]
    dynamic = next(((word(at + 8), word(at + 32)) for at in headers if word(at, 4) == 2), None)
    if dynamic is None:
        return []
    entries = [(word(at), word(at + 8)) for at in range(dynamic[0], sum(dynamic), 16)]
    table = next(value for tag, value in entries if tag == 5)
    offset = next(table - address + place for address, place, size in loads if address <= table < address + size)
    return [data[offset + value:data.index(b"\0", offset + value)].decode() for tag, value in entries if tag == 1]


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "build/image/root"
    if not (root / "usr/lib/systemd/systemd").exists():
        print("no image built: skipped")
        return 77
    failed = 0
    checks = (no_shell_and_no_package_manager, nobody_becomes_root, nobody_logs_in, every_unit_finds_its_program,
              every_application_has_its_user_and_folder,
              no_program_of_ours_is_root, every_zone_is_there, every_library_is_there)
    for check in checks:
        try:
            check(root)
        except AssertionError as error:
            failed += 1
            print(f"{check.__name__}: {error}")
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
