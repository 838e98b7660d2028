"""“Hosting” in the member space: the months still free, an offer with a note, my offers and what became of them."""

from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events import errors
from events.dates.listing import with_kinds
from events.hosting import services as hosting
from events.hosting.admin import kinds_in_turn
from events.hosting.months import AHEAD, Month, read_months, this_month
from events.models import EventKind, HostOffer
from home.templatetags.site_tags import month_words
from network.models import Organisation, organisations_of


class KindForm(forms.Form):
    """``?type=``: which kind of event, where members take turns for several."""

    type = forms.ChoiceField()

    def __init__(self, *args, kinds: list[EventKind], **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = {kind.slug: kind for kind in kinds}
        self.fields["type"].choices = [(slug, slug) for slug in self.kinds]

    def chosen(self) -> EventKind | None:
        """The kind asked for, else the first."""
        asked = self.cleaned_data["type"] if self.is_valid() else next(iter(self.kinds), None)
        return self.kinds.get(asked)


class OfferForm(forms.Form):
    """A month, on behalf of one of the person's organisations."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("For which organisation?"), queryset=Organisation.objects.none(), empty_label=None
    )
    month = forms.DateField(
        label=gettext_lazy("Which month?"),
        error_messages=dict.fromkeys(("required", "invalid"), gettext_lazy("Choose a month.")),
    )
    note = forms.CharField(
        label=gettext_lazy("A word for the coordination"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Room for how many people, kitchen or not, a day that suits you."),
    )

    def __init__(self, *args, organisations: list[Organisation], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
        if len(organisations) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = organisations[0].pk


@dataclass
class MonthChoice:
    """A month as the form shows it: ``state`` is free, taken or over; ``own`` is the offer of the person's own."""

    month: Month
    state: str
    is_chosen: bool = False
    own: list[HostOffer] = field(default_factory=list)

    @property
    def value(self) -> str:
        return f"{self.month.first:%Y-%m-%d}"


def choices_of(months: list[Month], form: OfferForm | None, own: set[int]) -> list[MonthChoice]:
    """The months to choose from; of the offers of others nothing is told but that a month is taken."""
    sent = str(form["month"].value() or "") if form and form.is_bound else ""
    choices = []
    for month in months:
        state = "over" if month.is_over else "free" if month.is_free else "taken"
        mine = [offer for offer in month.offers if offer.organisation_id in own]
        choice = MonthChoice(month=month, state=state, own=mine)
        choice.is_chosen = choice.value == sent
        choices.append(choice)
    with_kinds([choice.month.shown for choice in choices if choice.month.shown])
    return choices


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hosting_page(request):
    """The months and my offers; sending the form offers a month."""
    kinds = kinds_in_turn()
    kind = KindForm(request.GET, kinds=kinds).chosen()
    if kind is None:
        raise Http404
    organisations = list(organisations_of(request.user))
    form = OfferForm(request.POST if request.method == "POST" else None, organisations=organisations)
    if request.method == "POST" and (offer := made_from(form, kind, request.user)):
        month = month_words(offer.month)
        messages.success(request, _("Thank you: your offer for %(month)s is with the coordination.") % {"month": month})
        return redirect(hosting_url(kind))
    now = timezone.now()
    months = read_months(kind, this_month(now), AHEAD, user=request.user, now=now)
    offers = HostOffer.objects.filter(organisation__in=organisations, kind=kind)
    context = {
        "kind": kind,
        "kinds": kinds if len(kinds) > 1 else [],
        "organisations": organisations,
        "form": form if organisations else None,
        "months": choices_of(months, form, {organisation.pk for organisation in organisations}),
        "offers": offers.select_related("organisation", "occurrence").order_by("-month", "-created_at"),
    }
    return render(request, "events/hosting/member_hosting.html", context)


def made_from(form: OfferForm, kind: EventKind, user) -> HostOffer | None:
    """The offer a valid form makes; None, with the reason in the form, where it is refused."""
    if not form.is_valid():
        return None
    try:
        return hosting.offer_month(kind=kind, user=user, **form.cleaned_data)
    except errors.Refusal as error:
        form.add_error(None, error.message)
        return None


@never_cache
@login_required
def withdraw(request, pk):
    """Take back an offer of one of the person's own organisations; another one does not exist for them."""
    if request.method != "POST":
        # Whoever signs in again after a pause is led here by address; the button is on that page.
        return redirect("members:hosting")
    offers = HostOffer.objects.filter(organisation__in=organisations_of(request.user)).select_related("kind")
    offer = get_object_or_404(offers, pk=pk)
    try:
        hosting.withdraw_offer(offer_id=offer.pk, user=request.user)
    except errors.Refusal as error:
        messages.error(request, error.message)
    else:
        month = month_words(offer.month)
        messages.success(request, _("Your offer for %(month)s is withdrawn.") % {"month": month})
    return redirect(hosting_url(offer.kind))


def hosting_url(kind: EventKind) -> str:
    return f"{reverse('members:hosting')}?type={kind.slug}"
