"""Deciding about offers in the CMS: accepting shows first what it will fill in; declining is one button."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from events import errors
from events.dates.page_facts import first_addresses
from events.hosting import services as hosting
from events.hosting.admin import kinds_in_turn, suggested_event_url
from events.hosting.months import Month, read_month, this_month
from events.models import HostOffer, Seat
from home.admin.panels import NoticePanel
from network.models import Location


class AcceptForm(forms.Form):
    """Where the date takes place, if not at the address of the host's sheet."""

    place_fr = forms.CharField(
        label=gettext_lazy("Place in French"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("On one line: Maison du Peuple, parvis 37, 1060 Saint-Gilles."),
    )
    place_nl = forms.CharField(label=gettext_lazy("Place in Dutch"), max_length=250, required=False)

    def __init__(self, *args, place_needed: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place_fr"].required = place_needed


class OfferView:
    """One offer, and the page it is decided from."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(hosting.DECIDE):
            raise PermissionDenied
        offers = HostOffer.objects.visible_to(request.user).select_related("organisation", "kind", "created_by")
        self.offer = get_object_or_404(offers, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def hosts_url(self) -> str:
        if not self.offer.kind.hosts_in_turn:
            return reverse("wagtailadmin_home")
        return reverse("hosts", args=[self.offer.kind.slug])


class AcceptOfferView(OfferView, WagtailAdminTemplateMixin, FormView):
    """What accepting writes into the date of that month, then the button that does it."""

    page_title = gettext_lazy("Accept an offer to host")
    header_icon = "home"
    form_class = AcceptForm
    template_name = "events/hosting/admin/accept_offer.html"

    @cached_property
    def month(self) -> Month:
        return read_month(self.offer.kind, self.offer.month, user=self.request.user, now=timezone.now())

    @cached_property
    def address(self) -> Location | None:
        """The address of the host's sheet that may be shown."""
        return first_addresses([self.offer.organisation_id]).get(self.offer.organisation_id)

    def get(self, request, *args, **kwargs):
        if self.offer.status != HostOffer.Status.OFFERED:
            messages.warning(request, _("This offer is decided already."))
            return redirect(self.hosts_url)
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        title = _("Hosts in turn: %(kind)s") % {"kind": self.offer.kind.plural or self.offer.kind.name}
        return [
            *self.breadcrumbs_items,
            {"url": self.hosts_url, "label": title},
            {"url": "", "label": self.page_title},
        ]

    def get_form_kwargs(self):
        needed = self.month.date is not None and self.address is None
        return super().get_form_kwargs() | {"place_needed": needed}

    def get_context_data(self, **kwargs):
        date = self.month.date
        return super().get_context_data(**kwargs) | {
            "offer": self.offer,
            "month": self.month,
            "date": date,
            "address": self.address,
            "place_fr": self.address.one_line("fr") if self.address else "",
            "place_nl": self.address.one_line("nl") if self.address else "",
            "others": [other for other in self.month.waiting if other.pk != self.offer.pk],
            "people": Seat.objects.active().filter(occurrence=date).count() if date else 0,
            "hosts_url": self.hosts_url,
        }

    def form_valid(self, form):
        try:
            offer = hosting.accept_offer(offer_id=self.offer.pk, user=self.request.user, **form.cleaned_data)
        except errors.PlaceNeeded as error:
            form.add_error("place_fr", error.message)
            return self.form_invalid(form)
        except errors.Refusal as error:
            messages.error(self.request, error.message)
            return redirect(self.hosts_url)
        names = {"organisation": offer.organisation.name}
        if offer.occurrence_id:
            messages.success(self.request, _("%(organisation)s hosts; the date is published so.") % names)
            return redirect(self.hosts_url)
        messages.success(self.request, _("%(organisation)s hosts that month. Now create the date.") % names)
        month = read_month(offer.kind, offer.month, user=self.request.user, now=timezone.now())
        return redirect(suggested_event_url(offer.kind, month))


class DeclineOfferView(OfferView, View):
    """Says no; the organisation hears it by mail."""

    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        try:
            offer = hosting.decline_offer(offer_id=self.offer.pk, user=request.user)
        except errors.Refusal as error:
            messages.error(request, error.message)
        else:
            names = {"organisation": offer.organisation.name}
            messages.success(request, _("The offer of %(organisation)s is declined; it is told by mail.") % names)
        return redirect(self.hosts_url)


class OffersPanel(NoticePanel):
    """Offers to host that nobody has decided about yet."""

    name = "host_offers"
    order = 105

    def count(self, request) -> int:
        self.kinds = kinds_in_turn() if request.user.has_perm(hosting.DECIDE) else []
        if not self.kinds:
            return 0
        offers = HostOffer.objects.filter(kind__in=self.kinds, month__gte=this_month(timezone.now()))
        return offers.filter(status=HostOffer.Status.OFFERED).count()

    def words(self, count):
        return {
            "heading": _("Offers to host"),
            "text": ngettext("offer to host waits for an answer.", "offers to host wait for an answer.", count),
            "url": reverse("hosts", args=[self.kinds[0].slug]),
            "link": _("See months and offers"),
        }
