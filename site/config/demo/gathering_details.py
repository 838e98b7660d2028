"""What some events of the demo have besides their page: a programme, stands, documents, practical words.

Nobody is named: speakers are teams of member organisations.
"""

import datetime as dt
from typing import NamedTuple

from .words import Words, w


class SessionText(NamedTuple):
    """A session; ``after`` is how many days after the first of its date, None for every day."""

    start: dt.time
    end: dt.time | None
    title: Words
    room: str = ""
    speakers: str = ""
    text: Words = Words("", "")
    capacity: int | None = None
    after: int | None = None


class StandText(NamedTuple):
    number: str
    organisation: str
    offer: Words
    name: str = ""


class DocumentText(NamedTuple):
    """A paper drawn at load; ``members_only`` in the private collection."""

    name: str
    title: Words
    lines: tuple[str, ...]
    is_minutes: bool = False
    members_only: bool = False


class Details(NamedTuple):
    """``audience`` is that of the kind where it is empty."""

    spoken: str = "fr"
    audience: str = ""
    practical: Words = Words("", "")
    conference: str = ""
    conference_is_public: bool = False
    sessions: tuple[SessionText, ...] = ()
    stands: tuple[StandText, ...] = ()
    documents: tuple[DocumentText, ...] = ()

    @property
    def words(self) -> list[Words]:
        """What a translator of the page writes; rows carry both languages themselves."""
        return [self.practical] if self.practical.fr else []


def s(start: str, end: str, title: Words, **more) -> SessionText:
    return SessionText(dt.time.fromisoformat(start), dt.time.fromisoformat(end) if end else None, title, **more)


SPRING_ASSEMBLY = Details(
    spoken="fr-nl",
    sessions=(
        s("18:00", "18:20", w("Accueil, listes de présence, procurations", "Onthaal, aanwezigheidslijst, volmachten")),
        s(
            "18:20",
            "19:30",
            w("Bilan des dix groupes de travail", "Balans van de tien werkgroepen"),
            speakers="Une voix par groupe",
        ),
        s(
            "19:30",
            "20:00",
            w("Comptes et budget", "Rekeningen en begroting"),
            speakers="Trésorerie de la coordination",
        ),
        s("20:00", "21:00", w("Signature de la charte, puis soupe", "Ondertekening van het charter, daarna soep")),
    ),
    documents=(
        DocumentText(
            "pv-assemblee-printemps",
            w("Procès-verbal de l'assemblée de printemps", "Notulen van de voorjaarsvergadering"),
            (
                "Présents : 58 organisations signataires, 4 procurations.",
                "Les comptes et le budget sont approuvés à l'unanimité moins deux abstentions.",
                "Six organisations signent la charte.",
                "Prochaine assemblée : élection du comité d'accompagnement.",
            ),
            is_minutes=True,
        ),
    ),
)

ASSEMBLY = Details(
    spoken="fr-nl",
    practical=w(
        "Le repas est végétarien. Garde d'enfants sur place dès 17 h 30. La salle se trouve au rez-de-chaussée.",
        "De maaltijd is vegetarisch. Kinderopvang ter plaatse vanaf 17.30 u. De zaal ligt op het gelijkvloers.",
    ),
    sessions=(
        s("18:00", "18:20", w("Accueil, listes de présence, procurations", "Onthaal, aanwezigheidslijst, volmachten")),
        s(
            "18:20",
            "19:15",
            w("Les groupes présentent leurs propositions", "De werkgroepen stellen hun voorstellen voor"),
            speakers="Groupes Logement, Insertion et Sans-abri",
        ),
        s(
            "19:15",
            "20:15",
            w("Candidatures et élection du comité", "Kandidaturen en verkiezing van het comité"),
            text=w(
                "Dix sièges pour deux ans. Le vote se fait sur papier, le dépouillement en public.",
                "Tien zetels voor twee jaar. Stemmen op papier, tellen in het openbaar.",
            ),
        ),
        s("20:15", "21:00", w("Résultats, puis repas", "Resultaten en maaltijd")),
    ),
    documents=(
        DocumentText(
            "ordre-du-jour-assemblee",
            w("Ordre du jour", "Agenda van de vergadering"),
            (
                "1. Accueil et quorum.",
                "2. Propositions des groupes de travail.",
                "3. Élection du comité d'accompagnement : dix sièges, deux ans.",
                "4. Divers.",
            ),
        ),
        DocumentText(
            "convocation-assemblee",
            w("Convocation et formulaire de procuration", "Uitnodiging en volmachtformulier"),
            (
                "Toutes les organisations signataires de la charte sont convoquées.",
                "Une voix par organisation ; une procuration au plus par organisation.",
                "Le formulaire de procuration se remet à l'accueil.",
            ),
            members_only=True,
        ),
    ),
)

