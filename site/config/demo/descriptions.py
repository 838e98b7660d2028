"""Longer descriptions of some members, by name: French, and Dutch for a part of them. A blank line parts paragraphs."""

from .words import w

DESCRIPTIONS = {
    "L’Escale du Canal": w(
        "On pousse la porte avec une lettre qu'on ne comprend pas, et l'on repart avec un rendez-vous, un formulaire "
        "rempli ou simplement une explication. L'équipe reçoit sans rendez-vous trois demi-journées par semaine et suit "
        "les dossiers plus longs le reste du temps.\n\n"
        "Les demandes les plus fréquentes : séjour et regroupement familial, recherche de logement et d'emploi, "
        "démarches au CPAS, scolarité, dettes. Quand un autre service est mieux placé, nous appelons avec vous avant de "
        "vous y envoyer.",
        "Je komt binnen met een brief die je niet begrijpt en je vertrekt met een afspraak, een ingevuld formulier of "
        "gewoon met uitleg. Het team ontvangt drie halve dagen per week zonder afspraak en volgt de langere dossiers op "
        "de andere uren.\n\n"
        "De meeste vragen gaan over verblijf en gezinshereniging, wonen en werk, het OCMW, school en schulden. Is een "
        "andere dienst beter geplaatst, dan bellen wij eerst samen met u.",
    ),
    "La Ruche aux Devoirs": w(
        "Soixante enfants de six à douze ans, une quinzaine de bénévoles et un goûter. On fait les devoirs, puis on lit, "
        "on joue, on sort. Les parents sont reçus chaque trimestre, avec un interprète si besoin.",
        "Zestig kinderen van zes tot twaalf, een vijftiental vrijwilligers en een vieruurtje. Eerst het huiswerk, daarna "
        "lezen, spelen, naar buiten. Elk trimester ontvangen we de ouders, met een tolk als het nodig is.",
    ),
    "Toit Commun": w(
        "Depuis la permanence jusqu'au juge de paix : nous expliquons le bail, écrivons au propriétaire, préparons "
        "l'audience. Deux fois par an, une soirée d'information réunit locataires et petits propriétaires.",
        "Van de permanentie tot bij de vrederechter: wij leggen het huurcontract uit, schrijven de eigenaar aan en "
        "bereiden de zitting voor. Twee keer per jaar brengt een infoavond huurders en kleine eigenaars samen.",
    ),
    "De Sluiswachter": w(
        "Dans l'ancienne maison de l'éclusier, une équipe néerlandophone aide avec le courrier, les primes et les "
        "conflits de voisinage. Toutes les langues sont bienvenues ; le café est fort.",
        "In het vroegere sluiswachtershuis helpt een ploeg met brieven, premies en burenruzies. Elke taal is welkom en "
        "de koffie is sterk. Wie wil, blijft plakken voor de praattafel van donderdag.",
    ),
    "L’Atelier des Mots": w(
        "Apprendre à lire à quarante ans demande du courage et un bon groupe. Les cours comptent douze personnes au plus, "
        "le matin ou le soir, avec garde d'enfants le matin. Chaque groupe publie un petit journal en juin.",
        "Leren lezen op je veertigste vraagt moed en een goede groep. De lessen tellen hoogstens twaalf deelnemers, "
        "'s ochtends of 's avonds, met kinderopvang in de voormiddag. In juni maakt elke groep een krantje.",
    ),
    "Les Pavés": w(
        "Deux binômes marchent chaque jour entre la gare et le canal. Ils connaissent les gens par leur prénom, gardent "
        "un café au chaud et ouvrent, quand c'est le moment, la porte d'un médecin ou d'un logement.",
        "Elke dag stappen twee duo's tussen het station en het kanaal. Zij kennen de mensen bij hun voornaam, houden "
        "koffie warm en openen op het juiste moment de deur van een arts of een woning.",
    ),
    "Pied à l’Étrier": w(
        "Les éducateurs vont où les jeunes se trouvent : square, arrêt de tram, pied d'immeuble. Rien n'est obligatoire, "
        "rien n'est répété. Une permanence ouvre en fin de journée pour les papiers et les coups durs."
    ),
    "Maison médicale des Écluses": w(
        "Médecins, kinésithérapeutes, infirmières et assistants sociaux travaillent sous le même toit. L'inscription se "
        "fait à l'accueil ; ensuite, les consultations ne se paient plus.",
        "Artsen, kinesisten, verpleegkundigen en maatschappelijk werkers werken onder één dak. U schrijft zich in aan "
        "het onthaal; daarna betaalt u de raadplegingen niet meer.",
    ),
    "Maison de jeunes Le Tiroir": w(
        "Un studio, une cuisine, une salle de danse et un conseil de jeunes qui décide de la moitié du budget. L'été, "
        "le Tiroir part dix jours loin de la ville."
    ),
    "Les Cheveux d’Argent": w(
        "Chaque midi, vingt-quatre couverts et autant de conversations. L'après-midi : gymnastique douce, tablette "
        "numérique, chorale, belote. Un chauffeur bénévole vient chercher ceux qui n'osent plus le tram.",
        "Elke middag vierentwintig borden en evenveel gesprekken. In de namiddag zachte gymnastiek, tablet, koor en "
        "kaarten. Een vrijwillige chauffeur haalt wie de tram niet meer durft te nemen.",
    ),
    "Les Premiers Pas du Quai": w(
        "Une halte-accueil de quatorze places où l'on peut laisser son enfant une demi-journée, et une salle de jeux où "
        "l'on reste avec lui. Priorité aux familles qui cherchent un emploi ou suivent une formation.",
        "Een opvang met veertien plaatsen waar u uw kind een halve dag toevertrouwt, en een speelzaal waar u erbij "
        "blijft. Gezinnen die werk zoeken of een opleiding volgen, krijgen voorrang.",
    ),
    "Épicerie La Balance": w(
        "On choisit ses produits comme dans n'importe quel magasin et l'on paie un tiers du prix. Une carte vaut six "
        "mois, le temps de remettre les comptes à flot avec le service social qui vous a orienté."
    ),
    "Le Parloir du Canal": w(
        "Psychologues, psychiatre et assistante sociale reçoivent adultes, adolescents et familles. Le premier entretien "
        "est gratuit ; ensuite, chacun paie selon ses moyens."
    ),
    "Papiers en Ordre": w(
        "Une équipe de juristes pour le séjour, la nationalité, le regroupement familial et les recours. Les dossiers "
        "urgents sont vus dans les quarante-huit heures ; les interprètes de Voix Traversières nous accompagnent."
    ),
    "Clic Quai": w(
        "Douze ordinateurs, deux imprimantes et des animateurs qui ont le temps. On vient créer une adresse, demander "
        "une attestation ou apprendre à le faire seul la prochaine fois.",
        "Twaalf computers, twee printers en begeleiders die tijd hebben. Je maakt er een mailadres, vraagt een attest "
        "aan of leert het de volgende keer zelf te doen.",
    ),
    "Comité du carrefour des Écluses": w(
        "Né d'une pétition pour un passage piéton, le comité organise la fête du carrefour, plante les bacs et tient "
        "l'œil ouvert. Réunion ouverte le premier lundi du mois, à 20 h.",
        "Ontstaan uit een petitie voor een zebrapad. Het comité organiseert het kruispuntfeest, beplant de bakken en "
        "houdt een oogje in het zeil. Open vergadering elke eerste maandag van de maand, om 20 u.",
    ),
    "La Scène du Lavoir": w(
        "L'ancien lavoir accueille des ateliers le soir, des créations d'habitants au printemps et, le mercredi, des "
        "spectacles pour enfants à prix libre."
    ),
    "Bibliothèque de l’Aiguillage": w(
        "Vingt mille livres en quatorze langues, une salle d'étude ouverte jusqu'à 22 h pendant les examens, et une heure "
        "du conte où les parents racontent dans leur langue."
    ),
    "Watts & Compagnie": w(
        "Nous lisons la facture avec vous, vérifions le tarif social, négocions un plan de paiement et passons à domicile "
        "poser joints, ampoules et panneaux derrière les radiateurs."
    ),
    "Accueil du Vieux Lavoir": w(
        "Soixante passages par jour. On se pose, on se lave, on recharge son téléphone. Les assistants sociaux sont là "
        "tous les matins, le médecin le jeudi."
    ),
    "Ring du Canal": w(
        "Une heure de devoirs, une heure de boxe : dans cet ordre. Les entraîneuses et entraîneurs sont formés au tutorat, "
        "et les bulletins se fêtent sur le ring."
    ),
    "Relais Emploi des Écluses": w(
        "Le même conseiller vous suit du premier entretien à la fin de la période d'essai. Des ateliers ont lieu chaque "
        "semaine : CV, téléphone, entretien, droits au travail."
    ),
    "Les Mains Réemployées": w(
        "Une machine sur trois que le quartier jette peut être réparée. Nous formons à le faire, vendons le résultat avec "
        "garantie et signons des premiers contrats de douze mois."
    ),
    "Jardins Mitoyens": w(
        "Quatre potagers, soixante parcelles, un compost collectif et une liste d'attente qui avance. Le samedi matin, "
        "l'atelier est ouvert à qui veut mettre les mains dans la terre."
    ),
    "Maison Hors-Quai": w(
        "Douze chambres, une équipe présente jour et nuit. L'adresse reste secrète pour la sécurité des personnes : on "
        "prend contact par courriel, ou par l'intermédiaire de tout service membre du réseau.",
        "Twaalf kamers en een team dat er dag en nacht is. Het adres blijft geheim voor ieders veiligheid: neem contact op "
        "via e-mail of via een andere dienst van het netwerk.",
    ),
    "Sage-Quartier": w(
        "Cinq sages-femmes suivent les grossesses à domicile ou en consultation, y compris sans couverture médicale, et "
        "restent joignables les six premières semaines."
    ),
}
