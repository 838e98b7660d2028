"""The charter of the fictional network: its articles, and the versions assemblies adopted."""

from .words import w

INTRODUCTION = w(
    "Neuf articles qui tiennent sur deux pages. Les signer, c'est devenir membre de la coordination : participer aux "
    "groupes, voter à l'assemblée, accueillir un midi.",
    "Negen artikelen op twee bladzijden. Wie ondertekent, wordt lid van de coördinatie: meewerken in de werkgroepen, "
    "stemmen op de algemene vergadering, een middag ontvangen.",
)

ARTICLES = (
    (
        w("Objet", "Doel"),
        w(
            "La coordination réunit les associations et les services publics qui agissent contre l'exclusion sociale sur le territoire. Elle est leur lieu d'échange, de débat et de proposition.",
            "De coördinatie brengt de verenigingen en openbare diensten samen die op het grondgebied tegen sociale uitsluiting werken. Zij is hun plek om uit te wisselen, te debatteren en voorstellen te doen.",
        ),
    ),
    (
        w("Se connaître", "Elkaar kennen"),
        w(
            "Chaque membre fait connaître son travail, tient sa fiche à jour et prend le temps de découvrir celui des autres.",
            "Elk lid maakt zijn werk bekend, houdt zijn fiche bij en neemt de tijd om het werk van de anderen te leren kennen.",
        ),
    ),
    (
        w("Orienter avec soin", "Zorgvuldig doorverwijzen"),
        w(
            "Orienter une personne, ce n'est pas la renvoyer : on vérifie que le service convient, on appelle avant, on prend des nouvelles après.",
            "Doorverwijzen is niet wegsturen: we gaan na of de dienst past, bellen vooraf en vragen achteraf hoe het liep.",
        ),
    ),
    (
        w("Égalité des membres", "Gelijkheid van de leden"),
        w(
            "Grande ou petite, publique ou associative, chaque organisation signataire dispose d'une voix.",
            "Groot of klein, openbaar of vereniging: elke ondertekenende organisatie heeft één stem.",
        ),
    ),
    (
        w("Parole libre et discrétion", "Vrij woord en discretie"),
        w(
            "Ce qui se dit dans un groupe sert à comprendre et à agir. Aucune situation individuelle n'y est exposée de façon reconnaissable.",
            "Wat in een werkgroep gezegd wordt, dient om te begrijpen en te handelen. Persoonlijke situaties worden er nooit herkenbaar besproken.",
        ),
    ),
    (
        w("Les groupes de travail", "De werkgroepen"),
        w(
            "Un groupe naît d'un besoin que plusieurs membres constatent. Il choisit son rythme, rédige ses procès-verbaux et rend compte à l'assemblée.",
            "Een werkgroep ontstaat uit een nood die meerdere leden vaststellen. Zij kiest haar ritme, maakt verslagen en legt verantwoording af aan de algemene vergadering.",
        ),
    ),
    (
        w("Le comité d'accompagnement", "Het begeleidingscomité"),
        w(
            "Élu par l'assemblée pour deux ans, le comité représente les signataires, suit les propositions et prépare les assemblées.",
            "Het comité wordt door de algemene vergadering voor twee jaar verkozen. Het vertegenwoordigt de ondertekenaars, volgt de voorstellen op en bereidt de vergaderingen voor.",
        ),
    ),
    (
        w("Proposer", "Voorstellen"),
        w(
            "Les constats des groupes deviennent des propositions, adressées à une autorité désignée. La coordination publie la réponse, ou son absence.",
            "De vaststellingen van de werkgroepen worden voorstellen aan een bepaalde overheid. De coördinatie maakt het antwoord bekend, of het uitblijven ervan.",
        ),
    ),
    (
        w("Signer et se retirer", "Ondertekenen en vertrekken"),
        w(
            "La charte se signe librement. Un membre peut s'en retirer par simple lettre ; elle se modifie aux deux tiers des voix.",
            "Het charter ondertekenen is vrij. Een lid kan vertrekken met een eenvoudige brief; wijzigen kan met twee derde van de stemmen.",
        ),
    ),
)

# Number, years before this one, and what changed.
VERSIONS = (
    (1, 19, w("Texte d'origine, sept articles.", "Oorspronkelijke tekst, zeven artikelen.")),
    (2, 9, w("Ajout de l'article sur la discrétion.", "Artikel over discretie toegevoegd.")),
    (3, 2, w("Ajout de l'article sur l'orientation ; langue plus simple.", "Artikel over doorverwijzen toegevoegd; eenvoudiger taal.")),
)  # fmt: skip
