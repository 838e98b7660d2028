"""The pages about the coordination itself, its home page and its proposals."""

from .words import PageText, bullets, callout, fact, heading, picture, question, quote, text, w

HOME_INTRODUCTION = w(
    "La coordination réunit chaque mois celles et ceux qui agissent sur le terrain : se connaître, s'orienter, proposer "
    "ensemble.",
    "De coördinatie brengt elke maand samen wie op het terrein werkt: elkaar kennen, doorverwijzen, samen voorstellen doen.",
)
HOME_BODY = (
    heading("Un réseau, trois promesses", "Eén netwerk, drie beloften"),
    bullets(
        (
            "<b>Se connaître.</b> Un midi par mois, un membre ouvre ses portes et présente son travail autour d'un repas.",
            "<b>Elkaar kennen.</b> Eén middag per maand opent een lid de deuren en stelt het zijn werk voor bij een maaltijd.",
        ),
        (
            "<b>S'orienter.</b> Une fiche par organisation, vérifiée chaque année, avec ses heures d'ouverture.",
            "<b>Doorverwijzen.</b> Eén fiche per organisatie, elk jaar nagekeken, met de openingsuren.",
        ),
        (
            "<b>Proposer.</b> Les constats du terrain deviennent des propositions, et leur suivi est public.",
            "<b>Voorstellen.</b> Vaststellingen van het terrein worden voorstellen, en de opvolging is openbaar.",
        ),
    ),
)

COORDINATION_INTRODUCTION = w(
    "Deux coordinatrices, un comité élu, dix groupes de travail et une centaine de membres. Voici comment tout cela tient.",
    "Twee coördinatoren, een verkozen comité, tien werkgroepen en een honderdtal leden. Zo hangt het samen.",
)
COORDINATION_BODY = (
    picture(
        "tram", ("La place des Écluses, terminus et point de départ", "Het Sluizenplein, eindhalte en vertrekpunt")
    ),
    text(
        (
            "La coordination ne remplace aucun service : elle fait en sorte que les services se parlent. Elle est portée par le CPAS et la commune, et gouvernée par celles et ceux qui signent la charte.",
            "De coördinatie vervangt geen enkele dienst: zij zorgt dat de diensten met elkaar praten. Het OCMW en de gemeente dragen haar; wie het charter ondertekent, bestuurt haar.",
        ),
    ),
    quote(
        (
            "On ne renvoie plus les gens avec une adresse. On les accompagne jusqu'à un nom de service et une heure.",
            "We sturen mensen niet meer weg met een adres, maar met een dienst en een uur.",
        ),
        ("Bilan du groupe Insertion", "Balans van de werkgroep Inschakeling"),
    ),
)

