"""``make bench``: requests per second of each kind of page beside a bare Django view, and what size costs.

Gunicorn servers with two workers each on the loopback, one after the other under load; PostgreSQL; an anonymous
visitor. Pages are measured twice: as Django makes them, and with the cache of whole pages that production has in
front. Then the agenda with 200 and with 10,000 dates, the feeds, and registrations. Ends with the targets that were
missed. Uses ``wrk`` where it is found, else threads of its own. Stops all it started.

    python bench/run.py [--seconds 2] [--connections 4] [--only home --only agenda]

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

import registrations

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
# What counts as linear: a date of the longest feed may cost this many times one of the short feed.
LINEAR = 1.05
SCALED = ("agenda", "month", "filtered agenda", "agenda by words")
# Most threads of our own ask, for want of wrk.
LARGEST_NUMBER_OF_REQUESTS = 20_000
# Production sends what is not HTTPS away; this is how its proxy says that it was.
PROXY = "X-Forwarded-Proto: https"


class Targets:
    """What was to be reached, and what of it was not."""

    def __init__(self):
        self.checked, self.missed = 0, []

    def verdict(self, name: str, limit: str, *, is_met: bool) -> str:
        """``limit`` for a table, marked where it was missed."""
        self.checked += 1
        if is_met:
            return limit
        self.missed.append(f"{name} ({limit})")
        return f"{limit}, missed"

    def __str__(self) -> str:
        missed = f"missed: {', '.join(self.missed)}" if self.missed else "none missed"
        return f"{self.checked} targets, {missed}."


def main() -> None:
    options, targets = read_options(), Targets()
    print("Preparing the databases and the static files …", file=sys.stderr)
    run(["manage.py", "collectstatic", "--noinput", "-v0"], environment_for(DATABASE))
    found = {dates: prepare(dates) for dates in (FEW, FEED, MANY)}
    pages = {name: page for name, page in found[FEW].items() if not options.only or name in options.only}
    whole = {name: page for name, page in pages.items() if name not in NEVER_KEPT}
    environment = environment_for(DATABASE)
    with server("bench.bare:application", environment) as bare:
        with server("config.wsgi:site", environment) as site:
            made = measure(bare, site, pages, options)
        with server("config.wsgi:application", environment) as site:
            kept = measure(bare, site, whole, options)
            feeds = measure_feed(bare, site, found[FEW]["feed"], options)
    print(conditions(options))
    print(table("Made by Django for each reader", pages, made, TARGETS, targets))
    print(table("Kept whole", whole, kept, dict.fromkeys(whole, KEPT_TARGET), targets))
    print(feed_in_words(feeds, targets))
    print(sizes(found, targets))
    print(sign_ups(options))
    print(f"\n{targets}")


def sign_ups(options) -> str:
    """Registrations per second, in a database of their own that begins as a copy of the smallest, new each time."""
    url = f"{DATABASE}_registrations"
    drop_database(url)
    make_database(url, template=name_in(DATABASE))
    environment = environment_for(url)
    made = json.loads(run(["bench/registrations.py"], environment))
    with server("bench.bare_insert:application", environment) as bare, server("config.wsgi:site", environment) as site:
        rates = registrations.measure(bare, site, made, seconds=options.seconds, rounds=options.rounds)
    drop_database(url)
    return registrations.in_words(rates, made["queries"])


def prepare(dates: int) -> dict:
    """What ``bench/prepare.py`` finds with so many dates; larger databases begin as copies of the smallest."""
    url = DATABASE if dates == FEW else f"{DATABASE}_{dates}"
    make_database(url, template="template0" if dates == FEW else name_in(DATABASE))
    return json.loads(run(["bench/prepare.py", str(dates)], environment_for(url)))


def name_in(url: str) -> str:
    """The name of the database in ``url``."""
    return urlsplit(url).path.lstrip("/")


def environment_for(database: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": database,
        "SECRET_KEY": "of-the-bench-which-listens-on-the-loopback-alone-0123456789",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": "https://127.0.0.1",
        "DEFAULT_FROM_EMAIL": "bench@coordination.example",
        "CALENDAR_UID_DOMAIN": "coordination.example",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
    }


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--seconds", type=int, default=2, choices=range(1, 61), metavar="1-60", help="per page and round"
    )
    parser.add_argument("--rounds", type=int, default=3, choices=range(1, 11), metavar="1-10")
    parser.add_argument("--connections", type=int, default=4, choices=range(1, 33), metavar="1-32")
    parser.add_argument("--only", action="append", help="a page; may be given again")
    return parser.parse_args()


def make_database(url: str, *, template: str) -> None:
    """Create a database of the bench as a copy of ``template`` where the server lacks it."""
    import psycopg
    from psycopg import sql

    name, postgres = name_in(url), urlsplit(url)._replace(scheme="postgresql", path="/postgres").geturl()
    with psycopg.connect(postgres, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(
                sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )


def drop_database(url: str) -> None:
    import psycopg
    from psycopg import sql

    postgres = urlsplit(url)._replace(scheme="postgresql", path="/postgres").geturl()
    with psycopg.connect(postgres, autocommit=True) as administered:
        administered.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name_in(url))))


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


def measure_feed(bare: int, site: int, feed: dict, options) -> dict[str, float]:
    """Requests per second of the kept feed, whole and for a reader that has it; of the bare view, short and as long."""
    load = with_wrk if shutil.which("wrk") else with_threads
    status, headers = answer_of(site, feed["path"])
    has_it, length = f"If-None-Match: {headers['ETag']}", headers["Content-Length"]
    if status != 200 or answer_of(site, feed["path"], has_it)[0] != 304:
        raise SystemExit(f"{feed['path']} is sent again to who has it.")
    asked = {
        "bare": (bare, "/"),
        "304": (site, feed["path"], has_it),
        "bare and as long": (bare, f"/{length}/"),
        "whole": (site, feed["path"]),
    }
    rates = {name: [] for name in asked}
    for _ in range(options.rounds):
        for name, (port, path, *sent) in asked.items():
            rates[name].append(load(port, path, options, *sent))
    return {name: statistics.median(found) for name, found in rates.items()}


def answer_of(port: int, path: str, *headers: str) -> tuple[int, http.client.HTTPMessage]:
    """Status and header fields, once both workers have kept the answer."""
    for _ in range(10):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers=dict(header.split(": ") for header in (PROXY, *headers)))
        response = connection.getresponse()
        response.read()
        connection.close()
    return response.status, response.headers


def with_wrk(port: int, path: str, options, *headers: str) -> float:
    """Requests per second as ``wrk`` counts them; stops where answers are not good."""
    sent = [argument for header in (PROXY, *headers) for argument in ("-H", header)]
    command = ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", *sent]
    done = subprocess.run(  # noqa: S603
        [*command, f"http://127.0.0.1:{port}{path}"], stdout=subprocess.PIPE, text=True, check=True
    )
    if "Non-2xx" in done.stdout:
        raise SystemExit(f"Not every answer for {path} was good:\n{done.stdout}")
    if not (rate := float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])):
        raise SystemExit(f"wrk could not read any answer for {path}:\n{done.stdout}")
    return rate


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


def conditions(options) -> str:
    tool = "wrk" if shutil.which("wrk") else "threads of Python"
    load = f"{options.connections} connections, {options.rounds} rounds of {options.seconds} s"
    return f"{tool}, {load}; gunicorn, 2 sync workers; PostgreSQL; anonymous; {FEW} dates."


def table(title: str, pages: dict, measured: tuple[float, dict[str, float]], wanted: dict, targets: Targets) -> str:
    """The result of ``measure`` in Markdown; a page under the percentage ``wanted`` of it is marked."""
    yardstick, rates = measured
    lines = [
        f"\n{title}:",
        "",
        "| Page | Requests/s | % of bare | Target | Queries | Bytes |",
        "|---|---:|---:|---:|---:|---:|",
        f"| bare Django view | {yardstick:.0f} | 100 | | 0 | |",
    ]
    for name, page in pages.items():
        if name not in rates:
            lines.append(f"| {name} | answers {page['status']} | | | | |")
            continue
        share, verdict = 100 * rates[name] / yardstick, ""
        if name in wanted:
            verdict = targets.verdict(f"{title}: {name}", f"{wanted[name]} %", is_met=share >= wanted[name])
        lines.append(f"| {name} | {rates[name]:.1f} | {share:.2f} | {verdict} | {page['queries']} | {page['bytes']} |")
    return "\n".join(lines)


def feed_in_words(rates: dict[str, float], targets: Targets) -> str:
    """The result of ``measure_feed``."""
    cost = rates["bare"] / rates["304"]
    limit = targets.verdict("Feed answered 304", f"at most {NOT_MODIFIED_COST}", is_met=cost <= NOT_MODIFIED_COST)
    share = 100 * rates["whole"] / rates["bare and as long"]
    return (
        f"\nFeed answered 304: {rates['304']:.0f}/s, {cost:.2f} times the cost of the bare view "
        f"({rates['bare']:.0f}/s); {limit}."
        f"\nFeed sent whole: {rates['whole']:.0f}/s, {share:.0f} % of a bare view that sends as many bytes "
        f"({rates['bare and as long']:.0f}/s)."
    )


def sizes(found: dict[int, dict], targets: Targets) -> str:
    """What the number of dates in the database costs a reader, in milliseconds of one process."""
    lines = [
        "\nWith more dates in the database, made by Django, one process:",
        "",
        f"| Page | ms with {FEW} | ms with {MANY} | times | at most | queries |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name in SCALED:
        few, many = found[FEW][name], found[MANY][name]
        times, queries = many["milliseconds"] / few["milliseconds"], f"{few['queries']} and {many['queries']}"
        is_met = times <= SLOWER_AT_MOST and few["queries"] == many["queries"]
        limit = targets.verdict(f"{name} with {MANY} dates", str(SLOWER_AT_MOST), is_met=is_met)
        lines.append(
            f"| {name} | {few['milliseconds']:.1f} | {many['milliseconds']:.1f} | {times:.2f} | {limit} | {queries} |"
        )
    each = {dates: 1000 * pages["feed"]["milliseconds"] / pages["feed"]["dates"] for dates, pages in found.items()}
    limits = {
        FEED: (f"{FEED_MILLISECONDS} ms", found[FEED]["feed"]["milliseconds"] <= FEED_MILLISECONDS),
        MANY: (f"{LINEAR} times a date of {FEED}", each[MANY] <= LINEAR * each[FEED]),
    }
    for dates, pages in found.items():
        words = f"Feed of {pages['feed']['dates']} dates"
        limit, is_met = limits.get(dates, ("", True))
        verdict = f"; at most {targets.verdict(words, limit, is_met=is_met)}" if limit else ""
        lines.append(f"\n{words}: {pages['feed']['milliseconds']:.0f} ms, {each[dates]:.0f} µs each{verdict}.")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
