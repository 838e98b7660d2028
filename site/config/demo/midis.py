"""A year of midis: each month another member receives. Four are still to come, and the last has no host yet."""

from functools import partial

from .days import THURSDAY, monthly
from .event_texts import NOON, TWO, EventText, Row, programme
from .words import Words, text, w

PAST, COMING = 9, 4
WITHOUT_HOST = "midi-sans-hote"
TRAM = w(
    "Tram Écluses, six minutes à pied. Entrée de plain-pied ; langue des signes sur demande.",
    "Tram Sluizen, zes minuten te voet. Drempelvrije ingang; gebarentaal op aanvraag.",
)
PLAIN = w("Entrée de plain-pied, toilettes accessibles.", "Drempelvrije ingang, toegankelijk toilet.")
STAIRS = w("Huit marches à l'entrée ; prévenez-nous, une rampe est prête.")


def rows_of(index: int, today) -> list[Row]:
    """The one date of the ``index``-th midi of the year."""
    return [Row(monthly(today, THURSDAY, 1, past=PAST, coming=COMING)[index], NOON, TWO)]


def midi(
    index,
    slug,
    host,
    title,
    introduction,
    lines,
    *,
    access=PLAIN,
    capacity=30,
    asked=20,
    extra=(),
    tags="midi",
    picture="",
) -> EventText:
    return EventText(
        slug, "midi", w(*title), w(*introduction), (*programme(*lines), *extra), partial(rows_of, index), host=host,
        access=access if title[1:] else Words(access.fr), capacity=capacity, asked=asked, tags=tags, picture=picture,
    )  # fmt: skip


def three(*subjects):
    """The usual order of a midi, in French."""
    return (("12 h", "Accueil et repas"), *zip(("12 h 30", "13 h 15"), subjects, strict=True))


