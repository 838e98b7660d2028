"""The coordinator's own words for the mails: checked when saved, looked at, tried, and used from then on."""

import pytest
from django.contrib.auth.models import Permission
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone
from factories.events import occurrence
from factories.network import UserFactory
from factories.sign_up import signed_up

from events.mails import kinds, log
from events.models import MailText, RegistrationMail
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(signed_in, coordinator, site_tree):
    return signed_in(coordinator)


@pytest.fixture
def sign_up(site_tree, organisation, representative):
    def call(date, *names):
        return signed_up(date, organisation, representative, *names)

    return call


def address(kind="registration"):
    return reverse("mail_texts:edit", args=[kind])


# The list


def test_every_kind_is_listed_when_nothing_was_written(office):
    page = office.get(reverse("mail_texts:index")).content.decode()
    for key in kinds.KINDS:
        assert address(key) in page


@pytest.mark.parametrize("number", [2, 20])
def test_the_list_costs_as_many_queries_when_more_kinds_have_words(office, number, django_assert_num_queries):
    for kind in list(kinds.KINDS)[:number]:
        MailText.objects.create(kind=kind, subject_fr="Objet")
    office.get(reverse("mail_texts:index"))
    with django_assert_num_queries(13):
        page = office.get(reverse("mail_texts:index"))
    assert page.content.decode().count("<td>FR</td>") == number


@pytest.mark.parametrize("path", [reverse("mail_texts:index"), address()])
def test_only_the_coordination_reads_it_when_somebody_else_asks(path, client, signed_in, representative, site_tree):
    assert client.get(path).status_code == 302
    assert signed_in(representative).get(path).status_code == 302
    staff = UserFactory()
    staff.user_permissions.add(permission("access_admin"))
    answer = signed_in(staff).get(path)
    assert answer.status_code == 302
    assert MailText.objects.count() == 0


def permission(codename):
    return Permission.objects.get(codename=codename)


def test_the_words_can_only_be_read_when_the_right_to_change_is_missing(signed_in, site_tree):
    reader = UserFactory()
    reader.user_permissions.add(permission("access_admin"), permission("view_mailtext"))
    browser = signed_in(reader)
    page = browser.get(reverse("mail_texts:index"))
    assert page.status_code == 200
    assert address() not in page.content.decode()
    assert browser.post(address(), {"subject_fr": "Objet"}).status_code == 302
    assert MailText.objects.count() == 0


@pytest.mark.parametrize("kind", ["nonsense", "host_offer", "none"])
def test_an_unknown_kind_is_not_found_when_it_is_asked_for(kind, office):
    assert office.get(address(kind), follow=True).status_code == 404


# The words of one kind


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_the_products_words_and_both_mails_are_shown_when_a_kind_is_opened(kind, office):
    page = office.get(address(kind))
    assert page.status_code == 200
    assert page.content.decode().count('srcdoc="&lt;!doctype html&gt;') == 2
    assert page.context["form"].fields["subject_fr"].widget.attrs["placeholder"]


def test_the_next_mail_says_it_when_words_are_saved(office, sign_up):
    words = {"subject_fr": "À bientôt : {titre}", "opening_fr": "Chère équipe de {organisation},\r\nà {heure}."}
    assert office.post(address(), words).status_code == 302
    sign_up(occurrence(), "Anouk")
    mail = OutgoingMail.objects.get(kind="registration")
    assert mail.subject.startswith("À bientôt : Midi")
    assert "Chère équipe de L’Escale du Canal,\nà 12\u00a0h\u00a0– 14\u00a0h." in mail.text
    assert "Anouk" in mail.text


@pytest.mark.parametrize(
    ("words", "filled"),
    [
        ("Tot {heure}.", "Tot 14 u."),
        ("Van {heure}, hoor.", "Van 14 u., hoor."),
        ("{heure}... of later", "14 u... of later"),
    ],
)
def test_a_sentence_has_one_full_stop_when_hours_end_it(words, filled):
    assert kinds.fill(words, {"heure": "14 u."}) == filled


def test_the_products_words_come_back_when_all_fields_are_emptied(office):
    office.post(address(), {"subject_fr": "Objet"})
    assert MailText.objects.get().subject_fr == "Objet"
    office.post(address(), {"subject_fr": " "})
    assert MailText.objects.count() == 0


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Bonjour {prénom}", "{prénom}"),
        ("Jusqu’au {limite}", "{limite}"),
        ("Bonjour {titre", "{titre"),
        ("Bonjour titre}", "titre}"),
        ("Bonjour {}", "{}"),
        ("{titre.__class__}", "{titre.__class__}"),
        ("{{titre}}", "{"),
    ],
)
def test_words_are_refused_and_kept_when_a_name_or_a_brace_is_wrong(words, named, office):
    page = office.post(address(), {"opening_nl": words, "closing_fr": "Merci"})
    assert page.status_code == 200
    [error] = page.context["form"].errors["opening_nl"]
    assert named in error
    assert "{titre}, {date}" in error
    assert page.context["form"]["opening_nl"].value() == words
    assert page.context["form"]["closing_fr"].value() == "Merci"
    assert MailText.objects.count() == 0