WORKSHOPS = (
    (w("Logement : l'allocation que personne ne demande", "Wonen: de toelage die niemand vraagt"), "Salle du Bief", "Équipe juridique de Toit Commun", 40, w("Relire ensemble douze dossiers refusés.", "Samen twaalf geweigerde dossiers nalezen.")),
    (w("Santé : le statut qui existe déjà", "Gezondheid: het statuut dat al bestaat"), "Salle du Quai", "Accueil de la Maison médicale des Écluses", 40, w("Du guichet à la mutuelle, pas à pas.", "Van loket naar ziekenfonds, stap voor stap.")),
    (w("Séjour : avoir peur de demander", "Verblijf: bang om te vragen"), "Bibliothèque", "Permanence de Papiers en Ordre", 30, w("Ce qu'une demande change, et ce qu'elle ne change pas.", "Wat een aanvraag verandert, en wat niet.")),
    (w("Énergie : le tarif social n'est pas automatique", "Energie: het sociaal tarief komt niet vanzelf"), "Atelier du rez", "Conseillers de Watts & Compagnie", 35, w("Venez avec une facture.", "Breng een factuur mee.")),
    (w("École : bourses et frais scolaires", "School: toelagen en schoolkosten"), "Salle du Préau", "Équipe de La Ruche aux Devoirs", 35, w("", "")),
)  # fmt: skip

COLLOQUIUM = Details(
    spoken="fr-nl",
    practical=w("Repas végétarien préparé par Cuisine des Deux Rives. Le Nid Tournant accueille les enfants de 3 mois à 6 ans : signalez-le à l'inscription. Les actes paraissent en juin.", "Vegetarische maaltijd door Cuisine des Deux Rives. Le Nid Tournant vangt kinderen van 3 maanden tot 6 jaar op: meld het bij de inschrijving. Het verslag verschijnt in juni."),
    sessions=(
        s("09:00", "09:30", w("Accueil et café", "Onthaal en koffie"), room="Hall"),
        s("09:30", "10:45", w("Ce que les dix groupes ont observé", "Wat de tien werkgroepen vaststelden"), room="Grande salle", speakers="Les dix groupes de travail, sept minutes chacun"),
        *(s("11:00", "12:30", title, room=room, speakers=who, capacity=seats, text=about) for title, room, who, seats, about in WORKSHOPS),
        s("12:30", "14:00", w("Repas", "Maaltijd"), room="Cour couverte"),
        s("14:00", "15:30", w("Trois guichets racontent leur semaine", "Drie loketten vertellen over hun week"), room="Grande salle", speakers="Le Guichet Retrouvé, Clic Quai, Droits Devant les Guichets"),
        s("15:45", "17:00", w("Ce que nous proposons, et à qui", "Wat wij voorstellen, en aan wie"), room="Grande salle", speakers="Comité d’accompagnement"),
    ),
    documents=(
        DocumentText("programme-colloque", w("Le programme à imprimer", "Het programma om af te drukken"), ("9 h : accueil et café.", "9 h 30 : ce que les dix groupes ont observé.", "11 h : cinq ateliers en parallèle.", "12 h 30 : repas.", "14 h : trois guichets racontent leur semaine.", "15 h 45 : ce que nous proposons, et à qui.")),
        DocumentText("dossier-participants", w("Dossier des participants", "Map van de deelnemers"), ("Trente situations anonymes, par atelier.", "À lire avant la journée."), members_only=True),
    ),
)  # fmt: skip

