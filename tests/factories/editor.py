"""The page editor of the CMS as a browser holds it: what is in its form, to be changed and sent back."""

from bs4 import BeautifulSoup
from django.urls import reverse


def tab(client, page) -> dict:
    """What the editor's page would post as it was opened."""
    html = BeautifulSoup(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content, "html.parser")
    return posted_by(html)


def posted_by(html: BeautifulSoup) -> dict:
    form = html.select_one("form[data-edit-form]")
    # The blocks of the text are made by the script of the editor.
    data = {"body-count": "0"}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            data[field["name"]] = chosen["value"] if chosen else ""
        else:
            data[field["name"]] = field.text.lstrip("\n") if field.name == "textarea" else field.get("value", "")
    return {name: value for name, value in data.items() if not name.startswith("action-")}


def save(client, page, data, *, publish=True):
    button = {"action-publish": "1"} if publish else {}
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data | button)
