"""The process that cleans up when the supervisor is killed: reads `+group` and `-group` lines, and at the end of input (the
supervisor is gone, however it went) stops the process groups that are left. Its argument: how many seconds they are given.
"""

import signal
import sys

from council.embedded.processes import stop_groups


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    stop_groups(groups, signal.SIGTERM, float(sys.argv[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
