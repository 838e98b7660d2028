"""One address wanted twice in the same instant: one account has it, and the other is told. The tests commit."""

from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from factories.threads import at_once, in_thread

from network.accounts.email_addresses import account_for, account_of, change_address
from network.accounts.errors import AddressTaken
from network.admin.accounts import AccountForm
from network.models import OutgoingMail, User

ANA, BO, NOVA = (f"{name}@course.example" for name in ("ana", "bo", "nova"))
WANTED = "wanted@course.example"


@pytest.fixture
def accounts(shared_database):
    """Two accounts, committed, and gone after the test."""

    def remove():
        User.objects.filter(email__endswith="@course.example").delete()
        OutgoingMail.objects.filter(recipient__endswith="@course.example").delete()

    yield in_thread(lambda: [User.objects.create_user(email).pk for email in (ANA, BO)])
    in_thread(remove)


def changing(user_id):
    return lambda: change_address(user_id=user_id, email=WANTED)


def owners():
    rows = EmailAddress.objects.filter(email=WANTED).values_list("user", "verified", "primary")
    users = User.objects.filter(email=WANTED).values_list("pk", flat=True)
    return list(rows), list(users)


def test_one_account_has_the_address_when_two_prove_it_in_the_same_instant(accounts):
    results = at_once(*map(changing, accounts))
    assert sum(isinstance(result, AddressTaken) for result in results) == 1
    winner = next(result.pk for result in results if isinstance(result, User))
    assert in_thread(owners) == ([(winner, True, True)], [winner])


def test_one_account_has_the_address_when_the_coordinator_corrects_another_to_it(accounts):
    member, corrected = accounts

    def correct():
        editor = SimpleNamespace(is_superuser=False)
        values = {"email": WANTED, "first_name": "Boris", "last_name": "Boris", "language": "fr", "is_active": "on"}
        form = AccountForm(values, instance=User.objects.get(pk=corrected), editor=editor)
        if not form.is_valid():
            raise AddressTaken
        return form.save()

    results = at_once(changing(member), correct)
    assert sum(isinstance(result, User) for result in results) == 1
    rows, users = in_thread(owners)
    assert [row[0] for row in rows] == users
    assert len(users) == 1


def test_the_same_account_wanting_an_address_twice_gets_it_once(accounts):
    results = at_once(*[changing(accounts[0])] * 3)
    assert all(isinstance(result, User) for result in results)
    told = in_thread(lambda: OutgoingMail.objects.filter(kind="address_changed").count())
    assert told == 1


def test_one_account_is_made_when_three_ask_for_it_in_the_same_instant(accounts):
    results = at_once(*[lambda: account_for(NOVA).pk] * 3)
    assert len(set(results)) == 1
    assert in_thread(lambda: account_of(NOVA)).pk == results[0]
