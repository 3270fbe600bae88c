"""A small release with its folder, made as an owner makes one: the real keys, the real delta, dm-verity's own tree as the judge
of ours. Used by tests of the updater."""
import hashlib
import os
import random
import shutil
import subprocess

UUID = "5a617279-6100-4000-8000-726f6f740001"
TIME = 1735689600
ROOT, UKI = 1, 3
ZSTD, DELTA, BSDIFF = 2, 3, 5


def noise(seed, size):
    return random.Random(seed).randbytes(size)


def pack(tree, image):
    """As tablet/image/recipe/build.sh packs the root."""
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(["mkfs.erofs", "-zlz4hc", "-C65536", f"-T{TIME}", "-U", UUID, "-x-1", "--quiet", image, tree],
                   check=True, env=environment, stdout=subprocess.DEVNULL)


def cbor(value):
    """Deterministic CBOR of what a manifest is made of."""
    def head(major, number):
        if number < 24:
            return bytes([major << 5 | number])
        for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
            if number < 1 << 8 * size:
                return bytes([major << 5 | code]) + number.to_bytes(size, "big")
        raise ValueError(number)
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(key) + cbor(item) for key, item in value.items())


def root_hash(image, folder):
    """By veritysetup, as the image's recipe has it: the salt is the root's hash."""
    salt = hashlib.sha256(image.read_bytes()).hexdigest()
    tree = folder / "hash-tree"
    said = subprocess.run(["veritysetup", "format", "--no-superblock", "--hash=sha256", "--data-block-size=4096",
                           "--hash-block-size=4096", f"--salt={salt}", image, tree], check=True, capture_output=True, text=True).stdout
    line = next(line for line in said.splitlines() if line.startswith("Root hash:"))
    return bytes.fromhex(line.split()[-1]), tree.read_bytes()


class Owner:
    def __init__(self, build, folder):
        self.tool, self.folder = build / "owner/zarya-keys", folder
        subprocess.run([self.tool, "development", folder], check=True, stdout=subprocess.DEVNULL)

    def rotate_release(self):
        subprocess.run([self.tool, "rotate", self.folder, "release"], check=True, stdout=subprocess.DEVNULL)

    def sign(self, path):
        subprocess.run([self.tool, "sign", self.folder, path], check=True, stdout=subprocess.DEVNULL)


