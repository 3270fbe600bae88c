#!/usr/bin/python3
"""An owner's keys by the real program: made, replaced, lost; what firmware is given is signed as it wants.

Tests: owner/ceremony.c owner/key_file.c owner/key_show.c owner/keys_options.c owner/owner_folder.c
owner/secure_boot.c

Usage: test_owner.py BUILD
"""
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

build = pathlib.Path(sys.argv[1])
PASSPHRASE = "четыре слова для сейфа\n"


def keys(*words, passphrase=None, expect=0):
    """Runs zarya-keys; the passphrase comes by a pipe, as often as it is asked for."""
    done = subprocess.run([build / "owner/zarya-keys", *map(str, words)], input=(passphrase or PASSPHRASE) * 20, text=True,
                          capture_output=True, check=False)
    assert done.returncode == expect, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout if expect == 0 else done.stderr


def lines_of(folder):
    """What show says: place to (key, whether it is here)."""
    return {words[0]: (words[1], words[2:] == ["here"])
            for words in (line.split() for line in keys("show", folder).splitlines()[2:])}


def check_made(folder):
    assert "Росстат, charter 1\n" in keys("init", folder, "--name", "Росстат")
    assert all(is_here for _, is_here in lines_of(folder).values())
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    for path in folder.glob("*/*.pem"):
        assert path.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----"), path
    assert "already" in keys("init", folder, "--name", "Росстат", expect=1)
    assert "--name" in keys("init", folder.parent / "nameless", expect=2)


def check_replaced(folder):
    before = lines_of(folder)
    assert "charter 2" in keys("rotate", folder, "release")
    between = lines_of(folder)
    assert "charter 3" in keys("rotate", folder, "root-2")
    after = lines_of(folder)
    assert before["release"] != between["release"] == after["release"]
    assert before["root-2"] == between["root-2"] != after["root-2"]
    assert before["root-1"] == after["root-1"]
    assert "root-4" in keys("rotate", folder, "root-4", expect=2)
    chain = (folder / "chain.cbor").read_bytes()
    assert "passphrase" in keys("rotate", folder, "release", passphrase="another passphrase\n", expect=1)
    assert (folder / "chain.cbor").read_bytes() == chain


def check_lost(folder):
    """One root is lost: the other two replace it. Two are lost: nobody can, and it is said."""
    (folder / "root-3").rename(folder / "in a safe")
    assert not lines_of(folder)["root-3"][1]
    assert "charter 4" in keys("rotate", folder, "root-3")
    (folder / "root-1").rename(folder / "lost")
    assert "charter 5" in keys("rotate", folder, "release")
    (folder / "root-2").rename(folder / "lost, too")
    assert "safes" in keys("rotate", folder, "release", expect=1)
    (folder / "lost").rename(folder / "root-1")
    (folder / "lost, too").rename(folder / "root-2")


def check_altered(folder):
    """A chain that somebody changed is none, and a key that is another than its name says is not taken."""
    chain = (folder / "chain.cbor").read_bytes()
    for at in (5, len(chain) // 2, len(chain) - 1):
        (folder / "chain.cbor").write_bytes(chain[:at] + bytes([chain[at] ^ 1]) + chain[at + 1:])
        keys("show", folder, expect=1)
    (folder / "chain.cbor").write_bytes(chain)
    one, other = (next(path for path in (folder / place).iterdir() if lines_of(folder)) for place in ("root-1", "root-2"))
    kept = one.read_bytes()
    one.write_bytes(other.read_bytes())
    assert "another key" in keys("rotate", folder, "release", expect=1)
    one.write_bytes(kept)


def der(tag, content):
    length = len(content)
    head = bytes([length]) if length < 128 else bytes([0x80 | 2]) + struct.pack(">H", length)
    return bytes([tag]) + head + content


def check_auth(folder, name, vendor, by):
    """The variable as firmware checks it: SignedData over name, vendor, attributes, time and list."""
    auth = (folder / f"secure-boot/{name}.auth").read_bytes()
    length, revision, kind = struct.unpack_from("<IHH", auth, 16)
    assert (revision, kind) == (0x0200, 0x0EF1)
    signed, value = auth[40:16 + length], auth[16 + length:]
    assert value == (folder / f"secure-boot/{name}.esl").read_bytes()
    assert struct.unpack_from("<I", value, 16)[0] == len(value)
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    oid = bytes.fromhex("06092a864886f70d010702")
    (scratch / "cms").write_bytes(der(0x30, oid + der(0xA0, signed)))
    (scratch / "content").write_bytes(name.encode("utf-16-le") + bytes.fromhex(vendor) + struct.pack("<I", 0x27) + auth[:16] + value)

    def verify(content):
        return subprocess.run(["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", scratch / "cms", "-content", content,
                               "-certfile", folder / f"secure-boot/{by}.crt", "-CAfile", folder / f"secure-boot/{by}.crt",
                               "-purpose", "any", "-partial_chain", "-out", "/dev/null"], capture_output=True, check=False).returncode
    assert verify(scratch / "content") == 0, name
    (scratch / "other").write_bytes((scratch / "content").read_bytes() + b"x")
    assert verify(scratch / "other") != 0, name
    shutil.rmtree(scratch)


def check_secure_boot(folder):
    vendor, database = "61dfe48bca93d211aa0d00e098032b8c", "cbb219d73a3d9645a3bcdad00e67656f"
    check_auth(folder, "PK", vendor, "PK")
    check_auth(folder, "KEK", vendor, "PK")
    check_auth(folder, "db", database, "KEK")
    # What sbsign is given: the key opens with its passphrase and is the certificate's.
    public = subprocess.run(["openssl", "pkey", "-in", folder / "secure-boot/db.pem", "-passin", "pass:" + PASSPHRASE.strip(), "-pubout"],
                            capture_output=True, check=True).stdout
    certified = subprocess.run(["openssl", "x509", "-in", folder / "secure-boot/db.crt", "-noout", "-pubkey"],
                               capture_output=True, check=True).stdout
    assert public == certified


def check_development(folder):
    assert "not for the field" in keys("development", folder)
    assert all(path.read_text().startswith("-----BEGIN PRIVATE KEY-----") for path in folder.glob("*/*.pem"))
    assert "charter 2 (development: not for the field)" in keys("rotate", folder, "release")
    assert all(path.read_text().startswith("-----BEGIN PRIVATE KEY-----") for path in folder.glob("*/*.pem"))


def check_given(giver, taker):
    device, voucher = "00112233445566778899aabbccddeeff", giver / "voucher"
    keys("give", giver, device, "--to", taker / "chain.cbor", "--output", voucher)
    assert bytes.fromhex(device) in voucher.read_bytes()
    assert "hexadecimal" in keys("give", giver, device[:-1], "--to", taker / "chain.cbor", "--output", voucher, expect=2)
    keys("give", giver, device, "--to", voucher, "--output", giver / "none", expect=1)
    assert not (giver / "none").exists()


with tempfile.TemporaryDirectory() as scratch:
    own, development = pathlib.Path(scratch, "own"), pathlib.Path(scratch, "deep/er/development")
    check_made(own)
    check_replaced(own)
    check_lost(own)
    check_altered(own)
    check_secure_boot(own)
    check_development(development)
    check_given(own, development)
    assert "usage" in keys("--help")
print("1 passed, 0 failed")
