"""How long we wait, and how.

We wait for an event and never for a time: LIMIT_S only ends the patience with what hangs, and is the same everywhere, so
generous that a machine with a load of 15 on two cores stays far below it.
"""
import time

LIMIT_S = 600


def wait_for(find, hurry=None, is_alive=lambda: True):
    """What find gives as soon as it is something; None when that never came, or what it was to come from is no more.
    hurry is done before each further look."""
    end = time.monotonic() + LIMIT_S
    while True:
        is_over = not is_alive() or time.monotonic() > end
        found = find()
        if found or is_over:
            return found or None
        if hurry:
            hurry()
        time.sleep(0.05)
