"""Fixtures of the tests of the agenda."""

import pytest
from django.db import connection, connections


@pytest.fixture
def shared_database(db, tmp_path, monkeypatch):
    """A database that threads may write to: PostgreSQL as it is, for SQLite a copy in a file of what is in memory."""
    if connection.vendor == "sqlite":
        path = tmp_path / "race.sqlite3"
        path.write_bytes(connection.connection.serialize())
        # Connections opened from here on, which are those of the threads, go to the file.
        monkeypatch.setitem(connections.settings, "default", connections.settings["default"] | {"NAME": str(path)})
