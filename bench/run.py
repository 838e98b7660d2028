"""``make bench``: requests per second of each kind of page beside a bare Django view, and what size costs.

Gunicorn servers with two workers each on the loopback, one after the other under load; PostgreSQL; an anonymous
visitor. Pages are measured twice: as Django makes them, and with the cache of whole pages that production has in
front. Then the agenda with 200 and with 10,000 dates, and the feeds. Uses ``wrk`` where it is found, else threads of
its own. Stops all it started.

    python bench/run.py [--seconds 4] [--connections 4] [--only home --only agenda]

BENCH_DATABASE_URL names the database; it is made and filled where it is missing, and others beside it, called after it.
"""

import argparse
import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
DATABASE = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/bench")
# What a page must reach, in percent of the bare view: made by Django, and kept whole.
TARGETS = {"home": 4, "event": 4, "agenda": 3, "directory": 3, "search": 2.5, "feed": 2}
KEPT_TARGET = 65
# The search is never kept: its index is written just after a page.
NEVER_KEPT = {"search"}
# Dates in each database, the first of which serves the pages; a feed answered 304 may cost this many bare views.
FEW, FEED, MANY = 200, 500, 10_000
SLOWER_AT_MOST = 1.3
FEED_MILLISECONDS = 200
NOT_MODIFIED_COST = 1.5
SCALED = ("agenda", "month", "filtered agenda", "agenda by words")
# Most threads of our own ask, for want of wrk.
LARGEST_NUMBER_OF_REQUESTS = 20_000
# Production sends what is not HTTPS away; this is how its proxy says that it was.
PROXY = "X-Forwarded-Proto: https"


def main() -> None:
    options = read_options()
    print("Preparing the databases and the static files …", file=sys.stderr)
    run(["manage.py", "collectstatic", "--noinput", "-v0"], environment_for(DATABASE))
    found = {}
    for dates in (FEW, FEED, MANY):
        database = DATABASE if dates == FEW else f"{DATABASE}_{dates}"
        make_database(database)
        found[dates] = json.loads(run(["bench/prepare.py", str(dates)], environment_for(database)))
    pages = {name: page for name, page in found[FEW].items() if not options.only or name in options.only}
    environment = environment_for(DATABASE)
    with server("bench.bare:application", environment) as bare:
        with server("config.wsgi:site", environment) as site:
            made = measure(bare, site, pages, options)
        with server("config.wsgi:application", environment) as site:
            whole = {name: page for name, page in pages.items() if name not in NEVER_KEPT}
            kept = measure(bare, site, whole, options)
            unchanged, bare_rate = measure_unchanged(bare, site, found[FEW]["feed"], options)
    print(table("Made by Django for each reader", pages, made, TARGETS, options))
    print(table("Kept whole", whole, kept, dict.fromkeys(whole, KEPT_TARGET), options))
    print(sizes(found))
    print(
        f"\nFeed answered 304: {unchanged:.0f}/s, {bare_rate / unchanged:.2f} times the cost of the bare view "
        f"({bare_rate:.0f}/s); at most {NOT_MODIFIED_COST}."
    )


def environment_for(database: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": database,
        "SECRET_KEY": "only-for-the-bench-which-listens-on-the-loopback-alone",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": "https://127.0.0.1",
        "DEFAULT_FROM_EMAIL": "bench@coordination.example",
        "CALENDAR_UID_DOMAIN": "coordination.example",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
    }


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--seconds", type=int, default=4, choices=range(1, 61), metavar="1-60", help="per page and round"
    )
    parser.add_argument("--rounds", type=int, default=2, choices=range(1, 11), metavar="1-10")
    parser.add_argument("--connections", type=int, default=4, choices=range(1, 33), metavar="1-32")
    parser.add_argument("--only", action="append", help="a page; may be given again")
    return parser.parse_args()


