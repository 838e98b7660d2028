"""Assemblies, the colloquium, the neighbourhood party, the breakfasts and the campaign."""

import datetime as dt

from .days import FRIDAY, MONDAY, SATURDAY, THURSDAY, weekday_after, weekly
from .event_texts import TWO, EventText, Row, programme
from .words import bullets, callout, heading, text, w

HALL = w(
    "Salle des fêtes des Écluses, place des Écluses 12, 1060 Saint-Gilles",
    "Feestzaal Sluizen, Sluizenplein 12, 1060 Sint-Gillis",
)
SQUARE = w("Place des Écluses, 1060 Saint-Gilles", "Sluizenplein, 1060 Sint-Gillis")
LAMPISTES = w(
    "Maison de quartier des Lampistes, square des Lampistes 18, 1060 Saint-Gilles",
    "Buurthuis Lampenisten, Lampenistensquare 18, 1060 Sint-Gillis",
)


def in_days(today: dt.date, days: int, weekday: int) -> dt.date:
    return weekday_after(today + dt.timedelta(days=days), weekday)


def past_assembly(today):
    return [Row(in_days(today, -190, THURSDAY), dt.time(18), dt.time(21))]


def coming_assembly(today):
    return [Row(in_days(today, 27, THURSDAY), dt.time(18), dt.time(21))]


def colloquium_day(today):
    return [Row(in_days(today, 68, FRIDAY), dt.time(9), dt.time(17))]


def party_day(today):
    return [Row(in_days(today, 20, FRIDAY), TWO, dt.time(20))]


def breakfasts(today):
    """Saturdays over two months from two weeks ahead, none at Christmas and New Year, one cancelled."""
    days = [day for day in weekly(today, SATURDAY, past=0, coming=11)[2:] if not in_the_holidays(day)]
    reason = w("La salle est prêtée pour la collecte de sang.", "De zaal is uitgeleend voor de bloedinzameling.")
    cancelled = Row(days[3], dt.time(9, 30), dt.time(11, 30), "cancelled", reason)
    return [cancelled if day == days[3] else Row(day, dt.time(9, 30), dt.time(11, 30)) for day in days]


def in_the_holidays(day: dt.date) -> bool:
    return (day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 2)


def campaign_evenings(today):
    return [Row(in_days(today, days, MONDAY), dt.time(18, 30), dt.time(20, 30)) for days in (-12, 16, 44, 72)]


GATHERINGS = (
    EventText(
        "assemblee-de-printemps", "assemblee", w("Assemblée de printemps : comptes, bilan et nouveaux membres"),
        w("Six organisations ont demandé à signer la charte ; les groupes ont présenté leur année."),
        programme(("18 h", "Accueil, listes de présence, procurations"), ("18 h 20", "Bilan des dix groupes de travail"), ("19 h 30", "Comptes et budget"), ("20 h", "Signature de la charte, puis soupe")),
        past_assembly, place=HALL, capacity=112, closes_days_before=3, asked=58, tags="assemblée",
    ),
    EventText(
        "assemblee-des-membres", "assemblee",
        w("Assemblée des membres et élection du comité d'accompagnement", "Ledenvergadering en verkiezing van het begeleidingscomité"),
        w("Dix sièges à pourvoir pour deux ans, trois propositions à voter, et de quoi manger.", "Tien zetels voor twee jaar, drie voorstellen ter stemming, en iets te eten."),
        (
            *programme(("18 h", "Accueil, listes de présence, procurations", "18 u.", "Onthaal, aanwezigheidslijst, volmachten"), ("18 h 20", "Les groupes présentent leurs propositions", "18.20 u.", "De werkgroepen stellen hun voorstellen voor"), ("19 h 15", "Candidatures et élection du comité", "19.15 u.", "Kandidaturen en verkiezing van het comité"), ("20 h 15", "Résultats, puis repas", "20.15 u.", "Resultaten en maaltijd")),
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
            *programme(("9 h", "Accueil et café", "9 u.", "Onthaal en koffie"), ("9 h 30", "Ce que les dix groupes ont observé", "9.30 u.", "Wat de tien werkgroepen vaststelden"), ("11 h", "Cinq ateliers : logement, santé, séjour, énergie, école", "11 u.", "Vijf ateliers: wonen, gezondheid, verblijf, energie, school"), ("12 h 30", "Repas préparé par Cuisine des Deux Rives", "12.30 u.", "Maaltijd door Cuisine des Deux Rives"), ("14 h", "Seconde série d'ateliers", "14 u.", "Tweede reeks ateliers"), ("15 h 45", "Ce que nous proposons, et à qui", "15.45 u.", "Wat wij voorstellen, en aan wie")),
            callout(("Garde d'enfants sur place", "Kinderopvang ter plaatse"), ("Le Nid Tournant accueille les enfants de 3 mois à 6 ans ; signalez-le dans le message à la coordination.", "Le Nid Tournant vangt kinderen van 3 maanden tot 6 jaar op; meld het in het bericht aan de coördinatie.")),
        ),
        colloquium_day, place=HALL, capacity=200, closes_days_before=7, asked=124,
        access=w("Tram Écluses. Traduction simultanée français-néerlandais.", "Tram Sluizen. Simultaanvertaling Frans-Nederlands."), tags="colloque, propositions", picture="pont",
    ),
    EventText(
        "fete-du-carrefour", "fete", w("Fête au carrefour des Écluses", "Feest op het Sluizenkruispunt"),
        w("Des stands, une fanfare d'escalier, une grande soupe et le carrefour fermé aux voitures.", "Kraampjes, een trappenhuisfanfare, een grote pan soep en een kruispunt zonder auto's."),
        (
            *programme(("14 h", "Ouverture des stands, jeux géants de la ludothèque", "14 u.", "Kraampjes open, reuzenspelen van de spelotheek"), ("16 h", "Goûter des écoles de devoirs", "16 u.", "Vieruurtje van de huiswerkklassen"), ("18 h", "Orchestre des Cages d'Escalier", "18 u.", "Orchestre des Cages d'Escalier"), ("19 h", "Soupe et lanternes", "19 u.", "Soep en lantaarns")),
        ),
        party_day, host="Comité du carrefour des Écluses", place=SQUARE, sign_up="none", tags="fête, quartier", picture="marche",
        access=w("Place de plain-pied ; toilettes accessibles à la bibliothèque.", "Vlak plein; toegankelijk toilet in de bibliotheek."),
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
)  # fmt: skip
