"""Files and functions stay small enough to be held in one head."""
from source import Fault

FILE_LINES, FUNCTION_LINES, MAIN_LINES = 600, 70, 150


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
