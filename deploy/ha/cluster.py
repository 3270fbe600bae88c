#!/usr/bin/python3
"""Three nodes of etcd, Patroni and PostgreSQL on one machine, in a network namespace of their own, from the files that three
machines run by.

Usage: cluster.py up|down|status

A node is what works in its folder: each of its processes is known by its working directory, its children's, too.
"""
import json
import os
import pathlib
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = pathlib.Path(os.environ.get("ZARYA_HA_FOLDER", "/tmp/zarya-ha"))
NODES = ("node1", "node2", "node3")
LIMIT_S = 600
USER = "postgres"


def wait_for(find):
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        found = find()
        if found:
            return found
        time.sleep(0.3)
    return None


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, **options)


class Cluster:
    """Its folder, and the namespace of the same name. All but up() and down() are asked inside of the namespace: enter()."""

    def __init__(self, folder=FOLDER):
        self.folder = pathlib.Path(folder)
        self.namespace = self.folder.name

    # ---- the namespace ----

    def inside(self, *command):
        """By nsenter, which changes the network alone: `ip netns exec` also mounts /sys anew, and cannot where / is no mount point."""
        return ["nsenter", f"--net=/run/netns/{self.namespace}", *map(str, command)]

    def enter(self, *arguments):
        """Runs this program again, inside."""
        os.execvp("nsenter", self.inside(sys.executable, *arguments))

    def make_namespace(self):
        names = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout.split()
        if self.namespace not in names:
            run("ip", "netns", "add", self.namespace)
        run(*self.inside("ip", "link", "set", "lo", "up"))

    # ---- a node ----

    @staticmethod
    def address(node):
        return f"127.0.0.{10 + int(node[-1])}"

    def pids(self, node):
        """Of all that works in the node's folder."""
        place, found = str(self.folder / node), []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                where = os.readlink(process / "cwd")
                state = (process / "stat").read_text().rsplit(") ", 1)[1][0]
            except OSError:
                continue
            if (where == place or where.startswith(place + "/")) and state != "Z":
                found.append((int(process.name), state))
        return found

    def signal_all(self, node, number, is_done):
        """Until each of them is as it should be: they start others meanwhile."""
        while True:
            left = [pid for pid, state in self.pids(node) if not is_done(state)]
            if not left:
                return
            for pid in left:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
            time.sleep(0.02)

    def kill(self, node):
        self.signal_all(node, signal.SIGKILL, lambda state: False)

    def freeze(self, node):
        self.signal_all(node, signal.SIGSTOP, lambda state: state in "Tt")

    def thaw(self, node):
        self.signal_all(node, signal.SIGCONT, lambda state: state not in "Tt")

    def launch(self, node, name, *command):
        """A program of the node, as the user postgres, inside of the namespace, deaf to our terminal."""
        user = pwd.getpwnam(USER)
        place = self.folder / node
        with open(place / f"{name}.log", "ab") as log:
            subprocess.Popen(self.inside("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--",
                                         *command), cwd=place, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                             start_new_session=True, env={"PATH": os.environ["PATH"], "HOME": str(place), "LANG": "C.UTF-8"})

    def start(self, node):
        address, place = self.address(node), self.folder / node
        members = ",".join(f"{name}=http://{self.address(name)}:2380" for name in NODES)
        self.launch(node, "etcd", "etcd", "--name", node, "--data-dir", place / "etcd", "--enable-v2=true",
                    "--listen-client-urls", f"http://{address}:2379", "--advertise-client-urls", f"http://{address}:2379",
                    "--listen-peer-urls", f"http://{address}:2380", "--initial-advertise-peer-urls", f"http://{address}:2380",
                    "--initial-cluster", members, "--initial-cluster-token", "zarya", "--heartbeat-interval", "200",
                    "--election-timeout", "2000")
        self.launch(node, "patroni", "patroni", place / "patroni.yml")

    def configure(self, node, words):
        place = self.folder / node
        place.mkdir(parents=True, exist_ok=True)
        words = {**words, "NODE": node, "ADDRESS": self.address(node), "FOLDER": str(place)}
        for name, mode in (("patroni.yml", 0o600), ("first.sh", 0o700)):
            text = (HERE / name).read_text()
            for word, value in words.items():
                text = text.replace(f"@{word}@", value)
            (place / name).write_text(text)
            (place / name).chmod(mode)
        run("chown", "-R", f"{USER}:", place)

    # ---- the whole ----

    def up(self):
        if any(self.pids(node) for node in NODES):
            raise SystemExit("the cluster is up; see: status")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)
        self.make_namespace()
        passwords = self.folder / "passwords.json"
        if not passwords.exists():
            passwords.touch(mode=0o600)
            passwords.write_text(json.dumps({f"{name}_PASSWORD": secrets.token_hex(16)
                                             for name in ("SUPERUSER", "REPLICATION", "REWIND", "HUB")}))
        words = {**json.loads(passwords.read_text()), "NETWORK": "127.0.0.0/8", "BUFFERS": "64MB", "WATCHDOG": "off",
                 "ETCD_HOSTS": ",".join(f"{self.address(node)}:2379" for node in NODES)}
        for node in NODES:
            self.configure(node, words)
            self.start(node)

    def down(self):
        """Also what is kept: the next one is a new one."""
        for node in NODES:
            self.kill(node)
        subprocess.run(["ip", "netns", "del", self.namespace], stderr=subprocess.DEVNULL, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def members(self):
        """What the first node that answers says of all; [] when none does."""
        for node in NODES:
            try:
                with urllib.request.urlopen(f"http://{self.address(node)}:8008/cluster", timeout=3) as answer:
                    return json.load(answer)["members"]
            except (OSError, ValueError, KeyError):
                continue
        return []

    def primary(self):
        """The node that holds the leader's key and runs as the primary."""
        for member in self.members():
            if member["role"] in ("leader", "master") and member["state"] == "running":
                return member["name"]
        return None

    def is_whole(self):
        """A primary, its synchronous standby, and the third one, all following."""
        members = self.members()
        roles = sorted(member["role"] for member in members if member["state"] in ("running", "streaming"))
        return len(members) == len(NODES) and roles in (["leader", "replica", "sync_standby"],)

    def uri(self):
        """For the hub. The password is in the file that PGPASSFILE names: see pgpass()."""
        hosts = ",".join(f"{self.address(node)}:5432" for node in NODES)
        return f"postgresql://zarya@{hosts}/zarya"

    def pgpass(self):
        path = self.folder / "hub.pgpass"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(f"*:*:zarya:zarya:{json.loads((self.folder / 'passwords.json').read_text())['HUB_PASSWORD']}\n")
        return path


def main():
    verb = sys.argv[1] if len(sys.argv) == 2 else ""
    cluster = Cluster()
    if verb == "up":
        cluster.up()
        cluster.enter(__file__, "wait")
    elif verb == "down":
        cluster.down()
    elif verb == "status":
        cluster.enter(__file__, "show")
    elif verb in ("wait", "show"):
        if verb == "wait" and not wait_for(cluster.is_whole):
            raise SystemExit(f"the cluster does not come up; see {cluster.folder}/node*/*.log")
        for member in cluster.members():
            print(f"{member['name']:8} {member['role']:14} {member['state']:10} timeline {member.get('timeline', '-')}"
                  f"  lag {member.get('lag', '-')}")
        print(f"hub: PGPASSFILE={cluster.pgpass()} {' '.join(cluster.inside('zarya-hub', '--data', 'DIR', '--store', cluster.uri()))}")
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
