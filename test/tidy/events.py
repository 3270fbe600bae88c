"""Each event of lib/event/events.def is told somewhere, under the name that its constant has in small letters."""
import re

from source import Fault

TABLE = "lib/event/events.def"


def check(tree):
    table = tree.root / TABLE
    text = table.read_text() if table.exists() else ""
    told = {name for source in tree.product() for name in re.findall(r"\bZR_LOG\((\w+)", "\n".join(source.code))}
    for match in re.finditer(r"^ZR_LOG_KIND\((\w+),\s*(\w+)", text, re.M):
        line = text.count("\n", 0, match.start()) + 1
        constant, name = match.groups()
        if constant not in told:
            yield Fault(TABLE, line, f"nobody tells {constant}: delete it, or tell it", constant)
        if name != constant.lower():
            yield Fault(TABLE, line, f"{constant} is told as {name}: one name for one thing")
