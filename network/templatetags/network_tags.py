"""What templates of any app say about the network: how many, who, where, and its plan."""

import json
from datetime import date

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from home.cache.remembered import remembered
from home.text.bilingual import SOURCE_LANGUAGE, active_language
from network.directory.summary import DirectorySummary, summary_of_directory
from network.directory.urls_of import addresses_here
from network.models import Organisation, WorkingGroup
from network.plan.layout import Plan, read_plan
from network.plan.still import draw_still

register = template.Library()

# A closing tag inside a text must not end the block (as Django's json_script does).
IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def directory_summary() -> DirectorySummary:
    """How many organisations there are, how many answer each need, and how many doors are open now."""
    return summary_of_directory(timezone.now())


@register.simple_tag
def network_plan() -> Plan:
    """Today's plan of the network."""
    return read_plan(active_language(), timezone.localdate())


@register.simple_tag
def still_plan() -> str:
    """Today's plan as a still picture."""
    return drawn_still(active_language(), timezone.localdate())


@remembered
def drawn_still(language: str, day: date) -> str:
    return draw_still(read_plan(language, day))


@register.simple_tag
def organisation_url(organisation: Organisation) -> str:
    """Path of the organisation's sheet in the reader's language; no query per organisation."""
    return addresses_here().of_organisation(organisation)


@register.simple_tag
def group_url(group: WorkingGroup) -> str:
    """Path of the group's page in the reader's language; no query per group."""
    return addresses_here().of_group(group)


@register.simple_tag
def directory_url() -> str:
    """Path of the directory in the reader's language."""
    return addresses_here().directory


@register.simple_tag
def language_of(record, name: str) -> str:
    """`` lang="fr"`` where the field ``name`` of ``record`` has no text in the reader's language; else nothing."""
    language = active_language()
    if language == SOURCE_LANGUAGE or getattr(record, f"{name}_{language}") or not getattr(record, name):
        return ""
    return format_html(' lang="{}"', SOURCE_LANGUAGE)


@register.filter
def json_ld(data: dict) -> str:
    """Structured data for search engines, as a block no text can break out of; it runs nothing, so CSP lets it be."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(IN_SCRIPT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above
