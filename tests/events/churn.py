"""Sixteen processes that do everything at once to two events, and one that watches: `python -m tests.events.churn`.

Reads what to do from the environment (CHURN, JSON), the database as the workers of tests do. Each process is forked from one
that has Django ready, with connections of its own. Prints how often each deed succeeded (JSON); a process that fails tells why
and makes the program fail."""

import json
import os
import random
import sys
import traceback
from collections import Counter
from datetime import timedelta
from multiprocessing import Value

import django

DAYS = 12


class Clock:
    """Runs through `DAYS` days in `deeds` of all the processes together, the same in each of them however fast they are."""

    def __init__(self, deeds, start):
        self.deeds, self.start, self.done = deeds, start, Value("q", 0)

    def tick(self):
        with self.done.get_lock():
            self.done.value += 1

    def now(self):
        return self.start + timedelta(days=DAYS) * min(1, self.done.value / self.deeds)

    @property
    def is_over(self):
        return self.done.value >= self.deeds


def main():
    django.setup()
    plan = json.loads(os.environ["CHURN"])
    from tests.events.churners import Churner, Watcher
    from tests.factories import NOW

    clock = Clock(plan["deeds"], NOW)
    jobs = [Churner(plan, clock, random.Random(plan["seed"] + place)) for place in range(plan["processes"])]
    reading, writing = os.pipe()
    children = [fork(job, reading, writing) for job in (*jobs, Watcher(plan, clock))]
    os.close(writing)
    with os.fdopen(reading) as stream:
        lines = stream.read().splitlines()
    failed = [pid for pid in children if os.waitpid(pid, 0)[1]]
    done = Counter()
    for line in lines:
        done.update(json.loads(line))
    sys.stdout.write(json.dumps(done))
    return 1 if failed else 0


def fork(job, reading, writing):
    """Start a process that does `job` and writes what it did, a line shorter than a pipe's atomic write."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.close(reading)
        os.write(writing, (json.dumps(job.run()) + "\n").encode())
        code = 0
    except BaseException:
        traceback.print_exc()
        # Nobody waits for a process that is gone.
        job.clock.done.value = job.clock.deeds
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main())
