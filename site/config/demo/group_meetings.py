"""The monthly meetings of the ten groups, one page each, under the subject that occupies them this season."""

import datetime as dt
from functools import partial

from events.models.rows import local_instant

from .days import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, monthly
from .event_texts import EventText, Row
from .words import heading, text, w

MORNING, AFTERNOON, LUNCH = (
    (dt.time(9, 30), dt.time(11, 30)),
    (dt.time(13, 30), dt.time(15, 30)),
    (dt.time(12), dt.time(14)),
)
PAST, COMING = 4, 3


def rows_of(weekday, n, hours, today) -> list[Row]:
    return [Row(day, *hours) for day in monthly(today, weekday, n, past=PAST, coming=COMING)]


def postponed_rows(weekday, n, hours, today) -> list[Row]:
    """The same with the next date put off by a week."""
    rows = rows_of(weekday, n, hours, today)
    before = local_instant(rows[PAST].day, hours[0])
    reason = w("L'équipe qui reçoit est en formation ce jour-là.", "De ploeg die ontvangt, is die dag in opleiding.")
    later = rows[PAST].day + dt.timedelta(weeks=1)
    rows[PAST] = rows[PAST]._replace(day=later, reason=reason, previous_start=before)
    return rows


def put_off_rows(weekday, n, hours, today) -> list[Row]:
    """The same with the date after the next put off, to a day that is not known yet."""
    rows = rows_of(weekday, n, hours, today)
    reason = w(
        "La salle est en travaux ; nous cherchons un autre lieu.", "De zaal wordt verbouwd; we zoeken een andere plek."
    )
    rows[PAST + 1] = rows[PAST + 1]._replace(status="postponed", reason=reason)
    return rows


def meeting(letter, slug, title, introduction, agenda, when, host, *, asked=9, rows=rows_of, tags="") -> EventText:
    title, introduction = w(*title), w(*introduction)
    head = heading("À l'ordre du jour", "Op de agenda" if title.nl else "")
    return EventText(
        slug, "groupe", title, introduction, (head, text(agenda)), partial(rows, *when), group=letter, host=host,
        capacity=24, closes_days_before=1, asked=asked, tags=tags,
    )  # fmt: skip


MEETINGS = (
    meeting("L", "insalubrite-suivi", ("Insalubrité : suivi de la campagne propriétaires et locataires", "Ongezonde woningen: opvolging van de campagne"), ("Le groupe Logement se réunit le deuxième mardi du mois.", "De werkgroep Wonen vergadert elke tweede dinsdag van de maand."), ("Dossiers en cours, calendrier des soirées, modèle de lettre à relire.", "Lopende dossiers, kalender van de avonden, modelbrief nalezen."), (TUESDAY, 2, MORNING), "Cellule logement du CPAS des Écluses", asked=11, tags="logement"),
    meeting("S", "sante-mentale-premiere-ligne", ("Santé mentale et première ligne", "Geestelijke gezondheid en eerste lijn"), ("Quand appeler, qui appeler, et comment rester là en attendant.", "Wanneer bellen, wie bellen, en hoe blijf je erbij in afwachting?"), ("Situations anonymes, carte de poche, plan grand froid.", "Anonieme situaties, zakkaart, winterplan."), (TUESDAY, 4, MORNING), "Maison médicale des Écluses", asked=12, rows=postponed_rows, tags="santé mentale"),
    meeting("M", "delais-qui-comptent", ("Les délais qui font perdre un droit", "Termijnen die rechten kosten"), ("Chaque mois, une procédure passée au crible par les juristes du groupe.", "Elke maand neemt de werkgroep één procedure onder de loep."), ("Regroupement familial : pièces, délais, recours.", "Gezinshereniging: stukken, termijnen, beroep."), (MONDAY, 1, AFTERNOON), "Papiers en Ordre", asked=10, tags="migrations"),
    meeting("J", "dix-huit-ans-demain", ("Dix-huit ans demain", "Morgen achttien"), ("Préparer la majorité avec les jeunes qui sortent de l'aide.", "Meerderjarig worden na de jeugdhulp: samen met jongeren voorbereiden."), ("Relecture du guide par six jeunes, tournée des permanences.", "Zes jongeren lezen de gids na, ronde langs de permanenties."), (WEDNESDAY, 2, AFTERNOON), "Maison de jeunes Le Tiroir", tags="jeunesse"),
    meeting("E", "une-place-pour-chaque-enfant", ("Une place pour chaque enfant à 16 h",), ("Écoles de devoirs, garderies, plaines : où reste-t-il des places ?",), "La liste d'attente commune, les petits déjeuners, les vacances.", (THURSDAY, 3, MORNING), "La Ruche aux Devoirs", tags="enfance"),
    meeting("PE", "accueil-d-urgence", ("L'accueil d'urgence des tout-petits",), ("Six places d'urgence pour cinq communes : comment décider ensemble.",), "Critères partagés, tableau des places, valise de jeux.", (FRIDAY, 2, MORNING), "Crèche des Tisserandes", asked=7, tags="petite enfance"),
    meeting("T", "fetes-sans-solitude", ("Des fêtes sans solitude",), ("La chaîne de visites se prépare bien avant les fêtes.",), "Qui visite qui, les pharmacies, les repas à domicile.", (WEDNESDAY, 3, MORNING), "Les Cheveux d’Argent", asked=8, tags="aînés"),
    meeting("I", "un-guichet-humain", ("Garder un guichet humain",), ("Cent démarches suivies, un constat, une proposition.",), "Réponse du collège, deux guichets à l'essai, suite à donner.", (MONDAY, 3, LUNCH), "Clic Quai", asked=10, tags="numérique"),
    meeting("C", "salles-et-materiel", ("Salles et matériel : le grand prêt",), ("Un projecteur pour dix associations, dix salles pour cent.",), "Le calendrier commun, la fête du carrefour, l'assurance.", (THURSDAY, 2, AFTERNOON), "La Scène du Lavoir", asked=8, rows=put_off_rows, tags="culture"),
    meeting("SA", "plan-d-hiver", ("Plan d'hiver : qui ouvre, quand, pour qui",), ("Le groupe Sans-abri ajuste chaque mois nuits, repas et maraudes.",), "Places de la semaine, soins, animaux, retours de la rue.", (FRIDAY, 3, MORNING), "Accueil du Vieux Lavoir", asked=11, tags="hiver, sans-abri"),
)  # fmt: skip
