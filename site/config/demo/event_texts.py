"""What the data modules say of one event, and the kinds of event of this coordination."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from .words import Block, Words, heading, text, w

NOON, TWO = dt.time(12), dt.time(14)


class Row(NamedTuple):
    """One date of an event, as an editor types it."""

    day: dt.date
    start: dt.time | None = None
    end: dt.time | None = None
    status: str = "planned"
    reason: Words = Words("", "")
    capacity: int | None = None
    previous_start: dt.datetime | None = None
    last_day: dt.date | None = None
    theme: Words = Words("", "")
    convoked_on: dt.date | None = None


class EventText(NamedTuple):
    """An event page; ``rows`` gives its dates around a day, ``asked`` the seats that members ask for."""

    slug: str
    kind: str
    title: Words
    introduction: Words
    body: tuple[Block, ...]
    rows: Callable[[dt.date], list[Row]]
    group: str = ""
    host: str = ""
    place: Words = Words("", "")
    access: Words = Words("", "")
    sign_up: str = "members"
    capacity: int | None = None
    closes_days_before: int = 2
    asked: int = 0
    tags: str = ""
    picture: str = ""

    @property
    def words(self) -> list[Words]:
        """Every text of the page that is translated."""
        return [self.title, self.introduction, self.access, *(one for block in self.body for one in block.words)]


def programme(*lines) -> tuple[Block, ...]:
    """``lines`` are ("12 h", "Accueil et repas") or, with Dutch, ("12 h", "Accueil", "12 u.", "Onthaal")."""
    rows = [(f"<b>{line[0]}</b> – {line[1]}", f"<b>{line[2]}</b> – {line[3]}" if line[2:] else "") for line in lines]
    return (heading("Au programme", "Op het programma" if lines[0][2:] else ""), text(*rows))


def kind(
    key, name, plural, colour, title, introduction, hours, sign_up="members", capacity=None, closes=2, **more
) -> dict:
    """The fields of one ``EventKind``; ``key`` is how the data modules name it."""
    start, end = hours
    return {
        "key": key, "name_fr": name.fr, "name_nl": name.nl, "plural_fr": plural.fr, "plural_nl": plural.nl,
        "colour": colour, "default_title_fr": title.fr, "default_title_nl": title.nl,
        "default_introduction_fr": introduction.fr, "default_introduction_nl": introduction.nl,
        "default_start": start, "default_end": end, "default_sign_up": sign_up, "default_capacity": capacity,
        "default_closes_days_before": closes, **more,
    }  # fmt: skip


KINDS = (
    kind("midi", w("Midi de la coordination", "Middag van de coördinatie"), w("Midis de la coordination", "Middagen van de coördinatie"), "#17367f", w("Midi chez …", "Middag bij …"), w("Une fois par mois, un membre ouvre ses portes et présente son travail pendant le repas.", "Eén keer per maand opent een lid de deuren en stelt het zijn werk voor tijdens de maaltijd."), (NOON, TWO), capacity=30, hosts_in_turn=True, default_asks_meal=True, default_asks_needs=True),
    kind("assemblee", w("Assemblée générale", "Algemene vergadering"), w("Assemblées générales", "Algemene vergaderingen"), "#8a1538", w("Assemblée générale", "Algemene vergadering"), w("Toutes les organisations signataires sont convoquées.", "Alle ondertekenende organisaties zijn uitgenodigd."), (dt.time(18), dt.time(21)), closes=3, needs_notice=True, takes_proxies=True, default_asks_needs=True, default_reminder_days="14, 2"),
    kind("groupe", w("Groupe de travail", "Werkgroep"), w("Groupes de travail", "Werkgroepen"), "#39434f", w("Réunion du groupe …", "Vergadering van de werkgroep …"), w("La réunion mensuelle du groupe, ouverte à tous les membres.", "De maandelijkse vergadering, open voor alle leden."), (dt.time(9, 30), dt.time(11, 30)), capacity=24, closes=1),
    kind("colloque", w("Colloque", "Studiedag"), w("Colloques", "Studiedagen"), "#00629b", w("Colloque : …", "Studiedag: …"), w("Une journée pour prendre du recul, avec les membres et leurs invités.", "Een dag om afstand te nemen, met de leden en hun gasten."), (dt.time(9), dt.time(17)), capacity=200, closes=7, default_audience="tous", default_asks_meal=True, default_asks_needs=True),
    kind("fete", w("Fête de quartier", "Buurtfeest"), w("Fêtes de quartier", "Buurtfeesten"), "#a33b00", w("Fête …", "Feest …"), w("Ouvert à tout le monde, sans inscription.", "Voor iedereen, zonder inschrijving."), (TWO, dt.time(20)), sign_up="none", default_audience="tous"),
    kind("dejeuner", w("Petit déjeuner", "Ontbijt"), w("Petits déjeuners", "Ontbijten"), "#5b5f00", w("Petit déjeuner …", "Ontbijt …"), w("On vient comme on est, sans inscription.", "Kom zoals je bent, zonder inschrijving."), (dt.time(9, 30), dt.time(11, 30)), sign_up="none", default_audience="tous"),
    kind("campagne", w("Campagne", "Campagne"), w("Campagnes", "Campagnes"), "#6a2c91", w("Campagne : …", "Campagne: …"), w("Une action commune sur plusieurs semaines.", "Een gezamenlijke actie van meerdere weken."), (None, None), sign_up="none", default_audience="tous"),
)  # fmt: skip
