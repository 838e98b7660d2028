"""The former address of queued tasks: rows that were queued before the outbox had a package name it so."""

from network.outbox.tasks import deliver_mails

__all__ = ["deliver_mails"]
