"""An enterprise number is one organisation's, but for services of one commune or CPAS; whoever left a group comes back."""

import network.models.organisations
from django.db import migrations, models


def tell_shared_numbers(apps, schema_editor):
    """Of several organisations with one number the oldest keeps it as its own; the coordination is told the others."""
    Organisation = apps.get_model("network", "Organisation")
    seen = set()
    for organisation in Organisation.objects.exclude(enterprise_number="").order_by("pk"):
        if organisation.enterprise_number in seen:
            Organisation.objects.filter(pk=organisation.pk).update(shares_legal_person=True)
            print(f"    {organisation.name_fr}: has its enterprise number {organisation.enterprise_number} from another")
        seen.add(organisation.enterprise_number)


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0009_remove_rules_of_sign_up'),
        ('network', '0012_founding_synonyms'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='membership',
            name='network_membership_unique',
        ),
        migrations.AddField(
            model_name='organisation',
            name='shares_legal_person',
            field=models.BooleanField(default=False, help_text='A service of a commune or a CPAS, whose other services have the same number.', verbose_name='shares its enterprise number'),
        ),
        migrations.AlterField(
            model_name='organisation',
            name='enterprise_number',
            field=models.CharField(blank=True, max_length=20, validators=[network.models.organisations.validate_enterprise_number], verbose_name='enterprise number'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('until', None)), fields=('organisation', 'group'), name='network_membership_open_once', violation_error_message='This organisation is a member of this group already.'),
        ),
        migrations.RunPython(tell_shared_numbers, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('enterprise_number', ''), _negated=True), ('shares_legal_person', False)), fields=('enterprise_number',), name='network_organisation_number_once', violation_error_message='Another organisation has this enterprise number. Is it the same one? A service of a commune or a CPAS ticks “shares its enterprise number”.'),
        ),
    ]
