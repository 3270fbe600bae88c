"""How long a test waits (run/waiting.py), and how it knows that a program has come to rest."""
import pathlib
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "run"))  # what `./zarya run` starts, tests start alike

from waiting import LIMIT_S, wait_for  # noqa: F401  for those who wait for an event

STILL_S = 0.3  # a program that slept for so long, and told nothing, waits for a person; a frame is due within 0.02


def activity(pid):
    """How often the process's main thread was on a core; None while it runs or waits for one, "gone" when it has ended."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return "gone"
    facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    if facts["State"][0] == "Z":
        return "gone"
    if facts["State"][0] != "S":
        return None
    return facts["voluntary_ctxt_switches"], facts["nonvoluntary_ctxt_switches"]


def doing(pid):
    """What kept the process awake, for the sentence of a test that gave up: its state, and how much it did in a second."""
    def look():
        status = dict(line.split(":\t", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line)
        ticks = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()[11:13]
        return (f"{status['Name']} is {status['State']}", int(status["voluntary_ctxt_switches"]),
                int(status["nonvoluntary_ctxt_switches"]), sum(map(int, ticks)))
    try:
        before = look()
        time.sleep(1)
        after = look()
    except OSError:
        return f"{pid} is gone"
    slept, pushed, ticks = (then - now for then, now in zip(after[1:], before[1:]))
    return f"{after[0]}, slept {slept} times in a second, was pushed off {pushed} times, {ticks} ticks of a core"


def wait_for_rest(pids, count_events):
    """Until the processes slept for STILL_S together since the last event. They may wake in between: a clock, or a look for
    news, that tells nothing does not keep a program from waiting for a person. Time for which one of them waits for a core, or
    in which one was woken, does not count."""
    end = time.monotonic() + LIMIT_S
    before, looked, slept_s = None, time.monotonic(), 0
    while time.monotonic() < end:
        now = [count_events()] + [activity(pid) for pid in pids]
        if before is None or now[0] != before[0]:
            slept_s = 0
        elif None not in now and now == before:
            slept_s += time.monotonic() - looked
        if slept_s >= STILL_S:
            return
        before, looked = now, time.monotonic()
        time.sleep(0.03)
    raise RuntimeError(f"the program does not come to rest within {LIMIT_S} s: {'; '.join(map(doing, pids))}; "
                       f"it told {count_events()} events")
