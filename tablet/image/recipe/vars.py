#!/usr/bin/python3
"""Puts the owner's Secure Boot certificates into a file of QEMU's firmware variables, as a factory does on a tablet.

Usage: vars.py TEMPLATE OUT PK.crt KEK.crt db.crt

The template is OVMF's empty store. Layout: UEFI PI 1.7 volume 3 (firmware volume), EDK2's AuthenticatedVariableFormat.h
(store and records), UEFI 2.10 section 32.4.1 (signature lists). With a PK in it the firmware is in user mode and lets
nothing start that db does not know.
"""
import base64
import pathlib
import struct
import sys
import uuid

GLOBAL = uuid.UUID("8be4df61-93ca-11d2-aa0d-00e098032b8c")
SECURITY = uuid.UUID("d719b2cb-3d3a-4596-a3bc-dad00e67656f")
STORE = uuid.UUID("aaf32c78-947b-439a-a180-2e144ec37792")
X509 = uuid.UUID("a5c059a1-94e4-4aa7-87b5-ab155c2bf072")
OWNER = uuid.UUID("5a617279-6100-4000-8000-6f7300000000")
ATTRIBUTES = 0x27  # non-volatile, boot service, runtime, time-based authenticated
ADDED = 0x3F
STORE_HEADER = 28


def certificate(path):
    text = pathlib.Path(path).read_text()
    return base64.b64decode(text.split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0])


def signature_list(path):
    der = certificate(path)
    return X509.bytes_le + struct.pack("<III", 28 + 16 + len(der), 0, 16 + len(der)) + OWNER.bytes_le + der


def record(name, guid, data):
    name = name.encode("utf-16-le") + b"\0\0"
    time = struct.pack("<HBBBBBBIhBB", 2025, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    head = struct.pack("<HBBIQ", 0x55AA, ADDED, 0, ATTRIBUTES, 0) + time + struct.pack("<III", 0, len(name), len(data))
    whole = head + guid.bytes_le + name + data
    return whole + b"\xff" * (-len(whole) % 4)


def main():
    template, out, pk, kek, db = sys.argv[1:]
    image = bytearray(pathlib.Path(template).read_bytes())
    at = struct.unpack_from("<H", image, 48)[0]  # length of the firmware volume's header
    if image[40:44] != b"_FVH" or image[at:at + 16] != STORE.bytes_le:
        sys.exit(f"vars.py: {template} holds no store of authenticated variables")
    at += STORE_HEADER
    for name, guid, path in (("PK", GLOBAL, pk), ("KEK", GLOBAL, kek), ("db", SECURITY, db)):
        bytes_ = record(name, guid, signature_list(path))
        if image[at:at + len(bytes_)].strip(b"\xff"):
            sys.exit(f"vars.py: {template} holds variables already")
        image[at:at + len(bytes_)] = bytes_
        at += len(bytes_)
    pathlib.Path(out).write_bytes(image)


if __name__ == "__main__":
    main()
