"""News of the past months, the newest first; the first four are translated."""

from .words import PageText, bullets, callout, heading, picture, quote, text, w

# Days before today, then the page.
NEWS = (
    (
        3,
        PageText(
            "plan-hiver",
            w("Le plan d'hiver est prêt", "Het winterplan is klaar"),
            w(
                "Seize membres se répartissent les nuits, les repas et les maraudes jusqu'à la fin de mars.",
                "Zestien leden verdelen nachten, maaltijden en straatrondes tot eind maart.",
            ),
            (
                text(
                    (
                        "Le groupe Sans-abri a bouclé son plan d'hiver. Pour la première fois, les soins infirmiers suivent les maraudes : deux soirs par semaine, une infirmière de Rue des Soins marche avec Les Pavés.",
                        "De werkgroep Thuisloosheid heeft het winterplan rond. Voor het eerst gaat verpleegkundige zorg mee de straat op: twee avonden per week stapt een verpleegkundige van Rue des Soins mee met Les Pavés.",
                    )
                ),
                callout(
                    ("Vous voyez quelqu'un dehors ?", "Ziet u iemand buiten?"),
                    (
                        "Parlez-lui d'abord. Si la personne le souhaite, l'Accueil du Vieux Lavoir ouvre chaque matin à 8 h, sans condition.",
                        "Spreek de persoon eerst aan. Wie wil, kan elke ochtend vanaf 8 u. terecht in Accueil du Vieux Lavoir, zonder voorwaarden.",
                    ),
                ),
                bullets(
                    ("Trente-deux lits de plus de novembre à mars", "Tweeëndertig bedden extra van november tot maart"),
                    (
                        "Un repas chaud chaque soir, au puits ou à la Rotonde",
                        "Elke avond een warme maaltijd, aan de Put of de Rotonde",
                    ),
                    ("Une consigne gratuite pour les bagages", "Een gratis bagagekluis"),
                ),
            ),
            tags="hiver, sans-abri",
            picture="tram",
        ),
    ),
    (
        17,
        PageText(
            "campagne-bail",
            w(
                "« Propriétaires, locataires : parlons-en » repart",
                "‘Eigenaar en huurder: praat erover’ gaat weer van start",
            ),
            w(
                "Une brochure, quatre soirées et un modèle d'état des lieux en deux langues.",
                "Een brochure, vier avonden en een model van plaatsbeschrijving in twee talen.",
            ),
            (
                text(
                    (
                        "L'an dernier, soixante ménages et vingt-trois petits propriétaires sont venus. La plupart des conflits venaient d'un papier que personne n'avait rempli. La campagne reprend donc par là : l'état des lieux, ligne par ligne.",
                        "Vorig jaar kwamen zestig gezinnen en drieëntwintig kleine eigenaars. De meeste conflicten kwamen van een papier dat niemand had ingevuld. Daar begint de campagne dus opnieuw: de plaatsbeschrijving, regel voor regel.",
                    )
                ),
                quote(
                    (
                        "Je croyais que c'était au locataire de tout savoir. Moi non plus, je ne savais pas.",
                        "Ik dacht dat de huurder alles moest weten. Ik wist het zelf ook niet.",
                    ),
                    ("Un propriétaire, à la deuxième soirée", "Een eigenaar, op de tweede avond"),
                ),
            ),
            tags="logement, campagne",
            picture="facades",
        ),
    ),
    (
        33,
        PageText(
            "petits-dejeuners",
            w("Les petits déjeuners du samedi reviennent", "De zaterdagontbijten zijn terug"),
            w(
                "Du pain, des fruits, des devoirs si l'on veut. Tous les samedis matin, sans inscription.",
                "Brood, fruit, huiswerk voor wie wil. Elke zaterdagochtend, zonder inschrijving.",
            ),
            (
                text(
                    (
                        "Le groupe Enfance rouvre la grande table de la maison de quartier. On vient en famille, on reste dix minutes ou deux heures. Les fruits viennent de la Coopérative Les Cageots.",
                        "De werkgroep Kinderen dekt opnieuw de grote tafel in het buurthuis. Kom met het hele gezin en blijf tien minuten of twee uur. Het fruit komt van Coopérative Les Cageots.",
                    )
                ),
            ),
            tags="enfance, alimentation",
            picture="table",
        ),
    ),
    (
        52,
        PageText(
            "cent-douze-membres",
            w("Le réseau en chiffres", "Het netwerk in cijfers"),
            w(
                "Dix groupes, une centaine de membres, et une fiche vérifiée pour chacun.",
                "Tien werkgroepen, een honderdtal leden, en voor elk een nagekeken fiche.",
            ),
            (
                text(
                    (
                        "Cette année, six organisations ont rejoint le réseau. Une sur trois participe à plus d'un groupe : ce sont les correspondances de notre plan, et ce sont elles qui font circuler les idées.",
                        "Dit jaar sloten zes organisaties aan. Eén op de drie zit in meer dan één werkgroep: dat zijn de overstappen op ons plan, en zij laten ideeën rondgaan.",
                    )
                ),
                heading("Ce que nous tenons à jour", "Wat we bijhouden"),
                bullets(
                    ("Les heures d'ouverture, vérifiées chaque année", "De openingsuren, elk jaar nagekeken"),
                    ("Les langues parlées à l'accueil", "De talen die aan het onthaal gesproken worden"),
                    (
                        "L'accès pour les personnes à mobilité réduite",
                        "De toegankelijkheid voor mensen met een beperkte mobiliteit",
                    ),
                ),
            ),
            tags="réseau",
            picture="canal",
        ),
    ),
    (
        75,
        PageText(
            "bourse-associations",
            w("Une bourse aux associations sous les arbres"),
            w("Quarante tables, une fanfare et pas un seul dépliant de trop."),
            (
                text(
                    "La règle était simple : pas de dépliant, une question à poser. Derrière chaque table, une équipe demandait aux passants ce qui leur manquait dans le quartier. Trois cent dix réponses ont été récoltées.",
                    "Les bancs arrivent en tête, suivis des toilettes publiques et d'un endroit où imprimer. Les groupes s'en saisissent à la rentrée.",
                ),
            ),
            tags="fête, quartier",
            picture="marche",
        ),
    ),
    (
        110,
        PageText(
            "jardin-commun",
            w("Un jardin de plus entre deux immeubles"),
            w("Avec Jardins Mitoyens, les voisins de l'avenue des Saules-Têtards ont ouvert leur quatrième potager."),
            (
                text(
                    "Quinze parcelles, un banc et une règle : qui a trop de courgettes les laisse sur le muret. La première récolte a nourri le repas des voisins, et un peu l'Épicerie La Balance."
                ),
            ),
            tags="quartier, alimentation",
            picture="jardin",
        ),
    ),
    (
        160,
        PageText(
            "journee-guichets",
            w("Une journée devant les guichets"),
            w("Le groupe Insertion a compté les démarches qui ne se font plus qu'en ligne."),
            (
                text(
                    "Vingt membres ont suivi cent démarches réelles, chronomètre en main. Quarante et une n'avaient plus de guichet. Le relevé complet a été remis au comité d'accompagnement."
                ),
                quote("Le plus long n'était pas le formulaire. C'était le mot de passe.", "Relevé du groupe Insertion"),
            ),
            tags="numérique, propositions",
            picture="table",
        ),
    ),
    (
        210,
        PageText(
            "fresque-ballast",
            w("Une fresque au coin de la rue du Ballast"),
            w("Trente jeunes, deux peintres en bâtiment et un mur aveugle qui ne l'est plus."),
            (
                picture("facades", "La rue du Ballast, avant la fresque."),
                text(
                    "Le projet de Fresques & Façades et de la Maison de jeunes Le Tiroir a duré un printemps. Les habitants ont voté parmi trois dessins ; le pont l'a emporté."
                ),
            ),
            tags="jeunesse, culture",
            picture="pont",
        ),
    ),
)