COORDINATION_PAGES = (
    PageText(
        "histoire",
        w("Histoire", "Geschiedenis"),
        w(
            "D'où viennent les coordinations sociales, et ce qui a inspiré la nôtre.",
            "Waar sociale coördinaties vandaan komen, en wat de onze inspireerde.",
        ),
        (
            heading("Notre réseau", "Ons netwerk"),
            text(
                (
                    "Notre coordination est née d'un tour de table dans un ancien lavoir : onze associations y ont découvert qu'elles aidaient les mêmes familles sans le savoir. Ce récit est fictif, comme le réseau de cette démonstration.",
                    "Onze coördinatie begon rond een tafel in een oud washuis: elf verenigingen ontdekten dat ze zonder het te weten dezelfde gezinnen hielpen. Dit verhaal is fictief, net als het netwerk van deze demo.",
                )
            ),
            heading("Exemples inspirants", "Inspirerende voorbeelden"),
            text(
                (
                    "Les faits qui suivent concernent une vraie coordination, celle de l'action sociale du CPAS de Saint-Gilles. Ils sont historiques, datés et sourcés ; ils ne décrivent pas sa situation actuelle.",
                    "De volgende feiten gaan over een echte coördinatie, die van de sociale actie van het OCMW van Sint-Gillis. Ze zijn historisch, met datum en bron; ze beschrijven niet de huidige toestand.",
                )
            ),
            fact(
                (
                    "La loi organique des CPAS permet, à l'article 62, de créer des comités où institutions et services coordonnent leur action.",
                    "Artikel 62 van de organieke OCMW-wet laat toe comités op te richten waarin instellingen en diensten hun werking coördineren.",
                ),
                ("Loi organique des CPAS, article 62", "Organieke OCMW-wet, artikel 62"),
                ("8 juillet 1976", "8 juli 1976"),
            ),
            fact(
                (
                    "Des travailleurs sociaux se réunissent spontanément, avec l'appui de la présidence du CPAS, parce qu'ils ont besoin de se connaître.",
                    "Sociaal werkers komen spontaan samen, met steun van het OCMW-voorzitterschap, omdat ze elkaar willen leren kennen.",
                ),
                (
                    "Coordination de l'action sociale du CPAS de Saint-Gilles, présentation publique",
                    "Coördinatie van de sociale actie, OCMW Sint-Gillis, publieke voorstelling",
                ),
                ("Années 1980", "Jaren 1980"),
            ),
            fact(
                (
                    "Le Collège réuni de la COCOM adopte un arrêté qui subventionne les CPAS pour la coordination sociale.",
                    "Het Verenigd College van de GGC neemt een besluit dat OCMW's subsidieert voor sociale coördinatie.",
                ),
                (
                    "Coordination de l'action sociale du CPAS de Saint-Gilles, présentation publique",
                    "Coördinatie van de sociale actie, OCMW Sint-Gillis, publieke voorstelling",
                ),
                ("18 décembre 2003", "18 december 2003"),
            ),
            fact(
                (
                    "Le service Coordination de l'Action Sociale de Saint-Gilles démarre ; cinq groupes de travail suivront : logement, migrations, santé et pauvreté, jeunesse, accès à la culture.",
                    "De dienst Coördinatie van de Sociale Actie van Sint-Gillis gaat van start; vijf werkgroepen volgen: wonen, migratie, gezondheid en armoede, jongeren, toegang tot cultuur.",
                ),
                (
                    "Coordination de l'action sociale du CPAS de Saint-Gilles, présentation publique",
                    "Coördinatie van de sociale actie, OCMW Sint-Gillis, publieke voorstelling",
                ),
                ("1er avril 2004", "1 april 2004"),
            ),
            fact(
                (
                    "Deux colloques portent le titre « Le Printemps du social ».",
                    "Twee studiedagen dragen de titel ‘Le Printemps du social’.",
                ),
                (
                    "Coordination de l'action sociale du CPAS de Saint-Gilles, présentation publique",
                    "Coördinatie van de sociale actie, OCMW Sint-Gillis, publieke voorstelling",
                ),
                ("2009 et 2013", "2009 en 2013"),
            ),
        ),
        tags="histoire",
        picture="canal",
    ),
    PageText(
        "organes",
        w("Organes", "Organen"),
        w(
            "L'assemblée décide, le comité d'accompagnement suit, les groupes travaillent.",
            "De algemene vergadering beslist, het begeleidingscomité volgt op, de werkgroepen werken.",
        ),
        (
            heading("L'assemblée générale", "De algemene vergadering"),
            text(
                (
                    "Elle réunit deux fois par an toutes les organisations signataires ; chacune a une voix et peut donner procuration à une autre. La convocation part au moins quinze jours à l'avance.",
                    "Zij brengt tweemaal per jaar alle ondertekenaars samen; elk heeft één stem en kan een ander lid volmacht geven. De uitnodiging vertrekt minstens vijftien dagen vooraf.",
                )
            ),
            heading("Le comité d'accompagnement", "Het begeleidingscomité"),
            text(
                (
                    "Onze sièges : dix pour les signataires, élus pour deux ans, et un pour le CPAS. Il rend des avis, suit les propositions et prépare l'ordre du jour des assemblées.",
                    "Elf zetels: tien voor de ondertekenaars, verkozen voor twee jaar, en één voor het OCMW. Het geeft advies, volgt de voorstellen op en bereidt de vergaderingen voor.",
                )
            ),
            heading("Les groupes de travail", "De werkgroepen"),
            text(
                (
                    "Chaque groupe désigne un membre qui convoque et un membre qui rédige. Leurs procès-verbaux sont publiés sur la page du groupe.",
                    "Elke werkgroep kiest een lid dat samenroept en een lid dat verslag uitbrengt. De verslagen staan op de pagina van de groep.",
                )
            ),
        ),
    ),
    PageText(
        "contact",
        w("Contact", "Contact"),
        w(
            "Au comptoir, par courrier ou par courriel : tout ce qui se fait sur ce site peut aussi se faire sans lui.",
            "Aan de balie, per brief of per e-mail: alles wat op deze site kan, kan ook zonder.",
        ),
        (
            callout(
                ("Sans internet", "Zonder internet"),
                (
                    "Le comptoir, place des Écluses 1 à 1060 Saint-Gilles, est ouvert le mardi et le jeudi de 9 h à 12 h, sans rendez-vous. On y inscrit vos collègues, on imprime l'agenda, on corrige votre fiche.",
                    "De balie, Sluizenplein 1 in 1060 Sint-Gillis, is open op dinsdag en donderdag van 9 u. tot 12 u., zonder afspraak. Wij schrijven uw collega's in, drukken de agenda af en passen uw fiche aan.",
                ),
            ),
            heading("Écrire", "Schrijven"),
            text(
                (
                    "Par courriel : coordination@coordination.example. Nous répondons dans les trois jours ouvrables, en français ou en néerlandais.",
                    "Per e-mail: coordination@coordination.example. Wij antwoorden binnen drie werkdagen, in het Nederlands of in het Frans.",
                )
            ),
            heading("Devenir membre", "Lid worden"),
            question(
                ("Qui peut devenir membre ?", "Wie kan lid worden?"),
                (
                    "Toute association ou tout service public actif dans les cinq communes du réseau, à condition de signer la charte.",
                    "Elke vereniging of openbare dienst die in de vijf gemeenten van het netwerk werkt en het charter ondertekent.",
                ),
            ),
            question(
                ("Combien cela coûte-t-il ?", "Wat kost het?"),
                (
                    "Rien. On demande du temps : un groupe, un midi, deux assemblées par an.",
                    "Niets. Wij vragen tijd: een werkgroep, een middag, twee vergaderingen per jaar.",
                ),
            ),
        ),
    ),
    PageText(
        "accessibilite",
        w("Déclaration d'accessibilité", "Toegankelijkheidsverklaring"),
        w(
            "Ce site vise la norme WCAG 2.2, niveau AA. Voici où nous en sommes et comment nous signaler un obstacle.",
            "Deze site streeft naar WCAG 2.2, niveau AA. Zo ver staan we, en zo meldt u een hindernis.",
        ),
        (
            heading("Portée et état", "Reikwijdte en stand"),
            text(
                (
                    "Cette déclaration porte sur toutes les pages publiques et sur l'espace membres. État : partiellement conforme à la norme EN 301 549, en attendant un audit externe (à vérifier par le responsable).",
                    "Deze verklaring geldt voor alle publieke pagina's en voor de ledenruimte. Stand: gedeeltelijk conform EN 301 549, in afwachting van een externe audit (na te gaan door de verantwoordelijke).",
                )
            ),
            heading("Ce qui n'est pas encore accessible", "Wat nog niet toegankelijk is"),
            bullets(
                (
                    "Les documents déposés par les membres avant la mise en ligne de ce site ne sont pas tous balisés.",
                    "Documenten die leden vóór deze site indienden, zijn niet allemaal getagd.",
                ),
                (
                    "Certaines pages n'existent qu'en français ; un avis le signale en haut de la page.",
                    "Sommige pagina's bestaan alleen in het Frans; een bericht bovenaan meldt dat.",
                ),
            ),
            heading("Méthode", "Methode"),
            text(
                (
                    "Chaque type de page est contrôlé automatiquement avec axe, en deux langues et sur deux largeurs d'écran, puis parcouru au clavier.",
                    "Elk paginatype wordt automatisch gecontroleerd met axe, in twee talen en op twee schermbreedtes, en daarna met het toetsenbord doorlopen.",
                )
            ),
            heading("Trois recours", "Drie mogelijkheden bij een klacht"),
            bullets(
                (
                    "L'équipe du site : coordination@coordination.example, ou le comptoir de la place des Écluses.",
                    "De ploeg van de site: coordination@coordination.example, of de balie op het Sluizenplein.",
                ),
                (
                    "Le service des plaintes de l'autorité qui porte la coordination (à vérifier par le responsable).",
                    "De klachtendienst van de overheid die de coördinatie draagt (na te gaan door de verantwoordelijke).",
                ),
                (
                    "Le service de médiation compétent (à vérifier par le responsable).",
                    "De bevoegde ombudsdienst (na te gaan door de verantwoordelijke).",
                ),
                ordered=True,
            ),
        ),
    ),
    PageText(
        "vie-privee",
        w("Vie privée", "Privacy"),
        w(
            "Le moins de données possible, le moins longtemps possible, et rien chez personne d'autre.",
            "Zo weinig mogelijk gegevens, zo kort mogelijk, en niets bij iemand anders.",
        ),
        (
            heading("Lire le site", "De site lezen"),
            text(
                (
                    "Lire ne laisse pas de trace : pas de mesure d'audience, pas de cookie, pas de contenu chargé d'ailleurs. C'est pourquoi aucun bandeau ne vous demande rien.",
                    "Lezen laat geen spoor na: geen bezoekersmeting, geen cookies, geen inhoud van elders. Daarom vraagt geen enkele banner u iets.",
                )
            ),
            heading("S'inscrire à une date", "Inschrijven voor een datum"),
            text(
                (
                    "Nous gardons le nom, l'organisation et le courriel des personnes inscrites. Les noms sont effacés douze mois après la date ; les nombres restent.",
                    "Wij bewaren naam, organisatie en e-mail van wie inschrijft. De namen worden twaalf maanden na de datum gewist; de aantallen blijven.",
                )
            ),
            heading("Vos droits", "Uw rechten"),
            text(
                (
                    "Vous pouvez demander une copie ou l'effacement de vos données au comptoir ou par courriel. Vous pouvez aussi vous adresser à l'Autorité de protection des données (à vérifier par le responsable).",
                    "Aan de balie of per e-mail kunt u een kopie of het wissen van uw gegevens vragen. U kunt ook terecht bij de Gegevensbeschermingsautoriteit (na te gaan door de verantwoordelijke).",
                )
            ),
        ),
    ),
)