PARTY = Details(
    spoken="fr-nl",
    practical=w("Le carrefour est fermé aux voitures dès midi. S'il pleut, tout se passe dans la salle des fêtes. Apportez votre gobelet.", "Het kruispunt is autovrij vanaf 12 u. Bij regen verhuist alles naar de feestzaal. Breng uw beker mee."),
    sessions=(
        s("14:00", "", w("Ouverture des stands, jeux géants de la ludothèque", "Kraampjes open, reuzenspelen van de spelotheek")),
        s("16:00", "", w("Goûter des écoles de devoirs", "Vieruurtje van de huiswerkklassen")),
        s("16:00", "", w("Atelier vélo et petites réparations", "Fietsatelier en kleine herstellingen")),
        s("18:00", "", w("Orchestre des Cages d'Escalier", "Orchestre des Cages d'Escalier")),
        s("19:00", "", w("Soupe et lanternes", "Soep en lantaarns")),
    ),
    stands=(
        StandText("1", "Comité du carrefour des Écluses", w("Accueil, plan de la fête, objets trouvés", "Onthaal, plan van het feest, verloren voorwerpen")),
        StandText("2", "Ludothèque des Écluses", w("Jeux géants, prêt gratuit ce jour-là", "Reuzenspelen, vandaag gratis te leen")),
        StandText("3", "Soupe de Minuit", w("Soupe à prix libre", "Soep, u betaalt wat u kunt")),
        StandText("4", "Roue Libre Mécanique", w("On répare votre vélo avec vous", "We herstellen uw fiets samen met u")),
        StandText("5", "Watts & Compagnie", w("Lire une facture d'énergie en cinq minutes", "Een energiefactuur lezen in vijf minuten")),
        StandText("6", "Bibliothèque de l’Aiguillage", w("Contes en six langues", "Verhalen in zes talen")),
        StandText("7", "Gemeenschapscentrum De Kaaimuur", w("Table de conversation", "Praattafel")),
        StandText("8", "Coopérative Les Cageots", w("Fruits, jus et tartes", "Fruit, sap en taart")),
        StandText("", "", w("Premiers soins, eau, ombre", "Eerste hulp, water, schaduw"), name="Poste de secours"),
    ),
)  # fmt: skip

WEEK = Details(
    spoken="fr-nl",
    audience="tous",
    sessions=(
        s("10:00", "12:00", w("Logement : bail, garantie, primes", "Wonen: huurcontract, waarborg, premies"), speakers="Toit Commun, Habitat Écluse", after=0),
        s("14:00", "16:00", w("Allocations familiales et école", "Kinderbijslag en school"), speakers="La Ruche aux Devoirs", after=1),
        s("10:00", "12:00", w("Santé et mutuelle", "Gezondheid en ziekenfonds"), speakers="Maison médicale des Écluses", after=2),
        s("10:00", "12:00", w("Énergie et eau", "Energie en water"), speakers="Watts & Compagnie", after=3),
        s("17:00", "19:00", w("Permanence commune et soupe", "Gezamenlijke permanentie en soep"), speakers="Soupe de Minuit"),
    ),
)  # fmt: skip

DETAILS: dict[str, Details] = {
    "assemblee-de-printemps": SPRING_ASSEMBLY,
    "assemblee-des-membres": ASSEMBLY,
    "colloque-printemps": COLLOQUIUM,
    "fete-du-carrefour": PARTY,
    "semaine-des-droits": WEEK,
    "petits-dejeuners-du-samedi": Details(spoken="fr-nl", audience="tous", practical=w("Gratuit. Les poussettes entrent, les chiens attendent sous l'auvent.", "Gratis. Kinderwagens mogen binnen, honden wachten onder het afdak.")),
    "campagne-proprietaires-locataires": Details(
        spoken="fr-nl",
        audience="tous",
        conference="https://visio.coordination.example/quatre-soirees",
        conference_is_public=True,
    ),
    "sante-mentale-premiere-ligne": Details(conference="https://visio.coordination.example/groupe-sante"),
    "dix-huit-ans-demain": Details(spoken="fr-nl"),
    "midi-de-sluiswachter": Details(spoken="nl"),
}  # fmt: skip

NOTHING = Details()

# What the page of an event says of its sign-up besides seats and closing: fields of ``EventPage``.
RULES: dict[str, dict] = {
    "assemblee-de-printemps": {"quorum": 28},
    "assemblee-des-membres": {"quorum": 56, "reminder_days": "14, 2"},
    "colloque-printemps": {"organisation_cap": 4, "cap_lifted_days_before": 14, "reminder_days": "7, 1"},
    "balade-du-canal": {"reminder_days": "1", "asks_needs": True},
    # Whoever receives is not known yet, so nobody signs up before.
    "midi-sans-hote": {"opens_days_before": 21},
}
