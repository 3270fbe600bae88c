"""No circle of files inside a room.

A file is its .c and .h together; x_priv.h is a file of its own, under x. One file leans on another when it includes its
header or names a function that its .c defines, whichever header declares that. Files that lean on each other over any
number of steps stand in one circle: none can be read, tested or moved alone.
"""
import collections

from source import Fault


def node_of(path):
    return path.rpartition(".")[0]


def edges(tree):
    """(from, to) -> why, between files of one room."""
    homes, found = {}, {}
    place = lambda source: tree.room_of(source.path) or source.folder
    nodes = {node_of(source.path): place(source) for source in tree.sources}
    for source in tree.sources:
        if not source.is_header:
            for function in source.functions:
                if not function.is_static:
                    homes.setdefault((place(source), function.name), node_of(source.path))
    names = collections.defaultdict(set)
    for room, name in homes:
        names[room].add(name)
    for source in tree.sources:
        room, start = place(source), node_of(source.path)
        if not source.is_header:
            for name in sorted(source.words & names[room]):
                end = homes[room, name]
                if end != start:
                    found.setdefault((start, end), []).append(f"{name}()")
        for _, _, target in source.includes:
            end = node_of(target)
            its_own = start == f"{end}_priv"
            if nodes.get(end) == room and end != start and target.endswith(".h") and not its_own:
                found.setdefault((start, end), []).append(f'"{target}"')
    return found


def circles(found):
    """The sets of more than one file that reach each other (Tarjan's components, without recursion)."""
    after = collections.defaultdict(list)
    for start, end in sorted(found):
        after[start].append(end)
    index, low, stack, on_stack, result = {}, {}, [], set(), []
    for origin in list(after):
        work = [] if origin in index else [(origin, iter(after[origin]))]
        while work:
            node, rest = work[-1]
            if node not in index:
                index[node] = low[node] = len(index)
                stack.append(node)
                on_stack.add(node)
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    at = stack.index(node)
                    component, stack = stack[at:], stack[:at]
                    on_stack.difference_update(component)
                    if len(component) > 1:
                        result.append(sorted(component))
            elif following not in index:
                work.append((following, iter(after.get(following, []))))
            elif following in on_stack:
                low[node] = min(low[node], index[following])
    return sorted(result)


def check(tree, excused=()):
    """An excused arrow, "from to", is one of today's that are to be cut: without them there is no circle."""
    found = edges(tree)
    sound = {edge: why for edge, why in found.items() if " ".join(edge) not in excused}
    for circle in circles(sound):
        way = shortest(sound, circle)
        text = "; ".join(f"{start} leans on {end} by {', '.join(sound[start, end][:3])}" for start, end in way)
        yield Fault(f"{circle[0]}.c", 1, f"in a circle of {len(circle)} files, one way round it: {text}")
    for start, end in sorted(found.keys() - sound.keys()):
        if reaches(sound, end, start):
            yield Fault(f"{start}.c", 1, "an arrow that closes a circle", f"{start} {end}")


def reaches(found, start, goal):
    after = collections.defaultdict(list)
    for one, other in found:
        after[one].append(other)
    seen, ahead = {start}, [start]
    while ahead:
        for node in after[ahead.pop()]:
            if node not in seen:
                seen.add(node)
                ahead.append(node)
    return goal in seen


def shortest(found, circle):
    """The edges of a shortest way from the first file of a circle round to itself."""
    origin, members = circle[0], set(circle)
    came, ahead = {}, [origin]
    while ahead and origin not in came:
        node = ahead.pop(0)
        for start, end in sorted(found):
            if start == node and end in members and end not in came:
                came[end] = start
                ahead.append(end)
    way, node = [], origin
    while not way or node != origin:
        way.insert(0, (came[node], node))
        node = came[node]
    return way