def make_database(url: str) -> None:
    """Create a database of the bench where the server lacks it."""
    import psycopg
    from psycopg import sql

    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    with psycopg.connect(parts._replace(scheme="postgresql", path="/postgres").geturl(), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(
                sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
            )


def run(arguments: list[str], environment: dict[str, str]) -> str:
    """What a Python program of ours writes to stdout."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


@contextlib.contextmanager
def server(application: str, environment: dict[str, str]):
    """Gunicorn with two sync workers on a free port of the loopback; yields the port, stops the server."""
    port = free_port()
    command = ["-m", "gunicorn", "--workers", "2", "--preload", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    process = subprocess.Popen([sys.executable, *command, application], cwd=ROOT, env=environment)  # noqa: S603
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"The server on port {port} stopped by itself; see above.")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit(f"Nothing answers on port {port} after a minute.")


def measure(bare: int, site: int, pages: dict, options) -> tuple[float, dict[str, float]]:
    """Requests per second of the bare view and of each page that exists: the median of all rounds."""
    load = with_wrk if shutil.which("wrk") else with_threads
    yardsticks, rates = [], {name: [] for name, page in pages.items() if page["status"] == 200}
    for number in range(options.rounds):
        print(f"Round {number + 1} of {options.rounds} …", file=sys.stderr)
        yardsticks.append(load(bare, "/", options))
        for name, found in rates.items():
            load(site, pages[name]["path"], argparse.Namespace(seconds=1, connections=options.connections))
            found.append(load(site, pages[name]["path"], options))
        yardsticks.append(load(bare, "/", options))
    return statistics.median(yardsticks), {name: statistics.median(found) for name, found in rates.items()}


def measure_unchanged(bare: int, site: int, feed: dict, options) -> tuple[float, float]:
    """Requests per second of a feed whose reader has it already, and of the bare view beside it."""
    load = with_wrk if shutil.which("wrk") else with_threads
    rates, yardsticks = [], []
    for _ in range(options.rounds):
        yardsticks.append(load(bare, "/", options))
        rates.append(load(site, feed["path"], options, f"If-None-Match: {feed['etag']}"))
    return statistics.median(rates), statistics.median(yardsticks)


def with_wrk(port: int, path: str, options, *headers: str) -> float:
    """Requests per second as ``wrk`` counts them; stops where answers are not good."""
    sent = [argument for header in (PROXY, *headers) for argument in ("-H", header)]
    command = ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", *sent]
    done = subprocess.run(  # noqa: S603
        [*command, f"http://127.0.0.1:{port}{path}"], stdout=subprocess.PIPE, text=True, check=True
    )
    if "Non-2xx" in done.stdout:
        raise SystemExit(f"Not every answer for {path} was good:\n{done.stdout}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])


def with_threads(port: int, path: str, options, *headers: str) -> float:
    """Requests per second with threads of our own, which share the processor with what they measure."""
    deadline = time.monotonic() + options.seconds
    counts = [0] * options.connections
    failures = []

    def ask(index: int) -> None:
        while time.monotonic() < deadline and counts[index] < LARGEST_NUMBER_OF_REQUESTS // options.connections:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path, headers=dict(header.split(": ") for header in (PROXY, *headers)))
            response = connection.getresponse()
            response.read()
            connection.close()
            if response.status not in {200, 304}:
                failures.append(response.status)
                return
            counts[index] += 1

    started = time.monotonic()
    threads = [threading.Thread(target=ask, args=(index,)) for index in range(options.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise SystemExit(f"Not every answer for {path} was good: {failures[0]}")
    return sum(counts) / (time.monotonic() - started)


def table(title: str, pages: dict, measured: tuple[float, dict[str, float]], targets: dict, options) -> str:
    """The result of ``measure`` in Markdown; a page under its target is marked."""
    yardstick, rates = measured
    tool = "wrk" if shutil.which("wrk") else "threads of Python"
    conditions = f"{options.connections} connections, {options.rounds} rounds of {options.seconds} s"
    lines = [
        f"\n{title}: {tool}, {conditions}; gunicorn, 2 sync workers; PostgreSQL; anonymous; {FEW} dates.",
        "",
        "| Page | Requests/s | % of bare | Target | Queries | Bytes |",
        "|---|---:|---:|---:|---:|---:|",
        f"| bare Django view | {yardstick:.0f} | 100 | | 0 | |",
    ]
    for name, page in pages.items():
        if name not in rates:
            lines.append(f"| {name} | answers {page['status']} | | | | |")
            continue
        share, target = 100 * rates[name] / yardstick, targets.get(name)
        verdict = "" if target is None else f"{target} %" if share >= target else f"{target} %, missed"
        lines.append(f"| {name} | {rates[name]:.1f} | {share:.2f} | {verdict} | {page['queries']} | {page['bytes']} |")
    return "\n".join(lines)


def sizes(found: dict[int, dict]) -> str:
    """What the number of dates in the database costs a reader, in milliseconds of one process."""
    lines = [
        "\nWith more dates in the database, made by Django, one process:",
        "",
        f"| Page | ms with {FEW} | ms with {MANY} | times | at most | queries |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name in SCALED:
        few, many = found[FEW][name], found[MANY][name]
        times = many["milliseconds"] / few["milliseconds"]
        missed = "" if times <= SLOWER_AT_MOST and few["queries"] == many["queries"] else ", missed"
        queries = f"{few['queries']} and {many['queries']}"
        lines.append(
            f"| {name} | {few['milliseconds']:.1f} | {many['milliseconds']:.1f} | {times:.2f} "
            f"| {SLOWER_AT_MOST}{missed} | {queries} |"
        )
    for dates, page in ((dates, pages["feed"]) for dates, pages in found.items()):
        each = 1000 * page["milliseconds"] / max(1, page["dates"])
        limit = f"; at most {FEED_MILLISECONDS} ms" if dates == FEED else ""
        lines.append(f"\nFeed of {page['dates']} dates: {page['milliseconds']:.0f} ms, {each:.0f} µs each{limit}.")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