PROPOSALS = PageText(
    "constats",
    w("Constats & propositions", "Vaststellingen & voorstellen"),
    w(
        "Ce que le terrain voit, ce qu'il propose, à qui, et ce qu'il est advenu.",
        "Wat het terrein ziet, wat het voorstelt, aan wie, en wat ervan kwam.",
    ),
    (
        heading("Garder un guichet humain", "Een menselijk loket behouden"),
        text(
            (
                "<b>Constat.</b> Sur cent démarches suivies par le groupe Insertion, quarante et une n'existent plus qu'en ligne. Le temps passé à les remplir n'est financé par personne.",
                "<b>Vaststelling.</b> Van honderd procedures die de werkgroep Inschakeling volgde, bestaan er eenenveertig alleen nog online. De tijd om ze in te vullen betaalt niemand.",
            ),
            (
                "<b>Proposition.</b> Un comptoir sans rendez-vous deux matinées par semaine dans chaque service communal. Adressée au collège ; réponse positive pour deux services, à l'essai.",
                "<b>Voorstel.</b> Een balie zonder afspraak, twee voormiddagen per week, in elke gemeentedienst. Gericht aan het college; positief antwoord voor twee diensten, op proef.",
            ),
        ),
        heading("Prévenir l'expulsion plus tôt", "Uithuiszetting vroeger voorkomen"),
        text(
            (
                "<b>Constat.</b> Les services sociaux apprennent l'audience par le locataire, souvent la veille.",
                "<b>Vaststelling.</b> De sociale diensten vernemen de zitting van de huurder, vaak de dag ervoor.",
            ),
            (
                "<b>Proposition.</b> Un point de contact unique prévenu dès la citation. Adressée au CPAS ; en cours.",
                "<b>Voorstel.</b> Eén aanspreekpunt dat bij de dagvaarding verwittigd wordt. Gericht aan het OCMW; lopend.",
            ),
        ),
        heading("Des toilettes et de l'eau", "Toiletten en water"),
        text(
            (
                "<b>Constat.</b> Entre la gare et le canal, aucune toilette gratuite n'est ouverte le soir.",
                "<b>Vaststelling.</b> Tussen het station en het kanaal is 's avonds geen enkel gratis toilet open.",
            ),
            (
                "<b>Proposition.</b> Deux toilettes et une fontaine ouvertes jusqu'à minuit. Adressée à la commune ; sans réponse à ce jour.",
                "<b>Voorstel.</b> Twee toiletten en een drinkfontein, open tot middernacht. Gericht aan de gemeente; nog geen antwoord.",
            ),
        ),
    ),
    tags="propositions, numérique, logement",
    picture="facades",
    in_menu=True,
)
