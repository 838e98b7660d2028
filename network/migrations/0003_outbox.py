from django.db import migrations, models

STATUSES = [
    ("queued", "waiting"),
    ("sending", "leaving"),
    ("sent", "sent"),
    ("failed", "failed"),
    ("uncertain", "may have left"),
    ("withdrawn", "taken back"),
]
PROBLEMS = [
    ("unreachable", "The mail server could not be reached."),
    ("login", "The mail server does not accept our name and password."),
    ("sender", "The mail server does not accept our own address as the sender."),
    ("deferred", "The mail server asked to try again later."),
    ("address", "The mail server refuses this address: check how it is written."),
    ("refused", "The mail server refuses this mail for good."),
    ("unwritable", "This mail cannot be put in the form of a mail."),
    ("broken_off", "The connection broke off while the mail was handed over: it may have arrived."),
    ("stopped", "The site was stopped while the mail was handed over: it may have arrived."),
    ("overtaken", "What it said was no longer true before it could leave."),
    ("late", "It could not leave in time to be of use."),
]


def field(name: str, made: models.Field, operation=migrations.AlterField):
    return operation(model_name="outgoingmail", name=name, field=made)


class Migration(migrations.Migration):
    """Mails are claimed by a status, may be uncertain or withdrawn, and can be emptied of names."""

    dependencies = [("network", "0002_network")]

    operations = [
        field(
            "claimed_at",
            models.DateTimeField(
                "last attempt", null=True, blank=True, help_text="When a process last began to hand it over."
            ),
            migrations.AddField,
        ),
        field(
            "not_after",
            models.DateTimeField(
                "of use until", null=True, blank=True, help_text="Not sent by then, it is withdrawn."
            ),
            migrations.AddField,
        ),
        field("problem", models.CharField("problem", max_length=11, choices=PROBLEMS, blank=True), migrations.AddField),
        field("withdrawn_at", models.DateTimeField("withdrawn on", null=True, blank=True), migrations.AddField),
        field("last_error", models.TextField("words of the server", blank=True)),
        field("recipient", models.EmailField("recipient", blank=True, help_text="Empty once it was erased.")),
        field("status", models.CharField("status", max_length=10, choices=STATUSES, default="queued", db_index=True)),
        field("subject", models.CharField("subject", max_length=250, blank=True)),
        field("text", models.TextField("text", blank=True)),
    ]
