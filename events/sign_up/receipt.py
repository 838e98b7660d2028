"""What became of a sign-up, in a sentence for the page that follows."""

from django.utils.translation import ngettext

from events.models import Registration
from events.models.registrations import with_ranks


def standing_words(registration: Registration) -> str:
    """``2 seats are confirmed. 1 person is on the waiting list, from rank 4.``."""
    seats = registration.standing or with_ranks(list(registration.seats.active()))
    waiting = [rank for _seat, rank in seats if rank]
    confirmed = len(seats) - len(waiting)
    sentences = []
    if confirmed:
        words = ngettext("%(count)d seat is confirmed.", "%(count)d seats are confirmed.", confirmed)
        sentences.append(words % {"count": confirmed})
    if waiting:
        words = ngettext(
            "%(count)d person is on the waiting list, from rank %(rank)d.",
            "%(count)d people are on the waiting list, from rank %(rank)d.",
            len(waiting),
        )
        sentences.append(words % {"count": len(waiting), "rank": min(waiting)})
    return " ".join(sentences)
