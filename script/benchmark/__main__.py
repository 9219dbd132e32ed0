"""`script/bench`: the portal beside a floor that is measured in the same run, on the same server."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(1, str(ROOT))

PARTS = ("pages", "registrations", "reminders", "mail", "clusters", "composer", "matching", "processes")
ABOUT = {
    "pages": "event list (50 and 10,000 events), event page, /my/ with 200 registrations",
    "registrations": "registering on one event and over 50, 16 clients",
    "reminders": "10,000 reminders planned",
    "mail": "mails a second to a local relay that forgets them",
    "clusters": "location quotients, growth, stars, φ and cosine of 200,000 employment figures",
    "composer": "the best team of 200 people for 30 needs",
    "matching": "1:1 meetings of 300 people, 600 accepted pairs, 30 slots, 40 tables",
    "processes": "start-up time and memory of each process",
}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="parts:\n" + "\n".join(f"  {name:14}{text}" for name, text in ABOUT.items()),
    )  # fmt: skip
    parser.add_argument("parts", nargs="*", metavar="part", help=f"some of: {', '.join(PARTS)} (all of them)")
    parser.add_argument("--markdown", action="store_true", help="print the table ready for the README")
    parser.add_argument("--clients", type=int, default=16, help="connections at once (16)")
    parser.add_argument("--seconds", type=float, default=1.5, help="length of each round of a page or of mails (1.5)")
    chosen = parser.parse_args()
    unknown = set(chosen.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part “{', '.join(sorted(unknown))}”; there are: {', '.join(PARTS)}")
    chosen.parts = chosen.parts or list(PARTS)
    return chosen


def main() -> int:
    options = arguments()
    from servers import Servers
    from table import Table, machine, server, software

    began = time.monotonic()
    table = Table([], [f"Machine: {machine()}."])
    with Servers() as servers:
        import django

        django.setup()
        from django.conf import settings
        from parts import Bench

        bench = Bench(servers, table, options)
        bench.prepare()
        for part in PARTS:
            if part in options.parts:
                getattr(bench, f"measure_{part}")()
        middleware = ", ".join(path.rpartition(".")[2] for path in settings.MIDDLEWARE)
        table.notes.append(f"Software: {software(bench.database_version())}.")
        table.notes.append(
            f"Web server, for the portal and the floor alike: `{server(servers.web_command)}`. {options.clients} connections "
            "from a client on the same machine, which shares its processors with web server and database."
        )
        table.notes.append(f"Middleware, the same for both: {middleware}.")
        table.notes.append(
            "“CPU each” is the processor time of web server and database for one request. "
            f"Measured in {time.monotonic() - began:.0f} s, {time.strftime('%Y-%m')}."
        )
        bench.close()
    print(table.markdown() if options.markdown else table.text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
