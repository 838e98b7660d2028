"""The fictional coordination itself: its settings, the communes, the needs, the working groups, streets and hours."""

from typing import NamedTuple

from config.foundation import HOST_CHECKLIST

from .words import typeset

SETTINGS = {
    **{name: typeset(text) for name, text in HOST_CHECKLIST.items()},
    "name_fr": "Coordination sociale",
    "name_nl": "Sociale coördinatie",
    "tagline_fr": "Le réseau des associations et des services du quartier des Écluses",
    "tagline_nl": "Het netwerk van verenigingen en diensten in de Sluizenwijk",
    "email": "coordination@coordination.example",
    "phone": "",
    "street_fr": "place des Écluses 1",
    "street_nl": "Sluizenplein 1",
    "postal_code": "1060",
    "commune_fr": "Saint-Gilles",
    "commune_nl": "Sint-Gillis",
    "desk_hours_fr": typeset("Le mardi et le jeudi de 9 h à 12 h, sans rendez-vous"),
    "desk_hours_nl": typeset("Dinsdag en donderdag van 9 u. tot 12 u., zonder afspraak"),
    "footer_fr": typeset(
        "Site de démonstration. Ce réseau est fictif : ses organisations, ses adresses, ses dates et ses inscriptions "
        "sont inventées. Les faits sur de vraies coordinations sont datés et sourcés."
    ),
    "footer_nl": typeset(
        "Demosite. Dit netwerk is fictief: organisaties, adressen, data en inschrijvingen zijn verzonnen. "
        "Feiten over echte coördinaties dragen een datum en een bron."
    ),
}

COMMUNES = (
    ("21013", "Saint-Gilles", "Sint-Gillis", "1060"),
    ("21001", "Anderlecht", "Anderlecht", "1070"),
    ("21004", "Bruxelles", "Brussel", "1000"),
    ("21007", "Forest", "Vorst", "1190"),
    ("21009", "Ixelles", "Elsene", "1050"),
)

# Key, French, Dutch; the first five are the shortcuts of the home page.
THEMES = (
    ("logement", "Logement", "Wonen"),
    ("sante", "Santé", "Gezondheid"),
    ("etrangers", "Droit des étrangers", "Vreemdelingenrecht"),
    ("dettes", "Dettes", "Schulden"),
    ("devoirs", "École de devoirs", "Huiswerkbegeleiding"),
    ("energie", "Énergie", "Energie"),
    ("alimentation", "Aide alimentaire", "Voedselhulp"),
    ("emploi", "Emploi", "Werk"),
    ("formation", "Formation", "Opleiding"),
    ("francais", "Français et alphabétisation", "Frans en alfabetisering"),
    ("droits", "CPAS et droits sociaux", "OCMW en sociale rechten"),
    ("juridique", "Aide juridique", "Juridische hulp"),
    ("mental", "Santé mentale", "Geestelijke gezondheid"),
    ("assuetudes", "Assuétudes", "Verslaving"),
    ("violences", "Violences", "Geweld"),
    ("sansabri", "Sans-abrisme", "Dakloosheid"),
    ("famille", "Famille et parentalité", "Gezin en ouderschap"),
    ("petite", "Accueil des tout-petits", "Opvang van de allerkleinsten"),
    ("jeunes", "Jeunesse", "Jongeren"),
    ("aines", "Aînés", "Ouderen"),
    ("handicap", "Handicap", "Handicap"),
    ("numerique", "Aide numérique", "Digitale hulp"),
    ("culture", "Culture et loisirs", "Cultuur en vrije tijd"),
    ("quartier", "Vie de quartier", "Buurtleven"),
)
ON_HOME = 5

GROUPS = (
    ("L", "Logement", "Wonen", "#b5122b"),
    ("S", "Santé", "Gezondheid", "#00704a"),
    ("M", "Migrations", "Migratie", "#7a2a86"),
    ("J", "Jeunesse", "Jongeren", "#b65200"),
    ("E", "Enfance", "Kinderen", "#00719f"),
    ("PE", "Petite enfance", "Jonge kinderen", "#b8326f"),
    ("T", "Troisième âge", "Ouderen", "#5f6416"),
    ("I", "Insertion", "Inschakeling", "#7c431d"),
    ("C", "Culture", "Cultuur", "#4638a8"),
    ("SA", "Sans-abri", "Thuisloosheid", "#39434f"),
)

