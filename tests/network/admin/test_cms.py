"""The network in the CMS: organisations with their hours, mandates, accounts without passwords."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from factories.network import (
    CommuneFactory,
    LocationFactory,
    MembershipFactory,
    OpeningSlotFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
    WorkingGroupFactory,
)
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from charter.models import CharterVersion, Signature
from home.cache.stamp import renew_stamp
from network.hours.services import fingerprint
from network.models import (
    Location,
    OpeningSlot,
    Organisation,
    OutgoingMail,
    Representative,
    Service,
    User,
    WorkingGroup,
)
from network.outbox.queue import queue_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(coordinator, signed_in, site_tree):
    return signed_in(coordinator)


def sheet(timetables=(), seen="", initial=0, **values):
    copied = {f"hours-{number}-copy_to": one.pop("copy_to", []) for number, one in enumerate(timetables)}
    return copied | nested_form_data(
        {
            "name_fr": "Le Seuil",
            "kind": "asbl",
            "summary_fr": "Un accueil de jour.",
            "commune": CommuneFactory().pk,
            "email": "contact@seuil.example",
            "published": "on",
            "last_verified": "2026-11-01",
            "locations": inline_formset([]),
            "services": inline_formset([]),
            "hours": inline_formset(list(timetables), initial=initial) | {"seen": seen},
            "closures": inline_formset([]),
        }
        | values
    )


def timetable(*slots, **values):
    """What the form sends for a timetable; ``slots`` are the rows it shows."""
    return {"kind": "drop_in", "slots": ",".join(str(one.uid) for one in slots)} | values


def hours_of(organisation):
    rows = OpeningSlot.objects.filter(organisation=organisation).order_by("weekday", "opens")
    return [(slot.weekday, f"{slot.opens:%H:%M}", f"{slot.closes:%H:%M}") for slot in rows]


def test_an_organisation_is_kept_with_its_hours_when_its_form_is_sent(office):
    typed = timetable(day_0="9h-12h, 12h-14h", day_4="20u tot 8u")
    assert office.post(reverse("organisations:add"), sheet([typed])).status_code == 302
    organisation = Organisation.objects.get()
    assert organisation.slug == "le-seuil"
    assert hours_of(organisation) == [(0, "09:00", "12:00"), (0, "12:00", "14:00"), (4, "20:00", "08:00")]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (timetable(day_2="vendredi matin"), "day_2"),
        (timetable(day_0="9h-"), "day_0"),
        (timetable(day_0="12h-12h"), "day_0"),
        (timetable(day_0="9h-12h, 11h-13h"), "day_0"),
        (timetable(day_0="9h-12h sur rendez-vous"), "day_0"),
        (timetable(day_0="20h-8h", day_1="7h-9h"), "day_1"),
        (timetable(day_0="9h-12h", weeks="5"), "weeks"),
        (timetable(day_0="9h-12h", first_day="2027-02-01", last_day="2027-01-01"), "last_day"),
        (timetable(day_0="9h-12h", slots="00000000-0000-0000-0000-000000000000"), "slots"),
        (timetable(day_0="9h-12h", slots="\0,x"), "slots"),
        (timetable(day_0="9h-12h", service="999"), "service"),
        (timetable(day_0="9h-12h", copy_to=["0"]), "copy_to"),
    ],
)
def test_hours_are_refused_beside_their_field_and_kept_when_they_make_no_sense(office, typed, field):
    response = office.post(reverse("organisations:add"), sheet([typed]))
    assert response.status_code == 200
    (form,) = response.context["form"].timetables.forms
    assert [*form.errors] == [field]
    assert form["day_0"].value() == typed.get("day_0")
    assert not Organisation.objects.exists()


def test_hours_are_refused_when_two_timetables_say_the_same(office):
    response = office.post(reverse("organisations:add"), sheet([timetable(day_0="9h-12h"), timetable(day_0="11h-13h")]))
    assert [*response.context["form"].timetables.forms[1].errors] == ["day_0"]


def test_hours_are_refused_at_an_address_when_it_is_another_organisations(office):
    foreign = LocationFactory()
    response = office.post(reverse("organisations:add"), sheet([timetable(day_0="9h-12h", location=foreign.pk)]))
    assert "location" in response.context["form"].timetables.forms[0].errors


@pytest.fixture
def monday(office):
    """Monday morning at an address of “Le Seuil”."""
    location = LocationFactory(organisation=OrganisationFactory(name_fr="Le Seuil"))
    return OpeningSlotFactory(organisation=location.organisation, location=location)


def send(office, timetables, monday, **values):
    """Send the form of the organisation as it stands, but for its timetables and ``values``."""
    place = {"id": monday.location_id, "street_fr": "quai 1", "postal_code": "1060", "commune": "21013"}
    seen = fingerprint(OpeningSlot.objects.filter(organisation=monday.organisation))
    values = {"seen": seen, "locations": inline_formset([place], initial=1)} | values
    url = reverse("organisations:edit", args=[monday.organisation_id])
    return office.post(url, sheet(timetables, initial=len(timetables), **values))


def test_rows_keep_their_uid_when_hours_around_them_change(office, monday):
    tuesday = OpeningSlotFactory(organisation=monday.organisation, location=monday.location, weekday=1)
    typed = timetable(
        monday,
        tuesday,
        location=monday.location_id,
        day_0="9h30-13h",
        day_1="9h-13h",
        day_3="14h-16h",
        on_holidays="on",
    )
    assert send(office, [typed], monday).status_code == 302
    rows = OpeningSlot.objects.order_by("weekday").values_list("uid", "weekday", "on_holidays", "opens")
    assert [row[:3] for row in rows[:2]] == [(monday.uid, 0, True), (tuesday.uid, 1, True)]
    assert hours_of(monday.organisation) == [(0, "09:30", "13:00"), (1, "09:00", "13:00"), (3, "14:00", "16:00")]


def test_monday_is_copied_to_the_days_that_are_ticked(office, monday):
    typed = timetable(monday, day_0="9h30-13h", day_1="n’importe quoi", copy_to=["1", "4"])
    assert send(office, [typed], monday).status_code == 302
    assert [weekday for weekday, opens, _closes in hours_of(monday.organisation) if opens == "09:30"] == [0, 1, 4]


def test_hours_go_when_their_timetable_is_removed_or_emptied(office, monday):
    assert send(office, [timetable(monday, DELETE="on", day_0="9h30-13h")], monday).status_code == 302
    assert hours_of(monday.organisation) == []


def test_hours_stay_as_they_are_when_somebody_else_changed_them(office, monday):
    OpeningSlotFactory(organisation=monday.organisation, weekday=2)
    response = send(office, [timetable(monday, day_0="8h-9h")], monday, seen="of before")
    assert "mercredi 9\u00a0h\u00a030 – 13\u00a0h" in response.text
    assert hours_of(monday.organisation) == [(0, "09:30", "13:00"), (2, "09:30", "13:00")]


@pytest.mark.parametrize(("moved", "status", "places"), [(False, 200, 1), (True, 302, 0)])
def test_an_address_goes_when_no_hours_are_kept_there(office, monday, moved, status, places):
    removed = {"id": monday.location_id, "street_fr": "q", "postal_code": "1060", "commune": "21013", "DELETE": "on"}
    typed = timetable(monday, day_0="9h30-13h", location="" if moved else monday.location_id)
    response = send(office, [typed], monday, locations=inline_formset([removed], initial=1))
    assert response.status_code == status
    assert ("lundi 9\u00a0h\u00a030 – 13\u00a0h" in response.text) is not moved
    assert Location.objects.count() == places


def test_hours_of_a_service_go_with_it(office, monday):
    service = Service.objects.create(organisation=monday.organisation, title_fr="Guichet")
    OpeningSlot.objects.filter(pk=monday.pk).update(service=service, location=None)
    removed = {"id": service.pk, "title_fr": "Guichet", "status": "active", "DELETE": "on"}
    typed = timetable(monday, day_0="9h30-13h", service=service.pk)
    assert send(office, [typed], monday, services=inline_formset([removed], initial=1)).status_code == 302
    assert hours_of(monday.organisation) == []


def test_the_form_shows_hours_as_they_are_typed(office, monday):
    text = office.get(reverse("organisations:edit", args=[monday.organisation_id])).text
    assert 'value="9h30-13h"' in text
    assert str(monday.uid) in text


@pytest.mark.parametrize(
    ("query", "status", "answer"),
    [
        ("day=1&text=9h30‑13h", 200, {"reading": "mardi 9\u00a0h\u00a030 – 13\u00a0h"}),
        ("day=1&text=20h-8h", 200, {"reading": "mardi 20\u00a0h – 8\u00a0h (le lendemain)"}),
        ("day=1&text=", 200, {"reading": ""}),
        ("day=7&text=9h-12h", 400, None),
        ("text=9h-12h", 400, None),
        ("day=x&text=%00", 400, None),
        (f"day=1&text={'9' * 5000}", 400, None),
    ],
)
def test_hours_are_read_while_they_are_typed(office, query, status, answer):
    response = office.get(f"{reverse('organisations:read_hours')}?{query}")
    assert response.status_code == status
    assert answer is None or response.json() == answer


def test_hours_that_are_not_read_are_told_while_they_are_typed(office):
    response = office.get(reverse("organisations:read_hours"), {"day": "1", "text": "vendredi matin"})
    assert "vendredi matin" in response.json()["error"]


def test_hours_are_read_for_nobody_who_may_not_write_them(client, signed_in):
    url = reverse("organisations:read_hours")
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    # A redirect to the sign-in, and one to the dashboard.
    assert [one.get(url, {"day": "1"}).status_code for one in (client, signed_in(editor))] == [302, 302]


@pytest.mark.parametrize(
    "values", [{"enterprise_number": "123"}, {"email": ""}, {"name_fr": ""}, {"commune": "\0"}, {"name_fr": "a\0b"}]
)
def test_an_organisation_is_refused_in_words_when_its_form_makes_no_sense(office, values):
    assert office.post(reverse("organisations:add"), sheet(**values)).status_code == 200
    assert not Organisation.objects.exists()


def test_an_organisation_is_found_without_accents_when_the_coordinator_searches(office):
    OrganisationFactory(name_fr="Énergie Solidaire")
    OrganisationFactory(name_fr="Le Seuil")
    found = office.get(reverse("organisations:index") + "?q=ENERGIE soli").context["object_list"]
    assert [organisation.name_fr for organisation in found] == ["Énergie Solidaire"]


def test_organisations_are_filtered_and_sorted_when_the_coordinator_asks(office):
    one, two, other = (OrganisationFactory(name_fr=name) for name in ("Aa", "Bb", "Cc"))
    group = MembershipFactory(organisation=one).group
    MembershipFactory(organisation=two, group=group)
    RepresentativeFactory(organisation=other)
    url = reverse("organisations:index")
    in_group = office.get(f"{url}?groups={group.pk}&ordering=-name_fr").context["object_list"]
    assert list(in_group) == [two, one]
    assert list(office.get(f"{url}?represented=true").context["object_list"]) == [other]


@pytest.mark.indexed
def test_an_organisation_that_signed_or_came_is_kept_with_the_reason_when_deleted(office, organisation):
    version = CharterVersion.objects.create(number=1, adopted_on="2026-01-01")
    Signature.objects.create(organisation=organisation, version=version)
    url = reverse("organisations:delete", args=[organisation.pk])
    response = office.get(url)
    assert response.context["is_protected"]
    # A page without a button still leads somewhere.
    assert f'href="{reverse("organisations:index")}">' in response.text
    assert office.post(url, follow=True).status_code == 200
    assert Organisation.objects.filter(pk=organisation.pk).exists()


def test_a_group_is_refused_when_its_letter_cannot_be_read_on_its_colour(office):
    data = {"name_fr": "Logement", "letter": "L", "colour": "#ffff00", "order": "1", "active": "on"}
    assert "colour" in office.post(reverse("groups:add"), data).context["form"].errors
    assert office.post(reverse("groups:add"), data | {"colour": "#b5122b"}).status_code == 302
    assert WorkingGroup.objects.get().slug == "logement"


def mandate(organisation, **values):
    return {"organisation": organisation.pk, "since": "2026-01-01", "until": ""} | values


def test_a_mandate_is_given_when_the_coordinator_names_an_account(office, organisation):
    user = UserFactory()
    data = mandate(organisation, email=user.email.upper(), first_name="Autre")
    assert office.post(reverse("representatives:add"), data).status_code == 302
    assert Representative.objects.current().filter(user=user, organisation=organisation).exists()
    user.refresh_from_db()
    assert user.first_name == "Coordination"


def test_a_mandate_makes_the_account_when_nobody_has_the_address(office, organisation):
    data = mandate(organisation, email="Nadia@Escale.example", first_name="N.", last_name="Escale", language="nl")
    assert office.post(reverse("representatives:add"), data).status_code == 302
    user = Representative.objects.get(organisation=organisation).user
    assert (user.email, user.get_full_name(), user.language) == ("nadia@escale.example", "N. Escale", "nl")
    assert not user.has_usable_password()
    assert not user.is_staff


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "personne"}, "email"),
        ({"email": "nova@escale.example", "first_name": "", "last_name": "Escale"}, "first_name"),
        ({"email": "nova@escale.example", "first_name": "N\0", "last_name": "Escale"}, "first_name"),
        ({"email": "nova@escale.example", "first_name": "N.", "last_name": "Escale", "language": "de"}, "language"),
        ({"email": "nova@escale.example", "first_name": "N.", "last_name": "E", "until": "2025-01-01"}, None),
    ],
)
def test_no_account_is_made_when_the_mandate_makes_no_sense(office, organisation, values, field):
    before = User.objects.count()
    response = office.post(reverse("representatives:add"), mandate(organisation) | values)
    assert response.status_code == 200
    assert field is None or field in response.context["form"].errors
    assert User.objects.count() == before


def test_a_mandate_is_refused_in_words_when_the_person_has_it_already(office, organisation):
    data = mandate(organisation, email=RepresentativeFactory(organisation=organisation).user.email)
    assert "organisation" in office.post(reverse("representatives:add"), data).context["form"].errors


def test_a_mandate_is_ended_without_naming_the_person_again_when_it_is_edited(office, organisation):
    given = RepresentativeFactory(organisation=organisation)
    url = reverse("representatives:edit", args=[given.pk])
    assert "email" not in office.get(url).context["form"].fields
    assert office.post(url, mandate(organisation, since="2020-01-01", until="2026-02-01")).status_code == 302
    changed = Representative.objects.get()
    assert (changed.user, str(changed.until)) == (given.user, "2026-02-01")


def test_a_mandate_is_refused_in_words_when_it_moves_to_an_organisation_the_person_has(office, organisation):
    given = RepresentativeFactory(organisation=organisation)
    other = RepresentativeFactory(user=given.user)
    url = reverse("representatives:edit", args=[other.pk])
    assert "organisation" in office.post(url, mandate(organisation)).context["form"].errors


ACCOUNT = {"email": "Nadia@Escale.example", "first_name": "N.", "last_name": "Escale", "language": "nl"}


def test_an_account_is_made_without_password_when_its_form_is_sent(office):
    assert office.post(reverse("wagtailusers_users:add"), ACCOUNT | {"is_active": "on"}).status_code == 302
    user = User.objects.get(email="nadia@escale.example")
    assert (user.language, user.has_usable_password(), user.is_active) == ("nl", False, True)


def test_an_address_is_refused_when_it_has_an_account_in_other_capitals(office):
    UserFactory(email="nadia@escale.example")
    assert "email" in office.post(reverse("wagtailusers_users:add"), ACCOUNT).context["form"].errors


def test_rights_are_not_given_when_the_coordination_slips_them_into_the_form(office, coordinator):
    group = Group.objects.get(name="Coordination")
    rights = {"is_superuser": "on", "groups": [group.pk], "is_active": "on"}
    office.post(reverse("wagtailusers_users:add"), ACCOUNT | rights)
    user = User.objects.get(email="nadia@escale.example")
    assert not user.is_superuser
    assert not user.groups.exists()
    own = {"email": coordinator.email, "first_name": "A", "last_name": "B", "language": "fr"}
    office.post(reverse("wagtailusers_users:edit", args=[coordinator.pk]), own | rights)
    coordinator.refresh_from_db()
    assert not coordinator.is_superuser
    assert coordinator.is_active


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_an_administrators_account_is_closed_when_the_coordination_asks(office, action):
    admin = UserFactory(is_superuser=True)
    url = reverse(f"wagtailusers_users:{action}", args=[admin.pk])
    assert office.get(url).status_code == 302
    office.post(url, ACCOUNT)
    admin.refresh_from_db()
    assert admin.email != "nadia@escale.example"


def test_many_accounts_get_no_rights_at_once_when_the_coordination_asks(office):
    user, group = UserFactory(), Group.objects.get(name="Coordination")
    url = reverse("wagtail_bulk_action", args=["network", "user", "assign_role"])
    office.post(f"{url}?id={user.pk}", {"role": group.pk})
    assert not user.groups.exists()


def test_an_administrator_gives_rights_when_the_form_says_so(site_tree, signed_in):
    client = signed_in(UserFactory(is_superuser=True))
    group = Group.objects.get(name="Rédaction")
    client.post(reverse("wagtailusers_users:add"), ACCOUNT | {"groups": [group.pk], "is_active": "on"})
    assert User.objects.get(email="nadia@escale.example").groups.get() == group


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("organisations:index", 20),
        ("groups:index", 17),
        ("memberships:index", 19),
        ("representatives:index", 18),
        ("wagtailusers_users:index", 18),
    ],
)
def test_a_listing_asks_as_few_queries_for_twenty_rows_as_for_two(office, django_assert_num_queries, name, number):
    def fill(count):
        for _row in range(count):
            mandate = RepresentativeFactory()
            MembershipFactory(organisation=mandate.organisation, group=WorkingGroupFactory())
            OpeningSlotFactory(organisation=mandate.organisation)

    fill(2)
    office.get(reverse(name))
    renew_stamp()
    with django_assert_num_queries(number):
        office.get(reverse(name))
    fill(18)
    renew_stamp()
    with django_assert_num_queries(number):
        assert len(office.get(reverse(name)).context["object_list"]) >= 20


@pytest.fixture
def failed_mail(db):
    mail = queue_mail(kind="test", recipient="a@escale.example", language="fr", subject="Midi", text="Bonjour")
    OutgoingMail.objects.filter(pk=mail.pk).update(status="failed", attempts=8, last_error="refused")
    return mail


def test_a_mail_that_failed_is_sent_when_the_coordinator_asks_for_it(
    office, failed_mail, mailoutbox, django_capture_on_commit_callbacks
):
    url = reverse("mails:send_again", args=[failed_mail.pk])
    inspected = office.get(reverse("mails:inspect", args=[failed_mail.pk])).content.decode()
    assert url in inspected
    assert "<dd> – </dd>" in " ".join(inspected.split())
    with django_capture_on_commit_callbacks(execute=True):
        response = office.post(url, follow=True)
    failed_mail.refresh_from_db()
    assert (failed_mail.status, failed_mail.attempts, failed_mail.last_error) == ("sent", 1, "")
    assert [mail.to for mail in mailoutbox] == [["a@escale.example"]]
    assert url not in response.content.decode()


def test_a_mail_leaves_once_when_sending_it_again_is_asked_twice(
    office, failed_mail, mailoutbox, django_capture_on_commit_callbacks
):
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            office.post(reverse("mails:send_again", args=[failed_mail.pk]))
    assert len(mailoutbox) == 1


def test_nobody_else_sends_a_mail_again_when_not_of_the_coordination(
    site_tree, client, signed_in, representative, failed_mail
):
    editor = UserFactory()
    editor.groups.add(Group.objects.get(name="Rédaction"))
    url = reverse("mails:send_again", args=[failed_mail.pk])
    for reader in (client, signed_in(representative), signed_in(editor)):
        assert reader.post(url).status_code in (302, 403)
    failed_mail.refresh_from_db()
    assert failed_mail.status == "failed"


def test_a_mail_is_not_sent_when_its_address_is_only_visited(office, failed_mail):
    assert office.get(reverse("mails:send_again", args=[failed_mail.pk])).status_code == 405
