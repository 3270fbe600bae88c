#!/usr/bin/python3
"""The hub is killed with SIGKILL again and again while simulated tablets upload. At the end every record stands there
exactly once, with the content that the tablet sealed.

With --postgres the store is PostgreSQL's, and every second kill crashes its server instead.

Usage: test_hub_kill.py BUILD [KILLS] [--records N] [--tablets N] [--seed N] [--rate N] [--postgres]
"""
import argparse
import contextlib
import random
import signal
import sys
import time

from postgres_server import Server
from running_hub import RunningHub, Score
from uploading import Tablets, compare, tablets_folder


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("kills", type=int, nargs="?", default=5)
    parser.add_argument("--records", type=int, default=10000, help="in all")
    parser.add_argument("--tablets", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--rate", type=int, default=1000, help="records finished per second, in all tablets, at most")
    parser.add_argument("--postgres", action="store_true", help="the store is PostgreSQL's, whose server is killed, too")
    options = parser.parse_args()
    options.records -= options.records % options.tablets
    return options


def end_suddenly(hub, server, is_server):
    """SIGKILL for the hub; for the database what a lost power supply is to it: it starts with recovery."""
    if not is_server:
        hub.kill()
        return hub.start
    server.stop(signal.SIGQUIT)
    return server.start


def kill_again_and_again(options, hub, server, tablets):
    """While the hub is away every tablet finishes some records, and after its start they all come at once. Most kills
    follow one of the first receipts after a start, so that they meet requests half read, half committed and half answered,
    however fast the machine is; every fourth meets the start itself. The choices are drawn from the seed. Returns how many
    kills came before the last receipt."""
    draw = random.Random(options.seed)
    share = options.records // (options.kills + 1)
    tablets.allow(share)
    tablets.wait_for_more()
    for kill in range(options.kills):
        if kill % 4 == 3:
            time.sleep(draw.uniform(0, 0.2))
        else:
            for _ in range(draw.randrange(1, 8)):
                tablets.wait_for_more()
            time.sleep(draw.uniform(0, 0.02))
        if tablets.process.poll() is not None:
            return kill
        start = end_suddenly(hub, server, server is not None and kill % 2 == 1)
        print(f"kill {kill + 1}, {tablets.received} receipts", flush=True)
        tablets.allow(share * (kill + 2))
        time.sleep(draw.uniform(0, 0.6))
        start()
    tablets.allow(options.records)
    return options.kills


def main():
    options = arguments()
    print(f"seed {options.seed}: {options.kills} kills, {options.records} records, {options.tablets} tablets", flush=True)
    score = Score()
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Server()) if options.postgres else None
        hub = stack.enter_context(RunningHub(options.build, postgres=server and server.uri()))
        folder = stack.enter_context(tablets_folder(hub))
        tablets = Tablets(options, hub, folder)
        try:
            killed = kill_again_and_again(options, hub, server, tablets)
        except BaseException:
            tablets.process.kill()
            raise
        ended = tablets.end()
        print(f"{killed} kills, all receipts after {time.monotonic() - started:.1f} s", flush=True)
        print("\n".join(tablets.lines[-3:]), flush=True)
        score.check("the hub was killed as often as asked", killed == options.kills, killed)
        score.check("every tablet got every receipt", ended == 0, tablets.lines[-5:])
        compare(options, hub, tablets.manifest, score)
    sys.exit(score.close())


main()