# Invented streets: key, French, Dutch, NIS code of the commune.
STREETS = {
    "ecluses": ("place des Écluses", "Sluizenplein", "21013"),
    "mariniers": ("quai des Mariniers", "Schipperskaai", "21013"),
    "halage": ("rue du Halage", "Jaagpadstraat", "21013"),
    "passerelle": ("rue de la Passerelle", "Loopbrugstraat", "21013"),
    "tisserandes": ("rue des Tisserandes", "Weefstersstraat", "21013"),
    "lavoir": ("rue du Vieux Lavoir", "Oud-Washuisstraat", "21013"),
    "rotonde": ("rue de la Rotonde", "Rotondestraat", "21013"),
    "aiguillage": ("rue de l’Aiguillage", "Wisselstraat", "21013"),
    "lampistes": ("square des Lampistes", "Lampenistensquare", "21013"),
    "puits": ("impasse du Puits", "Putgang", "21013"),
    "ballast": ("rue du Ballast", "Ballaststraat", "21013"),
    "bassin": ("chaussée du Bassin", "Doksesteenweg", "21001"),
    "soupapes": ("rue des Soupapes", "Kleppenstraat", "21001"),
    "tri": ("rue du Tri-Postal", "Postsorteerstraat", "21004"),
    "saules": ("avenue des Saules-Têtards", "Knotwilgenlaan", "21007"),
    "verrerie": ("rue de la Verrerie", "Glasblazerijstraat", "21007"),
    "etangs": ("rue des Trois-Roseaux", "Drierietstraat", "21009"),
}

# Weeks: drop-ins, then appointments, in the grammar of OpenStreetMap's opening_hours.
HOURS = {
    "generaliste": (
        "Mo 13:00-16:00; Tu,Th 09:30-13:00",
        "Mo 08:30-12:00; Tu 13:30-16:30; We 08:30-17:30; Th 14:00-16:30; Fr 08:30-16:00",
    ),
    "matins": ("Mo,We,Fr 09:00-12:00", "Tu,Th 13:30-17:00"),
    "mardis": ("Tu,Th 09:30-12:30", "Mo,We 13:30-16:30"),
    "apres-ecole": ("Mo,Tu,Th,Fr 15:45-18:00; We 13:30-17:30", ""),
    "jeunes": ("Tu,Th,Fr 16:00-20:00; We,Sa 13:30-19:00", ""),
    "creche": ("Mo,Tu,We,Th,Fr 07:30-18:00", ""),
    "rencontre": ("Mo,We 09:30-12:00; Sa 10:00-12:30", ""),
    "sante": ("Mo,Tu,We,Th,Fr 08:30-12:00", "Mo,Tu,Th 13:30-18:30; We,Fr 13:30-17:00"),
    "psy": ("Tu 10:00-12:00", "Mo,We,Th 09:00-18:00; Fr 09:00-16:00"),
    "accueil-jour": ("Mo,Tu,We,Th,Fr,Sa 08:00-13:00", "Tu,Th 14:00-16:00"),
    "soir": ("Mo,We,Th 17:30-21:00", ""),
    "bureau": ("Mo,Tu,We,Th,Fr 09:00-12:30", "Mo,Tu,Th 13:30-16:00"),
    "atelier": ("Tu,We,Th 10:00-16:00; Sa 10:00-13:00", ""),
    "epicerie": ("We 13:00-18:00; Fr 10:00-16:00", "Tu 09:30-12:00"),
    "cours": ("Mo,Tu,Th,Fr 09:00-12:00; Tu,Th 18:00-20:30", "We 13:30-16:30"),
    "aines": ("Mo,Tu,Th 11:30-16:30; Fr 11:30-15:00", ""),
    "culture": ("We,Th,Fr 12:00-18:00; Sa 10:00-18:00", ""),
    "rendez-vous": ("", "Mo,Tu,We,Th 09:00-17:00; Fr 09:00-13:00"),
}


class ServiceText(NamedTuple):
    """A service many members offer in the same words."""

    fr: str
    nl: str
    conditions_fr: str = ""
    conditions_nl: str = ""


