"""Words people use for the needs of most networks; the coordination changes them in the CMS."""

from django.db import migrations

FOUNDING = {
    "fr": {
        "loyer": "logement",
        "bail": "logement",
        "expulsion": "logement",
        "sdf": "sans-abri",
        "à la rue": "sans-abri",
        "facture": "dettes, énergie",
        "huissier": "dettes",
        "endetté": "dettes",
        "surendettement": "dettes",
        "manger": "alimentaire, repas, colis",
        "faim": "alimentaire, repas, colis",
        "colis": "alimentaire",
        "épicerie": "alimentaire",
        "médecin": "santé, médicale",
        "docteur": "santé, médicale",
        "psy": "santé mentale",
        "déprime": "santé mentale",
        "boulot": "emploi",
        "travail": "emploi",
        "papiers": "séjour, administratif",
        "régularisation": "séjour",
        "avocat": "juridique",
        "devoirs": "école, scolaire",
        "vêtements": "vestiaire",
    },
    "nl": {
        "huur": "huisvesting, wonen",
        "uithuiszetting": "huisvesting, wonen",
        "factuur": "schulden, energie",
        "deurwaarder": "schulden",
        "eten": "voedsel, maaltijd",
        "honger": "voedsel, maaltijd",
        "voedselpakket": "voedsel",
        "dokter": "gezondheid",
        "psycholoog": "geestelijke gezondheid",
        "job": "werk, tewerkstelling",
        "papieren": "verblijf, administratie",
        "advocaat": "juridisch, rechtshulp",
        "huiswerk": "school",
        "kleren": "kleding",
    },
}


def found(apps, schema_editor):
    Synonym = apps.get_model("network", "Synonym")
    Synonym.objects.bulk_create(
        Synonym(language=language, words=words, means=means)
        for language, pairs in FOUNDING.items()
        for words, means in pairs.items()
    )


class Migration(migrations.Migration):
    dependencies = [("network", "0011_synonym")]

    operations = [migrations.RunPython(found, migrations.RunPython.noop, elidable=False)]
