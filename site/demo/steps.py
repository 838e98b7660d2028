"""The order in which the demo is loaded. Each step leaves alone what it finds, so a broken load can be run again."""

import time
from collections.abc import Callable

from config.foundation import found_site
from events.models import AttendanceMark
from network.models import User

from .accounts import accounts, load_accounts
from .drawings.library import load_pictures
from .load_events import load_events
from .load_hosting import load_offers
from .load_imports import load_imports
from .load_invitations import load_invitations
from .load_network import load_members, load_settings, load_territory
from .load_pages import load_charter, load_coordination, load_groups, load_home, load_news
from .load_school_holidays import load_school_holidays
from .load_seats import load_seats
from .load_sign_ups import load_sign_ups
from .texts.files import EVERY

STEPS: tuple[tuple[str, Callable[[], object]], ...] = (
    ("les pièces du site", found_site),
    ("les images, dessinées ici", load_pictures),
    ("les réglages", load_settings),
    ("les communes, besoins et groupes", load_territory),
    ("112 organisations et leurs horaires", load_members),
    ("l’accueil", load_home),
    ("les pages de la coordination", load_coordination),
    ("la charte et ses signatures", load_charter),
    ("les dix groupes et leurs procès-verbaux", load_groups),
    ("les actualités", load_news),
    ("les congés scolaires, à vérifier", load_school_holidays),
    ("l’agenda : un an de dates", load_events),
    ("l’agenda d’un partenaire, importé", load_imports),
    ("les comptes", load_accounts),
    ("les invitations", load_invitations),
    ("les offres pour recevoir un midi", load_offers),
    ("les inscriptions et la liste d’attente", load_seats),
    ("les offres de place, les excuses, le public et les présences", load_sign_ups),
)


def is_loaded() -> bool:
    """Whether the demo was loaded to its end: who was there is noted last."""
    return User.objects.filter(email=accounts()[0].email).exists() and AttendanceMark.objects.exists()


def load_demo(say: Callable[[str], None] = lambda line: None) -> None:
    """Load every step, telling ``say`` what each one is doing; a mistake in the content is said before anything is."""
    for file in EVERY:
        file.read()
    for title, step in STEPS:
        started = time.monotonic()
        say(f"  {title} …")
        step()
        if (seconds := time.monotonic() - started) > 2:
            say(f"    {seconds:.0f} s")