SERVICES = {
    "sociale": ServiceText(
        "Permanence sociale",
        "Sociale permanentie",
        "Pour toute personne du quartier. Venez avec le courrier qui vous préoccupe.",
        "Voor alle buurtbewoners. Breng de brief mee waarover u zich zorgen maakt.",
    ),
    "juridique": ServiceText(
        "Consultation juridique",
        "Juridisch advies",
        "Première consultation gratuite. Apportez une pièce d’identité et les documents utiles.",
        "Eerste advies gratis. Breng een identiteitsbewijs en de nuttige documenten mee.",
    ),
    "devoirs": ServiceText(
        "École de devoirs",
        "Huiswerkklas",
        "Enfants du primaire ; inscription par un parent en septembre ou en janvier.",
        "Kinderen van de lagere school; een ouder schrijft in in september of januari.",
    ),
    "francais": ServiceText(
        "Cours de français",
        "Franse lessen",
        "Adultes, du niveau débutant à A2. Test d’entrée à l’inscription.",
        "Volwassenen, van beginner tot A2. Instaptoets bij de inschrijving.",
    ),
    "dettes": ServiceText(
        "Médiation de dettes",
        "Schuldbemiddeling",
        "Sur rendez-vous ; gratuit. Toutes les lettres de rappel, même non ouvertes.",
        "Op afspraak; gratis. Alle aanmaningen, ook de ongeopende.",
    ),
    "epicerie": ServiceText(
        "Épicerie sociale",
        "Sociale kruidenier",
        "Sur orientation d’un service social membre du réseau.",
        "Na doorverwijzing door een sociale dienst van het netwerk.",
    ),
    "repas": ServiceText(
        "Repas à petit prix",
        "Goedkope maaltijden",
        "Sans inscription, dans la limite des places.",
        "Zonder inschrijving, zolang er plaats is.",
    ),
    "sante": ServiceText(
        "Consultations de médecine générale",
        "Huisartsconsultaties",
        "Carte d’identité et carte médicale si vous en avez une.",
        "Identiteitskaart en, als u die hebt, uw medische kaart.",
    ),
    "psy": ServiceText(
        "Écoute et suivi psychologique",
        "Luisterend oor en psychologische begeleiding",
        "Selon vos moyens ; interprète possible.",
        "Naar draagkracht; tolk mogelijk.",
    ),
    "halte": ServiceText(
        "Halte-accueil",
        "Kortdurende kinderopvang",
        "Enfants de 3 mois à 3 ans, par demi-journée.",
        "Kinderen van 3 maanden tot 3 jaar, per halve dag.",
    ),
    "parents": ServiceText(
        "Lieu de rencontre enfants et parents",
        "Ontmoetingsplek voor ouders en kinderen",
        "Entrée libre, sans inscription.",
        "Vrije toegang, zonder inschrijving.",
    ),
    "emploi": ServiceText(
        "Accompagnement vers l’emploi",
        "Begeleiding naar werk",
        "CV, lettres, entretiens ; premier rendez-vous sous dix jours.",
        "Cv, brieven, gesprekken; eerste afspraak binnen tien dagen.",
    ),
    "logement": ServiceText(
        "Permanence logement",
        "Woonpermanentie",
        "Bail, état des lieux, garantie, insalubrité.",
        "Huurcontract, plaatsbeschrijving, waarborg, ongezonde woning.",
    ),
    "energie": ServiceText(
        "Guichet énergie", "Energieloket", "Apportez vos factures de régularisation.", "Breng uw afrekeningen mee."
    ),
    "douches": ServiceText(
        "Douches et lessive",
        "Douches en wasgelegenheid",
        "Ticket à retirer à l’accueil dès 8 h.",
        "Ticket af te halen aan het onthaal vanaf 8 u.",
    ),
    "rue": ServiceText("Maraudes et travail de rue", "Straathoekwerk"),
    "numerique": ServiceText(
        "Écrivain public et aide numérique",
        "Openbare schrijver en digitale hulp",
        "Sans rendez-vous, dans l’ordre d’arrivée.",
        "Zonder afspraak, in volgorde van aankomst.",
    ),
    "repit": ServiceText(
        "Visites à domicile",
        "Huisbezoeken",
        "Sur demande, dans les cinq communes du réseau.",
        "Op aanvraag, in de vijf gemeenten van het netwerk.",
    ),
    "ateliers": ServiceText(
        "Ateliers créatifs",
        "Creatieve ateliers",
        "Ouverts à toutes et tous, participation libre.",
        "Voor iedereen, vrije bijdrage.",
    ),
    "sport": ServiceText(
        "Activités du mercredi et du samedi",
        "Activiteiten op woensdag en zaterdag",
        "De 12 à 18 ans, cotisation de 5 € par an.",
        "Van 12 tot 18 jaar, bijdrage van 5 € per jaar.",
    ),
    "benevoles": ServiceText("Accueil des bénévoles", "Onthaal van vrijwilligers"),
}