# Minutes below two groups: letter, months ago, and the page.
MINUTES = (
    (
        "L",
        1,
        (
            "Onze membres présents, deux excusés.",
            "La campagne « Propriétaires, locataires » est planifiée : quatre soirées, dont une en néerlandais à De Sluiswachter.",
            "Le modèle de lettre d'insalubrité est revu avec le service communal du logement.",
        ),
        (
            "Toit Commun envoie la brochure relue avant la fin du mois.",
            "La cellule logement du CPAS présente ses chiffres à la prochaine réunion.",
        ),
    ),
    (
        "L",
        2,
        (
            "Neuf membres présents, trois excusés.",
            "Tour de table : les délais pour la garantie locative s'allongent.",
            "Visite de La Clé sous le Paillasson et discussion sur le bail glissant.",
        ),
        ("L'Escale des Dettes propose une fiche sur la garantie.",),
    ),
    (
        "L",
        3,
        (
            "Douze membres présents.",
            "Bilan de la campagne précédente : soixante ménages, vingt-trois propriétaires.",
            "Choix des thèmes de l'année : insalubrité, expulsions, énergie.",
        ),
        ("Watts & Compagnie prépare l'atelier énergie.",),
    ),
    (
        "S",
        1,
        (
            "Treize membres présents, un excusé.",
            "Le Parloir du Canal annonce deux premières consultations par semaine réservées aux membres.",
            "Le plan grand froid est relu point par point.",
        ),
        ("Rue des Soins transmet son horaire d'hiver.", "La carte de poche des soins est réimprimée."),
    ),
    (
        "S",
        2,
        (
            "Dix membres présents, deux excusés.",
            "Santé mentale et première ligne : quand appeler, qui appeler, comment rester là.",
            "Les relais santé recrutent huit habitants.",
        ),
        ("Santé en Partage diffuse l'appel.",),
    ),
)
