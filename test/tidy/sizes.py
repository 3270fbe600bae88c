"""Files, functions and folders stay small enough to be held in one head."""
import collections

from source import Fault

FILE_LINES, FUNCTION_LINES, MAIN_LINES, FOLDER_FILES = 600, 70, 150, 20


def check(tree):
    for source in tree.sources:
        limit = MAIN_LINES if source.file == "main.c" else FILE_LINES
        if len(source.lines) > limit:
            yield Fault(source.path, 1, f"{len(source.lines)} lines, at most {limit}: split by noun")
        start = None
        for number, line in enumerate(source.lines, 1):
            if line == "{":
                start = number
            elif line.startswith("}") and start is not None:
                size = number - start + 1
                if size > FUNCTION_LINES:
                    yield Fault(source.path, start, f"function of {size} lines, at most {FUNCTION_LINES}: split it")
                start = None


def check_folders(tree):
    files = collections.Counter(source.folder for source in tree.sources if not source.is_header)
    for folder, count in sorted(files.items()):
        if count > FOLDER_FILES:
            yield Fault(folder, 1, f"{count} C files in a folder, at most {FOLDER_FILES}: make it two", folder, count)
