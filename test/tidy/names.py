"""A name stands for one thing in the whole tree: a file's stem, and the tag of a struct, union or enum."""
import collections

from source import PRODUCT, Fault

SHARED = ("main",)  # every program has it


def check_stems(tree):
    folders = collections.defaultdict(set)
    # A unit test is named after what it tests.
    sources = [source for source in tree.sources if not source.path.startswith("test/unit/")]
    for source in sources:
        folders[source.stem].add(source.folder)
    for source in sources:
        found = folders[source.stem]
        first = min(found)
        if len(found) > 1 and source.folder == first and source.stem not in SHARED:
            found.discard(first)
            yield Fault(source.path, 1, f"the stem {source.stem} is also in {', '.join(sorted(found))}: name one anew",
                        source.stem, len(found) + 1)


def check_tags(tree):
    """A tag that others can see (from a header, or of our prefix) is defined once; what one .c has to itself may be
    called as in another."""
    places, is_seen = collections.defaultdict(list), set()
    for source in tree.sources:
        for line, tag in source.tags:
            places[tag].append((source.path, line))
            if source.is_header and source.path.startswith(PRODUCT) or tag.startswith("zr_"):
                is_seen.add(tag)
    for tag, found in sorted(places.items()):
        if len(found) > 1 and tag in is_seen:
            path, line = found[0]
            yield Fault(path, line, f"{tag} is defined again in {', '.join(path for path, _ in found[1:])}",
                        tag, len(found))
