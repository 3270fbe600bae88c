"""A public function has a user outside its own file: a test is none, for what only a test calls is of use to nobody."""
import collections
import re

from source import Fault


def check(tree):
    homes = {function.name: source.path for source in tree.product() if not source.is_header
             for function in source.functions if not function.is_static}
    users = collections.defaultdict(set)
    for source in tree.sources:
        if not source.path.startswith(("test/", "bench/")) and not source.is_header:
            for name in source.words & homes.keys():
                users[name].add(source.path)
    headers = [source for source in tree.product() if source.is_header]
    for source in headers:
        for name, (line, _) in source.prototypes.items():
            home = homes.get(name)
            if home is None or users[name] - {home} or any(uses(header, name) for header in headers):
                continue
            text = "\n".join(next(source for source in tree.sources if source.path == home).code)
            inside = len(re.findall(rf"\b{name}p?\b", text)) > 1
            yield Fault(source.path, line, f"{name}() is used by its own file alone: make it static" if inside else
                        f"{name}() has no user: delete it with its test, or use it", name)


def uses(header, name):
    """Whether a header uses the function in what it defines: an inline function, a macro."""
    if name not in header.words:
        return False
    count = sum(len(re.findall(rf"\b{name}\b", line)) for line in header.code if "ZR_DEFINE_CLEANUP" not in line)
    return count > (name in header.prototypes)
