"""What becomes of this room's rows when two organisations become one, and what it settles for people (`council.merging`)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from council.members.models import ColleagueInvitation, Contact
from council.members.services.logos import drop_file
from council.members.services.settling import settle_people
from council.merging import Joining, MergeLink, MergeRoom


def settle_organisations(joining: Joining) -> None:
    """One office of contact a person: the earlier one goes on. One open letter an address: the first record's stands. The
    second's logo is taken where the first has none."""
    _logos(joining)
    mine = Contact.objects.in_office().filter(organisation=joining.kept).values("member")
    for office in Contact.objects.in_office().filter(organisation=joining.gone, member__in=mine).select_related("member__user"):
        other = Contact.objects.in_office().get(organisation=joining.kept, member=office.member)
        later = max(office, other, key=lambda one: (one.since, one.pk))
        Contact.objects.filter(pk=later.pk).update(ended_at=max(joining.now, later.since))
        joining.note(_("Contact of both: %(person)s") % {"person": office.member}, _("the earlier office goes on"))
    waiting = ColleagueInvitation.objects.waiting()
    twins = waiting.filter(organisation=joining.gone, address__in=waiting.filter(organisation=joining.kept).values("address"))
    for invitation in twins.order_by("pk"):
        ColleagueInvitation.objects.filter(pk=invitation.pk).update(revoked_at=joining.now)
        joining.note(_("Invited by both: %(address)s") % {"address": invitation.address}, _("one letter stands"))


def _logos(joining: Joining) -> None:
    kept, gone = joining.kept, joining.gone
    if gone.logo and not kept.logo:
        kept.logo.name = gone.logo.name
        kept.save(update_fields=["logo"])
    elif gone.logo:
        drop_file(gone.logo.name)
        joining.note(_("Two logos"), _("the first record’s stays"))


LINKS = (
    MergeLink(model="members.member", via="organisation", label=gettext_lazy("People of the organisation")),
    MergeLink(model="members.historicalmember", via="organisation"),
    MergeLink(model="members.contact", via="organisation", label=gettext_lazy("Contacts")),
    MergeLink(model="members.seat", via="organisation", label=gettext_lazy("Seats in bodies")),
    MergeLink(model="members.historicalseat", via="organisation"),
    MergeLink(model="members.colleagueinvitation", via="organisation", label=gettext_lazy("Letters to colleagues")),
    MergeLink(model="members.interest", via="organisation", label=gettext_lazy("Conflicts of interest")),
    MergeLink(model="members.historicalinterest", via="organisation"),
    MergeLink(model="members.formeraddress", via="organisation", label=gettext_lazy("Former addresses")),
    MergeLink(model="members.mergerecord", via="organisation", label=gettext_lazy("Earlier merges")),
)
ROOM = MergeRoom(
    slug="members",
    label=gettext_lazy("People and organisations"),
    links=LINKS,
    people=settle_people,
    organisations=settle_organisations,
    order=10,
)
