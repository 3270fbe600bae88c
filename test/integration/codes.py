"""Enrolment codes, written a second time from docs/envelope.md: what a tampered one looks like that still has good checks."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def twice(value):
    return (value << 1 & 31) ^ (5 if value & 16 else 0)


def check(number, values):
    """The last character of a group; number counts from 1."""
    total = 0
    for value in values:
        total = twice(total ^ value)
    return total ^ number


def altered(code, place):
    """Another code: its data character of that place (0 to 24; the first 12 are the secret) is changed, its checks are good."""
    groups, _, address = code.partition(" ")
    groups = groups.split("-")
    number, index = divmod(place, 5)
    values = [ALPHABET.index(symbol) for symbol in groups[number][:5]]
    assert groups[number][5] == ALPHABET[check(number + 1, values)], code
    values[index] ^= 1
    groups[number] = "".join(ALPHABET[value] for value in [*values, check(number + 1, values)])
    return " ".join(["-".join(groups), address])
