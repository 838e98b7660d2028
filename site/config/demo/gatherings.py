"""Assemblies, the colloquium, the neighbourhood party, the breakfasts and the campaign."""

import datetime as dt

from .days import FRIDAY, MONDAY, SATURDAY, THURSDAY, weekday_after, weekly
from .event_texts import TWO, EventText, Row
from .words import Words, bullets, callout, heading, text, w

HALL = w(
    "Salle des fêtes des Écluses, place des Écluses 12, 1060 Saint-Gilles",
    "Feestzaal Sluizen, Sluizenplein 12, 1060 Sint-Gillis",
)
SQUARE = w("Place des Écluses, 1060 Saint-Gilles", "Sluizenplein, 1060 Sint-Gillis")
LAMPISTES = w(
    "Maison de quartier des Lampistes, square des Lampistes 18, 1060 Saint-Gilles",
    "Buurthuis Lampenisten, Lampenistensquare 18, 1060 Sint-Gillis",
)

# What some of the Saturdays are about, and the four evenings.
BREAKFASTS = {
    1: w("Les jeux de la ludothèque", "De spelotheek komt langs"),
    4: w("Vélos : on gonfle, on règle", "Fietsen oppompen en afstellen"),
}
# Longer ago than the months for which names are kept.
OLD_WALK = -420
EVENINGS = (
    w("Signer un bail", "Een huurcontract tekenen"),
    w("L'état des lieux", "De plaatsbeschrijving"),
    w("Travaux et réparations", "Werken en herstellingen"),
    w("La fin du bail", "Het einde van de huur"),
)


def in_days(today: dt.date, days: int, weekday: int) -> dt.date:
    return weekday_after(today + dt.timedelta(days=days), weekday)


def past_assembly(today):
    return [Row(in_days(today, -190, THURSDAY), dt.time(18), dt.time(21))]


def coming_assembly(today):
    day = in_days(today, 27, THURSDAY)
    return [Row(day, dt.time(18), dt.time(21), convoked_on=today - dt.timedelta(days=2))]


def colloquium_day(today):
    return [Row(in_days(today, 68, FRIDAY), dt.time(9), dt.time(17))]


def party_day(today):
    return [Row(in_days(today, 20, FRIDAY), TWO, dt.time(20))]


def canal_walks(today):
    """One walk to come, one of two months ago, and one of more than a year ago, whose names are erased."""
    days = (in_days(today, days, SATURDAY) for days in (OLD_WALK, -64, 22))
    return [Row(day, dt.time(10), dt.time(12)) for day in days]


def breakfasts(today):
    """Saturdays over two months from two weeks ahead, none at Christmas and New Year, one cancelled."""
    days = [day for day in weekly(today, SATURDAY, past=0, coming=11)[2:] if not in_the_holidays(day)]
    reason = w("La salle est prêtée pour la collecte de sang.", "De zaal is uitgeleend voor de bloedinzameling.")
    cancelled = Row(days[3], dt.time(9, 30), dt.time(11, 30), "cancelled", reason)
    return [
        cancelled
        if day == days[3]
        else Row(day, dt.time(9, 30), dt.time(11, 30), theme=BREAKFASTS.get(n, Words("", "")))
        for n, day in enumerate(days)
    ]


def in_the_holidays(day: dt.date) -> bool:
    return (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 2)


def campaign_evenings(today):
    days = (in_days(today, days, MONDAY) for days in (-12, 16, 44, 72))
    return [Row(day, dt.time(18, 30), dt.time(20, 30), theme=theme) for day, theme in zip(days, EVENINGS, strict=True)]


def week_of_rights(today):
    """Monday to Friday, all day."""
    monday = in_days(today, 52, MONDAY)
    return [Row(monday, last_day=monday + dt.timedelta(days=4))]


