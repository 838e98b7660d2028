"""The documents of the demo: small tagged PDFs, drawn at load, public or for members."""

import json

import typst
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from demo.texts.events import DocumentText

MEMBERS_ONLY = "Documents des membres"
PAPER = b"""
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: data.author, date: none)
#set page(paper: "a4", margin: 28mm)
#set text(lang: "fr", size: 12pt)
#heading(level: 1, data.title)
#v(1em)
#for line in data.lines { par(line); v(0.4em) }
#v(2em)
#text(size: 9pt, data.author)
"""


def paper(source: DocumentText):
    """The document of this title in the library, drawn if it is not there."""
    model = get_document_model()
    if existing := model.objects.filter(title=source.title.fr).first():
        return existing
    data = {"title": source.title.fr, "lines": source.lines, "author": "Coordination sociale des Écluses"}
    pdf = typst.Compiler(PAPER, ignore_system_fonts=True, sys_inputs={"data": json.dumps(data)}).compile(format="pdf")
    collection = members_collection() if source.members_only else Collection.get_first_root_node()
    file = ContentFile(pdf, f"{source.name}.pdf")
    return model.objects.create(title=source.title.fr, file=file, collection=collection)


def members_collection() -> Collection:
    """The collection whose files open for people who are signed in."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=MEMBERS_ONLY).first()
    if found is None:
        found = root.add_child(name=MEMBERS_ONLY)
        CollectionViewRestriction.objects.create(collection=found, restriction_type="login")
    return found
