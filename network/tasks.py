"""Work done outside of requests: at once where tasks are immediate, by ``manage.py db_worker`` in production."""

from django_tasks import task

from network import delivery


@task()
def deliver_mail(mail_id: int) -> None:
    """Send one mail of the outbox if it is its turn, then those that waited behind it."""
    delivery.deliver(mail_id)
