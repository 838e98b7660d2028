"""Scheduled publishing and moderation take programme, stands, documents and repetition along, and not before."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from factories.events import date_of, event_page, fresh, in_days
from factories.network import UserFactory
from wagtail.documents import get_document_model
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from events.models import EventDocument, ProgrammeItem, Stand
from events.repetition.rule import Frequency, Repetition

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(site_tree):
    """A published event, and a draft of it with everything an event may have."""
    page = fresh(event_page(with_revision=True))
    rule = Repetition(frequency=Frequency.WEEKLY, first_day=in_days(20), last_day=in_days(60), weekdays=(1,))
    paper = get_document_model().objects.create(title="Ordre du jour", file=ContentFile(b"%PDF-1.4", name="odj.pdf"))
    page.programme = [ProgrammeItem(start_time=dt.time(12), end_time=dt.time(13), title_fr="Accueil")]
    page.stands = [Stand(number="7", name="La Ruche")]
    page.documents = [EventDocument(document=paper)]
    page.repetition = rule.to_json()
    return page


def shown(page) -> tuple:
    """What the page and its record tell of the new rows."""
    page, date = fresh(page), date_of(page)
    return (
        [item["title_fr"] for item in date.programme],
        [stand.name for stand in page.stands.all()],
        [file["title_fr"] for file in date.documents],
        page.repetition is not None,
    )


NOTHING, EVERYTHING = ([], [], [], False), (["Accueil"], ["La Ruche"], ["Ordre du jour"], True)


def test_everything_waits_for_its_hour_when_publication_is_scheduled(draft):
    before = date_of(draft)
    draft.go_live_at = timezone.now() + dt.timedelta(hours=2)
    draft.save_revision().publish()
    assert shown(draft) == NOTHING
    with time_machine.travel(timezone.now() + dt.timedelta(hours=3)):
        call_command("publish_scheduled")
    after = date_of(draft)
    assert shown(draft) == EVERYTHING
    assert (after.uid, after.sequence) == (before.uid, before.sequence)


def test_everything_is_there_at_once_when_a_new_event_is_scheduled(draft):
    new = event_page(title="Nouveau", publish=False)
    new.programme = [ProgrammeItem(start_time=dt.time(12), title_fr="Accueil")]
    new.go_live_at = timezone.now() + dt.timedelta(hours=2)
    new.save_revision().publish()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=3)):
        call_command("publish_scheduled")
    assert [item["title_fr"] for item in date_of(new).programme] == ["Accueil"]


@pytest.mark.parametrize(("decision", "result"), [("approve", EVERYTHING), ("reject", NOTHING)])
def test_everything_waits_for_approval_when_it_is_in_moderation(draft, coordinator, decision, result):
    task = GroupApprovalTask.objects.create(name="Relecture des dates")
    task.groups.add(Group.objects.get(name="Coordination"))
    workflow = Workflow.objects.create(name="Relecture des dates")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    editor = UserFactory()
    draft.save_revision(user=editor)
    workflow.start(draft, editor)
    assert shown(draft) == NOTHING
    state = fresh(draft).current_workflow_task_state
    getattr(state, decision)(user=coordinator)
    assert shown(draft) == result
