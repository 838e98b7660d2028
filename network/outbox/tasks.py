"""Work done outside of requests: at once where tasks are immediate, by ``manage.py db_worker`` in production."""

from django_tasks import task

from network.outbox import delivery


@task()
def deliver_mails(mail_ids: list[int]) -> None:
    """Send these mails of the outbox where it is their turn, and those that waited behind them."""
    delivery.deliver(mail_ids)
