"""What each working group tells about itself, by its letter: introduction, mission and outputs."""

from .words import bullets, heading, text, w

MISSION, OUTPUTS = ("Notre mission", "Onze opdracht"), ("Ce que nous avons produit", "Wat we al maakten")


def page(introduction, mission, *outputs):
    """Introduction and body of one group's page."""
    return w(*introduction), [heading(*MISSION), text(mission), heading(*OUTPUTS), bullets(*outputs)]


GROUP_PAGES = {
    "L": page(
        (
            "Locataires, agences sociales, services publics : ceux qui cherchent des toits et ceux qui les défendent.",
            "Huurders, sociale verhuurkantoren, openbare diensten: wie daken zoekt en wie ze verdedigt.",
        ),
        (
            "Le groupe suit l'insalubrité, les expulsions et la garantie locative. Il met autour de la table ceux qui, d'ordinaire, ne se voient qu'au tribunal.",
            "De werkgroep volgt ongezonde woningen, uithuiszettingen en huurwaarborgen op. Zij brengt mensen rond de tafel die elkaar anders alleen in de rechtbank zien.",
        ),
        (
            "Une campagne commune « Propriétaires, locataires : parlons-en »",
            "Een gezamenlijke campagne ‘Eigenaar en huurder: praat erover’",
        ),
        ("Un modèle de lettre pour signaler un logement insalubre", "Een modelbrief om een ongezonde woning te melden"),
        ("Un relevé annuel des expulsions évitées", "Een jaarlijks overzicht van vermeden uithuiszettingen"),
    ),
    "S": page(
        (
            "Médecins, infirmières, psychologues et travailleurs sociaux cherchent ensemble le chemin le plus court vers le soin.",
            "Artsen, verpleegkundigen, psychologen en sociaal werkers zoeken samen de kortste weg naar zorg.",
        ),
        (
            "Lever ce qui éloigne des soins : le coût, la langue, la honte, les horaires. Le groupe relie la première ligne et la santé mentale.",
            "Wegnemen wat mensen van zorg weghoudt: kosten, taal, schaamte, uren. De werkgroep verbindt eerste lijn en geestelijke gezondheid.",
        ),
        ("Une carte de poche des soins accessibles", "Een zakkaart van toegankelijke zorg"),
        (
            "Un protocole commun pour les jours de grand froid et de canicule",
            "Een gezamenlijk protocol voor vrieskou en hittegolven",
        ),
    ),
    "M": page(
        (
            "Arriver, rester, prendre place : les services qui accompagnent l'exil se parlent ici.",
            "Aankomen, blijven, een plek vinden: hier overleggen de diensten die nieuwkomers begeleiden.",
        ),
        (
            "Partager l'information juridique, repérer les délais qui font perdre un droit, porter la parole des personnes sans titre de séjour.",
            "Juridische informatie delen, termijnen opsporen die rechten kosten, de stem laten horen van mensen zonder verblijfsrecht.",
        ),
        (
            "Une liste tenue à jour des cours de français et de néerlandais",
            "Een bijgewerkte lijst van Franse en Nederlandse lessen",
        ),
        ("Une permanence d'interprètes partagée entre six membres", "Een tolkenpermanentie die zes leden delen"),
    ),
    "J": page(
        (
            "De douze à vingt-six ans, du trottoir à l'école et de l'école au premier contrat.",
            "Van twaalf tot zesentwintig, van de straat naar school en van school naar een eerste contract.",
        ),
        (
            "Faire se rencontrer éducateurs de rue, maisons de jeunes, écoles et services d'aide, avec des jeunes autour de la table.",
            "Straathoekwerkers, jeugdhuizen, scholen en hulpdiensten samenbrengen, met jongeren rond de tafel.",
        ),
        ("Une tournée commune des permanences de soirée", "Een gezamenlijke ronde langs de avondpermanenties"),
        ("Un guide « Dix-huit ans demain »", "Een gids ‘Morgen achttien’"),
    ),
    "E": page(
        (
            "Après l'école commence une autre journée : devoirs, jeux, repas, repos.",
            "Na school begint een andere dag: huiswerk, spelen, eten, rusten.",
        ),
        (
            "Le groupe veille à ce qu'aucun enfant ne reste sans place, sans repas ni vacances faute d'argent ou d'information.",
            "De werkgroep zorgt dat geen enkel kind zonder plaats, maaltijd of vakantie blijft door gebrek aan geld of informatie.",
        ),
        ("Une liste d'attente commune des écoles de devoirs", "Een gedeelde wachtlijst van de huiswerkklassen"),
        ("Les petits déjeuners du samedi", "De zaterdagontbijten"),
    ),
    "PE": page(
        (
            "Avant trois ans, tout compte : un lieu où jouer, une place d'accueil, une oreille pour les parents.",
            "Voor drie jaar telt alles: een speelplek, een opvangplaats, een luisterend oor voor ouders.",
        ),
        (
            "Rendre les places visibles, soutenir l'accueil d'urgence et relier consultations, crèches et lieux de rencontre.",
            "Plaatsen zichtbaar maken, noodopvang ondersteunen en raadplegingen, crèches en ontmoetingsplekken verbinden.",
        ),
        ("Un tableau hebdomadaire des places libres", "Een wekelijks overzicht van vrije plaatsen"),
        ("Une valise de jeux qui circule entre sept lieux", "Een speelkoffer die zeven plekken aandoet"),
    ),
    "T": page(
        (
            "Vieillir ici, entouré, sans renoncer à sortir.",
            "Hier oud worden, omringd, zonder het buitenkomen op te geven.",
        ),
        (
            "Le groupe cherche les personnes isolées avant qu'elles ne disparaissent des radars, et soutient ceux qui les aident.",
            "De werkgroep zoekt eenzame ouderen op voor ze uit beeld verdwijnen en steunt wie voor hen zorgt.",
        ),
        ("Une chaîne de visites pendant les fêtes", "Een bezoekketen tijdens de feestdagen"),
        (
            "Une fiche pour repérer l'isolement, utilisée par les pharmacies du quartier",
            "Een fiche om eenzaamheid te herkennen, in gebruik bij de buurtapotheken",
        ),
    ),
    "I": page(
        (
            "Emploi, formation, numérique : remettre un pied devant l'autre, et pas tout seul.",
            "Werk, opleiding, digitaal: weer op weg, en niet alleen.",
        ),
        (
            "Accorder les parcours d'insertion, garder un guichet humain et faire connaître les formations qui ont encore de la place.",
            "Trajecten op elkaar afstemmen, een menselijk loket bewaren en opleidingen met vrije plaatsen bekendmaken.",
        ),
        ("Un calendrier partagé des entrées en formation", "Een gedeelde kalender van startende opleidingen"),
        (
            "Un constat annuel sur les démarches devenues uniquement numériques",
            "Een jaarlijkse vaststelling over louter digitale procedures",
        ),
    ),
    "C": page(
        (
            "La culture n'est pas le dessert : elle fait tenir debout.",
            "Cultuur is geen dessert: zij houdt mensen recht.",
        ),
        (
            "Ouvrir les salles à ceux qui n'y entrent pas, faire monter les habitants sur scène et occuper joyeusement l'espace public.",
            "Zalen openen voor wie er niet komt, bewoners op het podium brengen en de openbare ruimte vrolijk innemen.",
        ),
        ("La fête du carrefour des Écluses", "Het feest op het Sluizenkruispunt"),
        ("Un prêt mutuel de salles et de matériel", "Onderling lenen van zalen en materiaal"),
    ),
    "SA": page(
        (
            "De la rue au logement, chaque maillon compte ; personne ne le tient seul.",
            "Van straat naar woning telt elke schakel; niemand houdt ze alleen vast.",
        ),
        (
            "Coordonner maraudes, accueils de jour, soins et hébergement, été comme hiver, et suivre les personnes plutôt que les places.",
            "Straatwerk, dagopvang, zorg en onderdak afstemmen, zomer en winter, en mensen volgen in plaats van bedden.",
        ),
        (
            "Un plan d'hiver commun, présenté chaque octobre",
            "Een gezamenlijk winterplan, elk jaar in oktober voorgesteld",
        ),
        ("Une consigne gratuite pour garder papiers et bagages", "Een gratis kluis voor papieren en bagage"),
    ),
}
