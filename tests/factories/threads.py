"""Work done in threads, each with a connection of its own: for tests of what happens at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, connections


def in_thread(work):
    """What ``work()`` returns, from a thread with a connection of its own."""

    def run():
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def at_once(*works):
    """Start all ``works`` at the same instant, each in a thread of its own; their results or exceptions, in order."""
    start = threading.Barrier(len(works))

    def run(work):
        try:
            connection.ensure_connection()
            start.wait(30)
            return work()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]
