"""What was read out of titles and addresses is stored: the theme of a date, and which document a link leads to."""

import re

from django.db import migrations, models

# ``/documents/12/pv.pdf``: how documents told their address, which is all that was kept of them.
ADDRESS = re.compile(r"/documents/(\d{1,9})/")
LANGUAGES = ("fr", "nl")


def fill(apps, schema_editor):
    Occurrence = apps.get_model("events", "Occurrence")
    pages = pages_by_key(apps)
    rows = published_rows(apps, pages)
    for date in Occurrence.objects.iterator():
        theme = theme_of(date, rows.get((date.event_key, date.row)), pages.get(date.event_key, ()))
        documents = [{"document_id": document_of(row["url"])} | row for row in date.documents]
        if any(theme.values()) or documents:
            Occurrence.objects.filter(pk=date.pk).update(documents=documents, **theme)


def pages_by_key(apps) -> dict:
    """``(pk, language, title)`` of each event's pages by translation key, the one that decides the dates first."""
    found = {}
    pages = apps.get_model("events", "EventPage").objects.order_by("pk")
    for key, *page in pages.values_list("translation_key", "pk", "locale__language_code", "title"):
        found.setdefault(key, []).append(page)
    return found


def published_rows(apps, pages) -> dict:
    """Both themes of each row of an event's dates, by translation key and key of the row."""
    source = {several[0][0]: key for key, several in pages.items()}
    rows = apps.get_model("events", "EventDate").objects.filter(page__in=source)
    return {
        (source[page], key): {"theme_fr": french, "theme_nl": dutch}
        for page, key, french, dutch in rows.values_list("page", "key", "theme_fr", "theme_nl")
    }


def theme_of(date, row: dict | None, pages) -> dict[str, str]:
    """What the row of the date says; where it has none any more, what its title says behind that of the event."""
    if row is not None:
        return row
    titles = {language: title for _pk, language, title in pages}
    found = {f"theme_{language}": behind(date.texts.get(language), titles.get(language)) for language in LANGUAGES}
    # The French theme stands in both languages where no other was written.
    return found | ({"theme_nl": ""} if found["theme_nl"] == found["theme_fr"] else {})


def behind(texts: dict | None, title: str | None) -> str:
    beginning, whole = f"{title} – ", (texts or {}).get("title", "")
    return whole.removeprefix(beginning)[:150] if title and whole.startswith(beginning) else ""


def document_of(url: str) -> int | None:
    match = ADDRESS.search(url)
    return int(match.group(1)) if match else None


class Migration(migrations.Migration):
    dependencies = [("events", "0012_sign_up_settings")]

    operations = [
        migrations.AddField(
            model_name="occurrence",
            name="theme_fr",
            field=models.CharField(blank=True, max_length=150, verbose_name="theme in French"),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="theme_nl",
            field=models.CharField(blank=True, max_length=150, verbose_name="theme in Dutch"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