GATHERINGS = (
    EventText(
        "assemblee-de-printemps", "assemblee", w("Assemblée de printemps : comptes, bilan et nouveaux membres"),
        w("Six organisations ont demandé à signer la charte ; les groupes ont présenté leur année."),
        (),
        past_assembly, place=HALL, capacity=112, closes_days_before=3, asked=58, tags="assemblée",
    ),
    EventText(
        "assemblee-des-membres", "assemblee",
        w("Assemblée des membres et élection du comité d'accompagnement", "Ledenvergadering en verkiezing van het begeleidingscomité"),
        w("Dix sièges à pourvoir pour deux ans, trois propositions à voter, et de quoi manger.", "Tien zetels voor twee jaar, drie voorstellen ter stemming, en iets te eten."),
        (
            heading("Voter et donner procuration", "Stemmen en volmacht geven"),
            bullets(("Une voix par organisation signataire, quel que soit le nombre de personnes présentes.", "Eén stem per ondertekenende organisatie, hoeveel mensen er ook komen."), ("Une seule procuration par organisation, donnée à un autre membre.", "Eén volmacht per organisatie, gegeven aan een ander lid.")),
        ),
        coming_assembly, place=HALL, capacity=112, closes_days_before=3, asked=41,
        access=w("Tram Écluses, devant la porte. Ascenseur, boucle magnétique.", "Tram Sluizen, voor de deur. Lift, ringleiding."), tags="assemblée", picture="facades",
    ),
    EventText(
        "colloque-printemps", "colloque",
        w("Colloque : ne pas demander ce à quoi l'on a droit", "Studiedag: niet vragen waar je recht op hebt"),
        w("Une journée sur le non-recours : pourquoi des droits restent dans les tiroirs, et comment les en sortir.", "Een dag over rechten die in de la blijven liggen: waarom, en hoe halen we ze eruit?"),
        (
            callout(("Garde d'enfants sur place", "Kinderopvang ter plaatse"), ("Le Nid Tournant accueille les enfants de 3 mois à 6 ans ; signalez-le dans le message à la coordination.", "Le Nid Tournant vangt kinderen van 3 maanden tot 6 jaar op; meld het in het bericht aan de coördinatie.")),
        ),
        colloquium_day, place=HALL, capacity=200, closes_days_before=7, asked=108,
        access=w("Tram Écluses. Traduction simultanée français-néerlandais.", "Tram Sluizen. Simultaanvertaling Frans-Nederlands."), tags="colloque, propositions", picture="pont",
    ),
    EventText(
        "fete-du-carrefour", "fete", w("Fête au carrefour des Écluses", "Feest op het Sluizenkruispunt"),
        w("Des stands, une fanfare d'escalier, une grande soupe et le carrefour fermé aux voitures.", "Kraampjes, een trappenhuisfanfare, een grote pan soep en een kruispunt zonder auto's."),
        (),
        party_day, host="Comité du carrefour des Écluses", place=SQUARE, sign_up="none", tags="fête, quartier", picture="marche",
        access=w("Place de plain-pied ; toilettes accessibles à la bibliothèque.", "Vlak plein; toegankelijk toilet in de bibliotheek."),
    ),
    EventText(
        "balade-du-canal", "fete", w("Balade du canal : les portes que l'on ne voit pas", "Kanaalwandeling: deuren die je anders niet ziet"),
        w("Deux heures à pied, douze places, cinq associations qui ouvrent leur arrière-cour. Ouvert à tout le monde, sur inscription.", "Twee uur te voet, twaalf plaatsen, vijf verenigingen die hun achterkoer openen. Voor iedereen, met inschrijving."),
        (text(("On part à l'heure, et on rentre pour la soupe. Les enfants marchent avec nous.", "We vertrekken stipt, en eindigen met soep. Kinderen wandelen mee.")),),
        canal_walks, host="De Sluiswachter", place=SQUARE, sign_up="public", capacity=12, closes_days_before=1, tags="quartier", picture="canal",
        access=w("Parcours de plain-pied, deux bancs, des toilettes à mi-chemin.", "Route zonder treden, twee banken, toilet halverwege."),
    ),
    EventText(
        "petits-dejeuners-du-samedi", "dejeuner", w("Petits déjeuners du samedi", "Zaterdagontbijten"),
        w("Du pain, des fruits et une grande table, chaque samedi matin. On vient en famille, sans inscription.", "Brood, fruit en een grote tafel, elke zaterdagochtend. Voor het hele gezin, zonder inschrijving."),
        (text(("Le groupe Enfance prépare, chacun débarrasse. Pendant les examens, la salle du fond reste silencieuse pour ceux qui étudient.", "De werkgroep Kinderen dekt de tafel, iedereen ruimt af. Tijdens de examens blijft de achterste zaal stil voor wie studeert.")),),
        breakfasts, host="Maison de quartier des Lampistes", place=LAMPISTES, sign_up="none", tags="enfance, alimentation", picture="table",
    ),
    EventText(
        "campagne-proprietaires-locataires", "campagne",
        w("Propriétaires, locataires : quatre soirées pour en parler", "Eigenaar en huurder: vier avonden om te praten"),
        w("Bail, état des lieux, travaux, fin de location : une soirée pour chaque moment qui fâche.", "Huurcontract, plaatsbeschrijving, werken, einde: een avond voor elk moeilijk moment."),
        (text(("Les soirées sont gratuites et ouvertes à tous. La troisième se tient en néerlandais.", "De avonden zijn gratis en open voor iedereen. De derde is in het Nederlands.")), bullets(("Un juriste de Toit Commun répond aux questions.", "Een jurist van Toit Commun beantwoordt de vragen."), ("On repart avec un modèle d'état des lieux.", "Je krijgt een model van plaatsbeschrijving mee."))),
        campaign_evenings, group="L", host="Toit Commun", sign_up="none", tags="logement, campagne", picture="facades",
    ),
    EventText(
        "semaine-des-droits", "campagne", w("La semaine des droits oubliés", "De week van de vergeten rechten"),
        w("Cinq jours, un droit par jour : on vérifie ensemble ce que vous n'avez pas encore demandé.", "Vijf dagen, elke dag een recht: samen nagaan wat u nog niet aanvroeg."),
        (text(("Apportez vos papiers, nous apportons le café. Sans rendez-vous.", "Breng uw papieren mee, wij zorgen voor koffie. Zonder afspraak.")),),
        week_of_rights, place=LAMPISTES, sign_up="none", tags="droits, campagne", picture="pont",
    ),
)  # fmt: skip