MIDIS = (
    midi(0, "midi-bibliotheque", "Bibliothèque de l’Aiguillage", ("Midi à la Bibliothèque de l'Aiguillage : lire dans quatorze langues",), ("Comment une bibliothèque devient l'endroit le plus fréquenté du quartier après la place des Écluses.",), three("Visite des rayons et de la salle d'étude", "Échange : ce que les écoles de devoirs y cherchent"), asked=22, tags="midi, culture"),
    midi(1, "midi-watts", "Watts & Compagnie", ("Midi chez Watts & Compagnie : lire une facture en dix minutes",), ("Apportez une facture d'énergie, la vôtre ou celle d'une personne que vous suivez.",), three("Atelier : les cinq lignes qui comptent", "Échange : tarif social, qui l'a, qui l'ignore"), asked=27, tags="midi, énergie"),
    midi(2, "midi-parloir", "Le Parloir du Canal", ("Midi au Parloir du Canal : quand la parole ne vient pas",), ("Trois psychologues racontent les premiers entretiens, les silences et les interprètes.",), three("Une équipe, un fauteuil, vingt langues", "Échange : orienter sans effrayer"), asked=30, access=STAIRS, tags="midi, santé mentale"),
    midi(3, "midi-bricoteuses", "Bricoteuses du Canal", ("Midi chez les Bricoteuses : la perceuse et le bail",), ("Un repas à l'atelier, au milieu des établis.",), three("Démonstration : réparer une chasse d'eau", "Échange : ce qui relève du propriétaire"), asked=18, tags="midi, logement"),
    midi(4, "midi-lampistes", "Maison de quartier des Lampistes", ("Midi à la maison de quartier : cinq salles à partager",), ("Qui a besoin d'une salle, qui en a une ? Le midi du prêt mutuel.",), three("Tour des salles et des horaires", "Échange : un calendrier commun"), asked=24),
    midi(5, "midi-sage-quartier", "Sage-Quartier", ("Midi chez Sage-Quartier : naître sans papiers",), ("Cinq sages-femmes expliquent le suivi d'une grossesse sans couverture médicale.",), three("Le parcours, mois par mois", "Échange : qui prévenir, et quand"), asked=26, tags="midi, petite enfance"),
    midi(6, "midi-mains", "Les Mains Réemployées", ("Midi aux Mains Réemployées : une machine sur trois",), ("L'atelier tourne pendant que l'on mange ; bouchons d'oreilles fournis.",), three("De la panne au premier contrat", "Échange : le calendrier des formations"), asked=16, tags="midi, emploi"),
    midi(7, "midi-cheveux-d-argent", "Les Cheveux d’Argent", ("Midi aux Cheveux d'Argent : à table à soixante ans",), ("On s'assied où il y a de la place, entre deux habitués.",), three("La table d'hôtes et son chauffeur", "Échange : repérer l'isolement"), asked=21, tags="midi, aînés"),
    midi(8, "midi-toit-commun", "Toit Commun", ("Midi chez Toit Commun : de la lettre au juge de paix",), ("Une audience racontée étape par étape par l'équipe juridique.",), three("Le dossier d'une expulsion évitée", "Échange : prévenir plus tôt"), asked=30, tags="midi, logement"),
    midi(
        9, "midi-escale-du-canal", "L’Escale du Canal",
        ("Midi chez L'Escale du Canal : une permanence sociale, sept ans après", "Middag bij L'Escale du Canal: een sociale permanentie, zeven jaar later"),
        ("Une fois par mois, un partenaire ouvre ses portes et présente son travail pendant le repas.", "Eén keer per maand opent een partner de deuren en stelt het werk voor tijdens de maaltijd."),
        (("12 h", "Accueil et repas", "12 u.", "Onthaal en maaltijd"), ("12 h 30", "Présentation : la permanence sociale en chiffres", "12.30 u.", "Voorstelling: de sociale permanentie in cijfers"), ("13 h 15", "Échange : orienter vers les cours d'alphabétisation", "13.15 u.", "Gesprek: doorverwijzen naar alfabetisering")),
        access=TRAM, asked=21, tags="midi, migrations", picture="table",
    ),
    midi(
        10, "midi-ruche-aux-devoirs", "La Ruche aux Devoirs",
        ("Midi à La Ruche aux Devoirs : après l'école, une autre école", "Middag bij La Ruche aux Devoirs: na school, een andere school"),
        ("Les chaises sont petites et les places comptées : ce midi affiche souvent complet.", "De stoelen zijn klein en de plaatsen geteld: deze middag zit vaak vol."),
        (("12 h", "Soupe et tartines dans la classe", "12 u.", "Soep en boterhammen in de klas"), ("12 h 30", "Une année de devoirs racontée par les bénévoles", "12.30 u.", "Een jaar huiswerk, verteld door de vrijwilligers"), ("13 h 15", "Échange : la liste d'attente commune", "13.15 u.", "Gesprek: de gedeelde wachtlijst")),
        capacity=16, asked=21, tags="midi, enfance", picture="table",
    ),
    midi(
        11, "midi-de-sluiswachter", "De Sluiswachter",
        ("Midi chez De Sluiswachter : deux langues, une rue", "Middag bij De Sluiswachter: twee talen, één straat"),
        ("Dans la maison de l'éclusier, comment accueillir quand on ne partage pas la langue.", "In het sluiswachtershuis: hoe onthaal je wie je taal niet spreekt?"),
        (("12 h", "Accueil et repas", "12 u.", "Onthaal en maaltijd"), ("12 h 30", "Petit cours de survie en néerlandais d'accueil", "12.30 u.", "Kleine overlevingscursus onthaalnederlands"), ("13 h 15", "Échange : traduire ensemble nos fiches", "13.15 u.", "Gesprek: samen onze fiches vertalen")),
        access=TRAM, asked=9, tags="midi, langues", picture="canal",
        extra=(text(("Le repas est végétarien ; dites-nous ce que vous ne mangez pas.", "De maaltijd is vegetarisch; laat weten wat u niet eet.")),),
    ),
    midi(
        12, WITHOUT_HOST, "",
        ("Midi de la coordination : à qui le tour ?", "Middag van de coördinatie: wie is aan de beurt?"),
        ("Une fois par mois, un partenaire ouvre ses portes. L'hôte de ce midi sera bientôt connu.", "Eén keer per maand opent een partner de deuren. De gastheer van deze middag is binnenkort bekend."),
        (("12 h", "Accueil et repas", "12 u.", "Onthaal en maaltijd"), ("12 h 30", "L'hôte présente son travail", "12.30 u.", "De gastheer stelt zijn werk voor"), ("13 h 15", "Échange", "13.15 u.", "Gesprek")),
        access=Words("", ""), asked=0, tags="midi", picture="table",
    ),
)  # fmt: skip

# Organisation, months after the one of the midi without a host, its note, and what became of the offer.
OFFERS = (
    (
        "Jardins Mitoyens",
        0,
        w("Nous avons une grande table et un poêle à bois ; quarante personnes au plus."),
        "offered",
    ),
    ("Les Pavés", 0, w("Notre salle est de plain-pied, la cuisine aussi."), "offered"),
    ("De Sluiswachter", 1, w("", "In de lente kan het ook buiten, aan het water."), "declined"),
    (
        "L’Escale du Canal",
        2,
        w("Au printemps nous aurons la nouvelle salle du premier étage, avec ascenseur."),
        "offered",
    ),
)
