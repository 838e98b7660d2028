"""Queued tasks, run as in production."""

from django_tasks_db.management.commands.db_worker import Worker


def worker() -> Worker:
    """What ``manage.py db_worker`` makes; ``run_task`` does one row."""
    return Worker(
        queue_names=["default"],
        interval=1,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id="test",
        excluded_queue_names=[],
    )
