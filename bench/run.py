"""``make bench``: requests per second of each kind of page, beside a bare Django view served the same way.

Two gunicorn servers with two workers each on the loopback, one after the other under load; PostgreSQL, no cache in
front, an anonymous visitor. Uses ``wrk`` where it is found, else threads of its own. Stops all it started.

    python bench/run.py [--seconds 4] [--connections 4] [--only home --only agenda]

BENCH_DATABASE_URL names the database; it is made and filled where it is missing.
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
# What a page must reach, in percent of the bare view.
TARGETS = {"home": 4, "event": 4, "agenda": 3, "directory": 3, "search": 2.5, "feed of 200 dates": 2}
# Most threads of our own ask, for want of wrk.
LARGEST_NUMBER_OF_REQUESTS = 20_000
# Production sends what is not HTTPS away; this is how its proxy says that it was.
PROXY = "X-Forwarded-Proto: https"


def main() -> None:
    options = read_options()
    make_database()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": DATABASE,
        "SECRET_KEY": "only-for-the-bench-which-listens-on-the-loopback-alone",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BASE_URL": "https://127.0.0.1",
        "DEFAULT_FROM_EMAIL": "bench@coordination.example",
        "CALENDAR_UID_DOMAIN": "coordination.example",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
    }
    print("Preparing the database and the static files …", file=sys.stderr)
    run(["manage.py", "collectstatic", "--noinput", "-v0"], environment)
    pages = json.loads(run(["bench/prepare.py"], environment))
    if options.only:
        pages = {name: page for name, page in pages.items() if name in options.only}
    with server("bench.bare:application", environment) as bare, server("config.wsgi:application", environment) as site:
        yardstick, rates = measure(bare, site, pages, options)
    print(table(pages, yardstick, rates, options))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--seconds", type=int, default=4, choices=range(1, 61), metavar="1-60", help="per page and round"
    )
    parser.add_argument("--rounds", type=int, default=2, choices=range(1, 11), metavar="1-10")
    parser.add_argument("--connections", type=int, default=4, choices=range(1, 33), metavar="1-32")
    parser.add_argument("--only", action="append", help="a page; may be given again")
    return parser.parse_args()


def make_database() -> None:
    """Create the bench's database where the server lacks it."""
    import psycopg
    from psycopg import sql

    parts = urlsplit(DATABASE)
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


def with_wrk(port: int, path: str, options) -> float:
    """Requests per second as ``wrk`` counts them; stops where answers are not good."""
    command = ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "-H", PROXY]
    done = subprocess.run(  # noqa: S603
        [*command, f"http://127.0.0.1:{port}{path}"], stdout=subprocess.PIPE, text=True, check=True
    )
    if "Non-2xx" in done.stdout:
        raise SystemExit(f"Not every answer for {path} was good:\n{done.stdout}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])


def with_threads(port: int, path: str, options) -> float:
    """Requests per second with threads of our own, which share the processor with what they measure."""
    deadline = time.monotonic() + options.seconds
    counts = [0] * options.connections
    failures = []

    def ask(index: int) -> None:
        while time.monotonic() < deadline and counts[index] < LARGEST_NUMBER_OF_REQUESTS // options.connections:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", path, headers=dict([PROXY.split(": ")]))
            response = connection.getresponse()
            response.read()
            connection.close()
            if response.status != 200:
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


def table(pages: dict, yardstick: float, rates: dict[str, float], options) -> str:
    """The result in Markdown; a page under its target is marked."""
    tool = "wrk" if shutil.which("wrk") else "threads of Python"
    conditions = f"{options.connections} connections, {options.rounds} rounds of {options.seconds} s"
    lines = [
        f"Measured with {tool}, {conditions}; gunicorn, 2 sync workers; PostgreSQL; uncached, anonymous.",
        "",
        "| Page | Requests/s | % of bare | Target | Queries | Bytes | ms of Python |",
        "|---|---:|---:|---:|---:|---:|---:|",
        f"| bare Django view | {yardstick:.0f} | 100 | | 0 | | |",
    ]
    for name, page in pages.items():
        if name not in rates:
            lines.append(f"| {name} | answers {page['status']} | | | | | |")
            continue
        share, target = 100 * rates[name] / yardstick, TARGETS.get(name)
        verdict = "" if target is None else f"{target} %" if share >= target else f"{target} %, missed"
        lines.append(
            f"| {name} | {rates[name]:.1f} | {share:.2f} | {verdict} | {page['queries']} | {page['bytes']} "
            f"| {page['milliseconds']:.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
