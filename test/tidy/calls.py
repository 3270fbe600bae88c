"""Calls that have a better one, and what a library leaves to its program."""
import re

from source import Fault

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
    "getrandom": "bytes passed in", "RAND_bytes": "bytes passed in", "ZR_LOG": "an error", "zr_log_tell": "an error", "syslog": "an error",
    "usleep": "the caller's loop", "sleep": "the caller's loop", "getenv": "an argument",
}
CLOCK_FREE = ("lib/base", "lib/form", "lib/envelope", "lib/sync", "lib/sqlite", "lib/store")


def banned_in(path):
    banned = dict(BANNED)
    if path.startswith("lib/") and not path.startswith("lib/event/"):
        banned.update(BANNED_IN_LIB)
    if path.startswith(CLOCK_FREE):
        banned["clock_gettime"] = "a time passed in"
    return banned


def check(tree):
    for source in tree.sources:
        banned = banned_in(source.path)
        if source.words.isdisjoint(banned) and "goto" not in source.words:
            continue
        for number, line in enumerate(source.code, 1):
            for call in re.findall(r"(?<![\w.>])([a-z_A-Z]\w*)\s*\(", line):
                if call in banned:
                    yield Fault(source.path, number, f"{call}() is banned here: use {banned[call]}")
            if re.search(r"\bgoto\b", line):
                yield Fault(source.path, number, "goto: use a cleanup attribute or a smaller function")
