"""The shape of a function: how much it takes, and how deep it goes."""
import re

from source import Fault

PARAMETERS, NESTING = 5, 3


def check_parameters(tree):
    for source in tree.sources:
        for function in source.functions:
            count = len(function.parameters)
            if count > PARAMETERS:
                yield Fault(source.path, function.line, f"{function.name}() takes {count} parameters, at most "
                            f"{PARAMETERS}: a struct for what belongs together", f"{source.path} {function.name}", count)


def check_nesting(tree):
    for source in tree.sources:
        for function in source.functions:
            depth, line = deepest(function.body)
            if depth > NESTING:
                yield Fault(source.path, function.line + line, f"{function.name}() nests {depth} deep, at most "
                            f"{NESTING}: leave early, or make the inside a function",
                            f"{source.path} {function.name}", depth)


def deepest(body):
    """(how many blocks stand in each other, line of the innermost); braces of initialisers are no blocks."""
    stack, most, before = [], (0, 0), ""
    if sum(line.count("{") for line in body) <= NESTING:
        return most
    for number, line in enumerate(body, 1):
        if line.startswith("#"):
            continue
        for character in line.strip():
            if character == "{":
                stack.append(all(stack) and opens_block(before))
                most = max(most, (sum(stack), number), key=lambda pair: pair[0])
            elif character == "}" and stack:
                stack.pop()
            before += character
        before = before[-400:] + " "
    return most


def opens_block(before):
    before = before.rstrip()
    if not before or before[-1] in ";{}:" or re.search(r"\b(else|do)$", before):
        return True
    if not before.endswith(")"):
        return False
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(before[at], 0)
        if depth == 0:
            word = re.search(r"(\w+)\s*$", before[:at])
            return word is not None and word.group(1) not in ("return", "sizeof")
    return True
