"""The tree as the rules see it: its C files, read once, without comments and strings.

Lines and regular expressions are enough: one formatter writes all of this C, so a function opens with a "{" alone on
its line and closes with a "}" in the first column.
"""
import functools
import pathlib
import re
import subprocess
import typing

PRODUCT = ("lib/", "office/", "owner/", "secret/", "hub/", "respond/", "tablet/", "tools/")
OURS = ("lib", "office", "owner", "secret", "hub", "respond", "tablet", "tools", "test", "bench")
_BLANKED = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
_PROTOTYPE = re.compile(r"\b([a-z_]\w*)\s*\(")


class Fault(typing.NamedTuple):
    """What a rule found. A line of the rule's exceptions excuses it by its key and, where one is given, its amount;
    what has no key is never excused."""
    path: str
    line: int
    text: str
    key: str = ""
    amount: int | None = None


class Function(typing.NamedTuple):
    name: str
    line: int        # of its opening brace, from 1
    parameters: list
    body: list       # its lines between the braces
    is_static: bool


def strip_comments(text):
    """Comments and the contents of strings blanked, lines kept."""
    return _BLANKED.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0)), text)


def split_parameters(text):
    """The parameters between the outermost brackets of what follows a function's name; what a format is followed by is
    no parameter."""
    depth, parts = 0, [""]
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0:
            break
        if depth == 1 and character == ",":
            parts.append("")
        elif not (depth == 1 and character == "("):
            parts[-1] += character
    parts = [" ".join(part.split()) for part in parts]
    return [part for part in parts if part not in ("", "void", "...")]


class Source:
    """One C file."""

    def __init__(self, root, path):
        self.path = path
        self.folder, _, self.file = path.rpartition("/")
        self.stem = self.file.rpartition(".")[0]
        self.is_header = path.endswith(".h")
        self.text = (root / path).read_text(errors="replace")
        self.lines = self.text.split("\n")[:-1]

    @functools.cached_property
    def code(self):
        return strip_comments(self.text).split("\n")

    @functools.cached_property
    def words(self):
        """Every identifier, and for a destructor's cleanup (zr_form_freep) the destructor."""
        words = set(re.findall(r"[A-Za-z_]\w*", "\n".join(self.code)))
        return words | {word[:-1] for word in words if word.endswith("p")}

    @functools.cached_property
    def includes(self):
        """(line, "<" or '"', target) of each #include."""
        found = []
        for number, line in enumerate(self.lines, 1):
            match = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
            if match:
                found.append((number, match.group(1), match.group(2)))
        return found

    @functools.cached_property
    def functions(self):
        """The functions that the file defines."""
        found, start = [], None
        for number, line in enumerate(self.code, 1):
            if line == "{":
                start = number
            elif line.startswith("}") and start is not None:
                head = self._head(start)
                match = re.search(r"\b(\w+)\s*(\(.*)", head)
                if match:
                    macro = re.fullmatch(r"[A-Z_]+", match.group(1))  # a macro that defines: its argument is the name
                    parameters = split_parameters(match.group(2))
                    found.append(Function(parameters[0] if macro and parameters else match.group(1), start,
                                          [] if macro else parameters, self.code[start:number - 1],
                                          bool(re.match(r"static\b", head))))
                start = None
        return found

    def _head(self, start):
        """What stands before the brace of a function, on one line."""
        first = start - 1
        while first > 0 and self.code[first - 1].strip() and not re.search(r"[;}\\]$|^#", self.code[first - 1]):
            first -= 1
        return " ".join(self.code[first:start - 1])

    @functools.cached_property
    def prototypes(self):
        """Name -> (line, parameters) of the functions that a header declares for others."""
        found, depth, statement, line = {}, 0, "", 0
        for number, text in enumerate(self.code, 1):
            if re.match(r"\s*#", text) or text.endswith("\\") or (number > 1 and self.code[number - 2].endswith("\\")):
                continue
            if depth == 0 and text.strip():
                line, statement = (number, text) if not statement else (line, f"{statement} {text}")
            depth += text.count("{") - text.count("}")
            if depth == 0 and statement.rstrip().endswith((";", "}")):
                name = _PROTOTYPE.search(statement)
                if name and "{" not in statement and not re.match(r"\s*(typedef|static|[A-Z_]+\()", statement):
                    found[name.group(1)] = (line, split_parameters(statement[name.end() - 1:]))
                statement = ""
        return found

    @functools.cached_property
    def tags(self):
        """(line, tag) of each struct, union and enum that the file defines."""
        return [(number, tag) for number, line in enumerate(self.code, 1)
                for tag in re.findall(r"\b(?:struct|union|enum)\s+(\w+)\s*\{", line)]


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        listed = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard", "*.c", "*.h"],
                                capture_output=True, text=True, check=True).stdout.split("\n")
        self.sources = [Source(self.root, name) for name in sorted(listed) if name and (self.root / name).exists()]
        self.rooms = self._table()

    def _table(self):
        """The who-may-use-whom table: room -> (rooms of ours, prefixes of foreign headers)."""
        rooms = {}
        for line in (self.root / "ARCHITECTURE.md").read_text().split("\n"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) == 4 and re.fullmatch(r"`[a-z_/]+/?`", cells[0]):
                ours, foreign = (re.findall(r"`([^`]+)`", cell) for cell in cells[1:3])
                rooms[cells[0].strip("`/")] = (set(x.rstrip("/") for x in ours), tuple(foreign))
        return rooms

    def room_of(self, path):
        while path and path not in self.rooms:
            path = path.rpartition("/")[0]
        return path

    def product(self):
        """What is shipped: the rest is there to try it."""
        return [source for source in self.sources if source.path.startswith(PRODUCT)]