class System:
    """What a slot holds: a tree, its image and a signed kernel image (here: any bytes)."""

    def __init__(self, folder, number, size=400_000):
        self.folder, self.number = folder / f"system-{number}", number
        library = self.folder / "tree/usr/lib"
        library.mkdir(parents=True)
        crypto = noise(1, size)
        for change in range(number):
            crypto = crypto[:size // 3 * change // 4] + f"release {change}".encode() + crypto[size // 3 * change // 4:]
        (library / "libcrypto.so.3").write_bytes(crypto)
        (library / "kept").write_bytes(noise(2, size // 2))
        self.root, self.uki = self.folder / "root", self.folder / "uki"
        pack(self.folder / "tree", self.root)
        self.uki.write_bytes(noise(3, size // 2) + f"release {number}".encode() + noise(4, size // 2))
        self.root_hash, self.tree = root_hash(self.root, self.folder)


def sha(data):
    return hashlib.sha256(data).digest()


class Release:
    """A release folder with one release; files are added and the manifest is signed by write()."""

    def __init__(self, build, folder, owner, system, **facts):
        self.build, self.folder, self.owner, self.system = build, folder, owner, system
        self.facts = {"board": "qemu", "floor": 0, "root_hash": system.root_hash, "generation": 1, "enters_from": 0, **facts}
        self.files = []
        for name in ("releases", "files"):
            (folder / name).mkdir(parents=True)

    def add(self, part, packing, data, base_number=0, base=b"\0" * 32):
        (self.folder / "files" / sha(data).hex()).write_bytes(data)
        self.files.append({1: part, 2: packing, 3: len(data), 4: sha(data), 5: base_number, 6: base})
        return self.folder / "files" / sha(data).hex()

    def add_whole(self):
        packed = [(part, subprocess.run(["zstd", "-q", "-19", "--stdout", path], check=True, capture_output=True).stdout)
                  for part, path in ((ROOT, self.system.root), (UKI, self.system.uki))]
        return [self.add(part, ZSTD, data) for part, data in packed]

    def add_deltas(self, before):
        tool, delta = self.build / "tools/delta/zarya-delta", self.folder / "delta"
        subprocess.run([tool, "tree", before.folder / "tree", self.system.folder / "tree", self.system.root, delta], check=True)
        root = self.add(ROOT, DELTA, delta.read_bytes(), before.number, sha(before.root.read_bytes()))
        subprocess.run([tool, "file", before.uki, self.system.uki, delta], check=True)
        self.add(UKI, BSDIFF, delta.read_bytes(), before.number, sha(before.uki.read_bytes()))
        delta.unlink()
        return root

    def write(self):
        facts, system = self.facts, self.system
        parts = [{1: part, 2: len(data), 3: sha(data)}
                 for part, data in ((ROOT, system.root.read_bytes()), (UKI, system.uki.read_bytes()))]
        path = self.folder / f"releases/{system.number}.cose"
        path.write_bytes(cbor({1: 2, 2: facts["generation"], 3: system.number, 4: f"release {system.number}", 5: facts["board"],
                               6: facts["floor"], 7: facts["enters_from"], 8: False, 9: facts["root_hash"], 10: parts,
                               11: sorted(self.files, key=lambda file: (file[1], file[5]))}))
        self.owner.sign(path)
        shutil.copy(self.owner.folder / "chain.cbor", self.folder / "chain.cbor")
        return path


class Tablet:
    """Partitions as files, slot A running."""

    def __init__(self, build, folder, chain, system, room=2_000_000):
        self.build, self.folder, self.system = build, folder, system
        self.slots = folder / "slots"
        self.slots.mkdir(parents=True)
        for name, content in (("root-a", system.root.read_bytes()), ("verity-a", system.tree), ("uki-a", system.uki.read_bytes()),
                              ("root-b", b""), ("verity-b", b""), ("uki-b", b""), ("zarya-ab", b"")):
            (self.slots / name).write_bytes(content)
            os.truncate(self.slots / name, room)
        self.slots_tool("first", system.number, system.uki.stat().st_size, 0)
        self.chain = folder / "chain.cbor"
        shutil.copy(chain, self.chain)
        self.before = self.running()

    def slots_tool(self, *words):
        return subprocess.run([self.build / "tablet/image/zarya-slots", self.slots / "zarya-ab", "0", *map(str, words)],
                              check=True, capture_output=True, text=True).stdout

    def running(self):
        return [sha((self.slots / name).read_bytes()) for name in ("root-a", "verity-a", "uki-a")]

    def next_slot(self):
        return self.slots_tool("show").split("next ")[1][0]

    def command(self, release_folder, work=None):
        return [self.build / "tablet/update/zarya-updater", "--from", release_folder, "--slots", self.slots, "--running", "a",
                "--work", work or self.folder / "work", "--belief", self.folder / "belief", "--chain", self.chain,
                "--board", "qemu", "--remake", self.build / "tablet/update/zarya-remake"]

    def update(self, release_folder, work=None):
        done = subprocess.run(self.command(release_folder, work), capture_output=True, text=True)
        return done.returncode, done.stderr.strip()

    def holds(self, system):
        """Whether slot B holds this system and starts next, and slot A is as it was."""
        held = [(self.slots / name).read_bytes()[:len(content)] == content
                for name, content in (("root-b", system.root.read_bytes()), ("verity-b", system.tree), ("uki-b", system.uki.read_bytes()))]
        return all(held) and self.next_slot() == "b" and self.is_untouched()

    def is_untouched(self):
        return self.running() == self.before