@pytest.mark.parametrize("words", [{"subject_fr": "x" * 151}, {"opening_fr": "a\x00b"}, {"closing_nl": "y" * 2001}])
def test_nonsense_is_refused_when_it_is_posted(words, office):
    assert office.post(address(), words).status_code == 200
    assert MailText.objects.count() == 0


@pytest.mark.parametrize(
    ("kind", "words", "is_known"),
    [
        ("host_accepted", "{organisation}, {mois}", True),
        ("host_declined", "{organisation}, {mois}", True),
        ("host_accepted", "{titre}", False),
        ("host_checklist", "{titre} {lieu}", True),
        ("host_checklist", "{mois}", False),
        ("host_totals", "{titre} {nombre}", True),
        ("host_totals", "{personnes}", False),
    ],
)
def test_the_names_of_mails_to_hosts_are_checked_and_filled_in(kind, words, is_known, office):
    page = office.post(address(kind), {"opening_fr": words, "opening_nl": words, "preview": ""})
    assert bool(page.context["form"].errors) != is_known
    for preview in page.context["previews"]:
        assert "{" not in preview.text
        assert "L’Escale du Canal" in preview.text or "{organisation}" not in words
        assert "Nadia" not in preview.text


def test_nothing_is_saved_when_the_mail_is_only_looked_at(office):
    page = office.post(address("reminder"), {"opening_nl": "Tot {date} <b>!", "preview": ""})
    french, dutch = page.context["previews"]
    assert "Tot " in dutch.text
    assert "&lt;b&gt;" in dutch.html
    assert "Tot " not in french.text
    assert MailText.objects.count() == 0


def test_the_coordinator_gets_both_languages_when_a_test_is_asked_for(office, coordinator):
    office.post(address("offer"), {"opening_fr": "Vite !", "test": ""})
    french, dutch = OutgoingMail.objects.filter(kind="mail_text_test").order_by("pk")
    assert {french.recipient, dutch.recipient} == {coordinator.email}
    assert (french.language, dutch.language) == ("fr", "nl")
    assert "Vite !" in french.text
    assert french.calendar == ""
    assert MailText.objects.count() == 0


# The log


def test_each_mail_is_told_beside_the_date_when_there_are_some(sign_up, organisation):
    date = occurrence()
    registration = sign_up(date, "Anouk")
    sign_up(date, "Boris")
    first, second = log.mails_of_date(date)
    assert first.mail.pk > second.mail.pk
    assert first.whose == [organisation.name]
    [one] = log.mails_of_registration(registration)
    assert one.mail == second.mail


@pytest.mark.parametrize(
    ("fields", "words", "is_trouble"),
    [
        ({"status": "sent", "attempts": 1, "sent_at": timezone.now()}, "envoyé", False),
        ({"status": "queued", "attempts": 2, "problem": "unreachable"}, "2", False),
        ({"status": "failed", "attempts": 8, "problem": "address"}, "8", True),
        ({"status": "withdrawn"}, "", False),
    ],
)
def test_the_state_is_in_words_when_a_mail_is_listed(fields, words, is_trouble, sign_up):
    date = occurrence()
    sign_up(date, "Anouk")
    OutgoingMail.objects.update(**fields)
    [entry] = log.mails_of_date(date)
    assert words in entry.state
    assert entry.is_trouble == is_trouble


@pytest.mark.parametrize("number", [2, 20])
def test_the_log_costs_one_query_when_there_are_more_mails(number, sign_up, django_assert_num_queries):
    date = occurrence(capacity=None)
    for n in range(number):
        sign_up(date, f"Anouk {n}")
    assert RegistrationMail.objects.count() == number
    with django_assert_num_queries(1):
        found = [(entry.state, entry.whose, entry.kind) for entry in log.mails_of_date(date)]
    assert len(found) == number


def test_the_log_is_readable_when_it_is_put_in_a_page(sign_up, rf, coordinator):
    date = occurrence()
    sign_up(date, "Anouk")
    request = rf.get("/")
    request.user = coordinator
    page = Template("{% load mail_log_tags %}{% mail_log date=date %}").render(
        Context({"date": date, "request": request})
    )
    assert OutgoingMail.objects.get().recipient in page
    assert reverse("mails:inspect", args=[OutgoingMail.objects.get().pk]) in page
