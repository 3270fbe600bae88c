#!/usr/bin/python3
"""Holds the tree to STYLE.md and to the who-may-use-whom table of ARCHITECTURE.md.

Usage: tidy.py ROOT. Prints each fault as file:line: what, and what to do; exits 1 when there are any.
"""
import pathlib
import re
import subprocess
import sys

FILE_LINES, FUNCTION_LINES, MAIN_LINES = 600, 70, 150

BANNED = {  # call: what to use instead
    "strcpy": "snprintf", "strcat": "zr_buffer_add_text", "sprintf": "snprintf", "vsprintf": "vsnprintf",
    "gets": "fgets", "atoi": "strtol with a check", "atol": "strtol with a check", "atof": "strtod with a check",
    "strtok": "strcspn", "alloca": "zr_arena_new", "system": "posix_spawn", "popen": "posix_spawn",
    "rand": "a generator passed in", "srand": "a generator passed in", "mktemp": "mkostemp",
    "tmpnam": "mkostemp", "strncpy": "snprintf", "strerror_r": "zr_error_set_errno", "signal": "sigaction",
}
BANNED_IN_LIB = {
    "printf": "an error", "fprintf": "an error", "puts": "an error", "exit": "an error", "_exit": "an error",
    "perror": "an error", "time": "a time passed in", "gettimeofday": "a time passed in",
    "getrandom": "bytes passed in", "RAND_bytes": "bytes passed in", "zr_log": "an error", "syslog": "an error",
    "usleep": "the caller's loop", "sleep": "the caller's loop", "getenv": "an argument",
}
CLOCK_FREE = ("lib/base", "lib/form", "lib/envelope", "lib/sync", "lib/store")
LIBC = set("""assert complex ctype dirent errno fcntl fenv float getopt inttypes langinfo libgen limits locale math poll
pthread pwd grp regex sched setjmp signal spawn stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn
string strings syslog termios threads time unistd uchar wchar wctype netdb ifaddrs endian byteswap glob fnmatch""".split())
SYSTEM = ("sys/", "linux/", "arpa/", "netinet/", "net/")


def sources(root):
    listed = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard", "*.c", "*.h"],
                            capture_output=True, text=True, check=True).stdout.split("\n")
    return [root / name for name in listed if name and (root / name).exists()]


def table(root):
    """The who-may-use-whom table: room -> (rooms of ours, prefixes of foreign headers)."""
    rooms = {}
    for line in (root / "ARCHITECTURE.md").read_text().split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 4 and re.fullmatch(r"`[a-z_/]+/?`", cells[0]):
            ours, foreign = (re.findall(r"`([^`]+)`", cell) for cell in cells[1:3])
            rooms[cells[0].strip("`/")] = (set(x.rstrip("/") for x in ours), tuple(foreign))
    return rooms


def room_of(path, rooms):
    while path and path not in rooms:
        path = path.rpartition("/")[0]
    return path


def strip_comments(text):
    """Comments and string contents blanked, line numbers kept."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def check_sizes(name, lines):
    limit = MAIN_LINES if name.endswith("/main.c") else FILE_LINES
    if len(lines) > limit:
        yield 1, f"{len(lines)} lines, at most {limit}: split by noun"
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start is not None:
            if number - start + 1 > FUNCTION_LINES:
                yield start, f"function of {number - start + 1} lines, at most {FUNCTION_LINES}: split it"
            start = None


def check_calls(name, code):
    banned = dict(BANNED)
    if name.startswith("lib/") and not name.startswith("lib/base/log."):
        banned.update(BANNED_IN_LIB)
    if name.startswith(CLOCK_FREE):
        banned["clock_gettime"] = "a time passed in"
    for number, line in enumerate(code, 1):
        for call in re.findall(r"(?<![\w.>])([a-z_A-Z]\w*)\s*\(", line):
            if call in banned:
                yield number, f"{call}() is banned here: use {banned[call]}"
        if re.search(r"\bgoto\b", line):
            yield number, "goto: use a cleanup attribute or a smaller function"


def check_includes(name, lines, rooms):
    room = room_of(name, rooms)
    if not room:
        if not name.startswith(("test/", "bench/", "sim/")):
            yield 1, "its folder is not in the table of ARCHITECTURE.md"
        return
    ours, foreign = rooms[room]
    for number, line in enumerate(lines, 1):
        match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
        if not match:
            continue
        target = match.group(2)
        if match.group(1) == '"' and "/" in target and (target.split("/")[0] in
                ("lib", "hub", "tablet", "sim", "test", "bench")):
            other = room_of(target, rooms)
            if other != room and other not in ours:
                yield number, f"{room} may not use {other or target}: see ARCHITECTURE.md"
        elif match.group(1) == "<":
            libc = target.endswith(".h") and target[:-2] in LIBC
            if not libc and not target.startswith(SYSTEM) and not target.startswith(foreign or ("\0",)):
                yield number, f"{room} may not include <{target}>: see ARCHITECTURE.md"


def check_tests(root, names):
    tests = "\n".join(path.read_text(errors="replace")[:1500] for path in (root / "test").rglob("*.[ch]"))
    for name in names:
        stem = pathlib.PurePath(name).stem
        if name.startswith("lib/") and name.endswith(".c") and not any((root / "test/unit").glob(f"*/test_{stem}.c")) \
                and not re.search(rf"[Tt]ests:?[^\n]*\b{stem}\.c\b", tests):
            yield name, 1, f"no test/unit/<room>/test_{stem}.c, and no test says 'Tests: {stem}.c' at its top"


def check(root):
    rooms = table(root)
    if not rooms:
        yield "ARCHITECTURE.md", 1, "no who-may-use-whom table"
    names = [str(path.relative_to(root)) for path in sources(root)]
    for name in names:
        text = (root / name).read_text(errors="replace")
        lines, code = text.split("\n")[:-1], strip_comments(text).split("\n")
        if not text.endswith("\n"):
            yield name, len(lines), "no newline at the end"
        if not text.startswith("/*") and not name.startswith("test/"):
            yield name, 1, "no comment at the top that says what the file is"
        for number, line in enumerate(lines, 1):
            if re.search(r"\b(TODO|FIXME|XXX)\b(?!\(#\d+\))", line):
                yield name, number, "TODO without an issue number: TODO(#N)"
            if re.search(r"<(glib|gio|gtk|adwaita)", line) and "#include" in line and not name.startswith(
                    ("tablet/census/", "test/")):
                yield name, number, "GLib lives only under tablet/census/"
        for number, fault in [*check_sizes(name, lines), *check_calls(name, code),
                              *check_includes(name, lines, rooms)]:
            yield name, number, fault
    yield from check_tests(root, names)


def main():
    faults = list(check(pathlib.Path(sys.argv[1]).resolve()))
    for name, number, fault in faults:
        print(f"{name}:{number}: {fault}")
    print(f"{0 if faults else 1} passed, {1 if faults else 0} failed ({len(faults)} faults)")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
