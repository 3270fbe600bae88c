"""Who may use whom: the table of ARCHITECTURE.md, GLib in the application alone, private headers in their folder."""
from source import OURS, Fault

LIBC = set("""assert complex ctype dirent errno fcntl fenv float getopt inttypes langinfo libgen limits locale math poll
pthread pwd grp regex sched search semaphore setjmp signal spawn stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn
string strings syslog termios threads time unistd uchar wchar wctype netdb ifaddrs endian byteswap glob fnmatch""".split())
SYSTEM = ("sys/", "linux/", "arpa/", "netinet/", "net/")
GLIB = ("glib", "gio", "gtk", "adwaita")
GLIB_ROOMS = ("tablet/ui/", "tablet/apps/", "test/")


def check(tree):
    if not tree.rooms:
        yield Fault("ARCHITECTURE.md", 1, "no who-may-use-whom table")
    for source in tree.sources:
        for number, kind, target in source.includes:
            if kind == "<" and target.startswith(GLIB) and not source.path.startswith(GLIB_ROOMS):
                yield Fault(source.path, number, "GLib lives only under tablet/ui/ and tablet/apps/")
        yield from check_table(tree, source)


def check_private(tree):
    for source in tree.sources:
        for number, kind, target in source.includes:
            folder = target.rpartition("/")[0]
            if kind == '"' and target.endswith("_priv.h") and folder and folder != source.folder:
                yield Fault(source.path, number, f"{target} is private to {folder}", f"{source.path} {target}")


def check_table(tree, source):
    room = tree.room_of(source.path)
    if not room:
        if not source.path.startswith(("test/", "bench/", "test/load/")):
            yield Fault(source.path, 1, "its folder is not in the table of ARCHITECTURE.md")
        return
    ours, foreign = tree.rooms[room]
    for number, kind, target in source.includes:
        if kind == '"' and "/" in target and target.split("/")[0] in OURS:
            other = tree.room_of(target)
            if other != room and other not in ours:
                yield Fault(source.path, number, f"{room} may not use {other or target}: see ARCHITECTURE.md")
        elif kind == "<":
            libc = target.endswith(".h") and target[:-2] in LIBC
            if not libc and not target.startswith(SYSTEM) and not target.startswith(foreign or ("\0",)):
                yield Fault(source.path, number, f"{room} may not include <{target}>: see ARCHITECTURE.md")
