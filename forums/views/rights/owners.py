"""Owners, shares, contacts, the attorney; signatures for the filing and for what owners do together later."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from council.members.models import Member, Organisation
from forums.forms.rights import (
    ActForm,
    AttorneyForm,
    ContactForm,
    OwnersForm,
    PaperSignatureForm,
    SignForm,
    owning_companies,
)
from forums.models import CaseContact, CoOwnerConsent, IPCase, JointAct
from forums.permissions.rights import visible_cases
from forums.services.errors import ForumsError, NotYours
from forums.services.rights import acts, beginning, consents, contacts, owners
from forums.services.rights.signatures import can_sign, missing_owners, terms_of
from forums.services.rights.telling import ask_for_signatures
from forums.views.rights.pages import (
    METHODS,
    attempt,
    bound,
    case_trail,
    confidential,
    form_page,
    own_case,
    require,
)


def _before(case: IPCase) -> list[tuple[Organisation, Any]]:
    rows = case.owners.select_related("organisation").order_by("position", "pk")
    return [(owner.organisation, owner.share) for owner in rows]


@confidential
@require_http_methods(METHODS)
def ip_case_owners(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change shares before the filing; attorney and IP desk change who the owners are, too."""
    case, part, now = own_case(request, key)
    require(case.is_unfiled)
    before = _before(case)
    own = [company.pk for company, _share in before]
    companies = owning_companies(now, own) if part.is_office else Organisation.objects.filter(pk__in=own)
    rows = len(before) + (3 if part.is_office else 0)
    seen = terms_of(case)
    form = OwnersForm(bound(request), companies=companies, before=before, rows=rows, initial={"seen": seen})

    def save() -> Any:
        data = form.cleaned_data
        return owners.save_owners(
            case=case, parts=form.parts, is_agreed=not data["is_equal"], by=request.user, now=now, seen=data["seen"]
        )

    if form.is_bound and form.is_valid():
        if not part.is_office and {company.pk for company, _share in form.parts} != set(own):
            form.add_error(None, _("Who the owners are is for the attorney and the IP desk to change. Leave every owner in."))
        elif attempt(form, save):
            messages.success(request, _("Saved. What was signed before for other shares is void."))
            return redirect(case.page_url())
    if form.is_bound:
        # What is sent next is sent knowing how it is now.
        form.data = {**form.data.dict(), "seen": seen}  # type: ignore[attr-defined]  # of a request
    text = _("The shares add up to exactly 1. A change voids the signatures that were given for other shares.")
    return form_page(request, form, title=_("Owners and shares"), submit=_("Save"), case=case, text=text)


@confidential
@require_http_methods(METHODS)
def ip_case_contact(request: HttpRequest, key: uuid.UUID, organisation: uuid.UUID) -> HttpResponse:
    """Name a contact of one of the owners."""
    case, part, now = own_case(request, key)
    company = get_object_or_404(Organisation, key=organisation, ip_shares__case=case)
    require(part.is_office or company.pk in part.companies)
    named = CaseContact.objects.in_force(now).filter(case=case, organisation=company).values("member")
    people = Member.objects.with_access(now).filter(organisation=company, user__is_active=True).exclude(pk__in=named)
    form = ContactForm(bound(request), people=people.select_related("user", "organisation").order_by("family_name", "pk"))

    def name() -> Any:
        member = form.cleaned_data["member"]
        return contacts.name_contact(case=case, organisation=company, member=member, by=request.user, now=now)

    if form.is_bound and form.is_valid() and attempt(form, name, "member"):
        messages.success(request, _("Named, and told by e-mail."))
        return redirect(case.page_url())
    text = _("A named contact sees the whole case and signs for the company.")
    title = _("Name a contact of %(company)s") % {"company": company}
    return form_page(request, form, title=title, submit=_("Name this person"), case=case, text=text)


@confidential
@require_POST
def ip_case_contact_end(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """Let a contact see the case no more. Again is harmless."""
    case, _part, now = own_case(request, key)
    contact = get_object_or_404(CaseContact.objects.select_related("case"), case=case, pk=pk)
    contacts.end_contact(contact=contact, by=request.user, now=now)
    messages.success(request, _("This person does not see the case any more."))
    # Perhaps it was oneself.
    still = visible_cases(request.user, now).filter(pk=case.pk).exists()
    return redirect(case.page_url() if still else "forums:ip-case-list")


@confidential
@require_http_methods(METHODS)
def ip_case_attorney(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Say who the patent attorney is: the IP desk, and the attorney who hands the case on."""
    case, part, now = own_case(request, key)
    require(part.is_office)
    people = Member.objects.with_access(now).filter(kind=Member.Kind.IP_EXPERT, user__is_active=True).select_related("user")
    form = AttorneyForm(bound(request), people=people.order_by("family_name", "pk"), initial={"attorney": case.attorney_id})

    def give() -> Any:
        return beginning.set_attorney(case=case, attorney=form.cleaned_data["attorney"], by=request.user, now=now)

    if form.is_bound and form.is_valid() and attempt(form, give, "attorney"):
        messages.success(request, _("Saved."))
        still = visible_cases(request.user, now).filter(pk=case.pk).exists()
        return redirect(case.page_url() if still else "forums:ip-case-list")
    text = _("The attorney sees the whole case, and records what the office does.")
    return form_page(request, form, title=_("Patent attorney"), submit=_("Save"), case=case, text=text)


def _to_sign(case: IPCase, part: Any, act: JointAct | None) -> Any:
    """The companies for which this reader can sign now."""
    missing = [one.pk for one in missing_owners(case, act)] if can_sign(case, act) else []
    return Organisation.objects.filter(pk__in=set(missing) & part.companies).order_by("pk")


@confidential
@require_http_methods(METHODS)
def ip_case_sign(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Sign the filing for one's company: what is signed stands on the page."""
    case, part, now = own_case(request, key)
    require(bool(part.companies))
    companies = _to_sign(case, part, None)
    if not companies:
        messages.info(request, _("There is nothing for your company to sign now."))
        return redirect(case.page_url())
    return _sign(request, case, companies, None, now)


def _sign(request: HttpRequest, case: IPCase, companies: Any, act: JointAct | None, now: Any) -> HttpResponse:
    seen = terms_of(case)
    form = SignForm(bound(request), companies=companies, initial={"seen": seen, "organisation": companies.first()})

    def sign() -> Any:
        data = form.cleaned_data
        company = data["organisation"]
        return consents.sign(case=case, organisation=company, by=request.user, now=now, seen=data["seen"], joint_act=act)

    if form.is_bound and form.is_valid() and attempt(form, sign):
        messages.success(request, _("Signed. Thank you."))
        return redirect(case.page_url())
    if form.is_bound:
        # What is sent next is sent knowing how it is now.
        form.data = {**form.data.dict(), "seen": seen}  # type: ignore[attr-defined]  # of a request
    context = {
        "case": case,
        "act": act,
        "form": form,
        "owners": case.owners.select_related("organisation").order_by("position", "pk"),
        "afterwards": acts.parts_of(act) if act else [],
        "trail": case_trail(case),
    }
    return render(request, "forums/rights/sign.html", context, status=422 if form.is_bound else 200)


@confidential
@require_http_methods(METHODS)
def ip_case_signature(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Enter a signature given on paper, for the filing or the joint act that `act` names: the IP desk."""
    case, part, now = own_case(request, key)
    act = _named_act(request, case)
    require(part.is_desk and can_sign(case, act))
    missing = Organisation.objects.filter(pk__in=[one.pk for one in missing_owners(case, act)])
    files = request.FILES if request.method == "POST" else None
    form = PaperSignatureForm(bound(request), files, companies=missing)

    def record() -> Any:
        return consents.record_signature(case=case, by=request.user, now=now, joint_act=act, **form.cleaned_data)

    if form.is_bound and form.is_valid() and attempt(form, record):
        messages.success(request, _("The signature is entered, and its paper kept with the case."))
        return redirect(case.page_url())
    text = act.get_act_display() if act else _("File the application")
    return form_page(request, form, title=_("Enter a signature on paper"), submit=_("Enter it"), case=case, text=text)


def _named_act(request: HttpRequest, case: IPCase) -> JointAct | None:
    """The joint act of the case that the address names; None where it names none. Raises `Http404` for another one."""
    if not (named := request.GET.get("act")):
        return None
    try:
        return get_object_or_404(JointAct, case=case, key=uuid.UUID(named))
    except ValueError:
        raise Http404 from None


@confidential
@require_POST
def ip_case_signature_back(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """Take a signature back, before the filing. Again is harmless."""
    case, _part, now = own_case(request, key)
    consent = get_object_or_404(CoOwnerConsent.objects.select_related("case", "joint_act"), case=case, pk=pk)
    _say(request, lambda: consents.take_back(consent=consent, by=request.user, now=now), _("The signature is taken back."))
    return redirect(case.page_url())


def _say(request: HttpRequest, verb: Any, done: str) -> None:
    """Do `verb`, and say `done`; or why it cannot be done."""
    try:
        verb()
    except NotYours:
        raise
    except ForumsError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


@confidential
@require_POST
def ip_case_ask(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask the contacts of everybody who has not signed; once a day each."""
    case, _part, now = own_case(request, key)
    count = ask_for_signatures(case, now, by=request.user) if can_sign(case) else 0
    if count:
        text = ngettext("%(count)d person is asked by e-mail.", "%(count)d people are asked by e-mail.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("There is nobody to ask: name contacts of the owners who have not signed."))
    return redirect(case.page_url())


@confidential
@require_http_methods(METHODS)
def ip_case_act_new(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Propose an assignment, a pledge or a licence: every co-owner signs."""
    case, _part, now = own_case(request, key)
    require(not case.is_unfiled and case.state not in acts.OVER)
    before = _before(case)
    companies = owning_companies(now, [company.pk for company, _share in before])
    form = ActForm(bound(request), companies=companies, before=before, rows=len(before) + 2)

    def propose() -> Any:
        data = form.cleaned_data
        parts = form.parts if form.is_assignment else None
        return acts.propose_act(case=case, act=data["act"], terms=data["terms"], by=request.user, now=now, parts=parts)

    if form.is_bound and form.is_valid() and attempt(form, propose):
        messages.success(request, _("Proposed. The other co-owners are asked for their signatures."))
        return redirect(case.page_url())
    text = _("Assigning, pledging and licensing need every co-owner (Patent Act Art. 37(3), 99).")
    return form_page(request, form, title=_("Propose a joint act"), submit=_("Propose it"), case=case, text=text)


@confidential
@require_http_methods(METHODS)
def ip_case_act_sign(request: HttpRequest, key: uuid.UUID, act: uuid.UUID) -> HttpResponse:
    """Sign a joint act for one's company."""
    case, part, now = own_case(request, key)
    found = get_object_or_404(JointAct, case=case, key=act)
    require(bool(part.companies))
    companies = _to_sign(case, part, found)
    if not companies:
        messages.info(request, _("There is nothing for your company to sign now."))
        return redirect(case.page_url())
    return _sign(request, case, companies, found, now)


@confidential
@require_POST
def ip_case_act_settle(request: HttpRequest, key: uuid.UUID, act: uuid.UUID) -> HttpResponse:
    """Carry a joint act out, or drop it."""
    case, _part, now = own_case(request, key)
    found = get_object_or_404(JointAct.objects.select_related("case"), case=case, key=act)
    if request.POST.get("do") == "drop":
        _say(request, lambda: acts.drop_act(joint_act=found, by=request.user, now=now), _("It is dropped."))
    else:
        _say(request, lambda: acts.carry_out(joint_act=found, by=request.user, now=now), _("It is carried out."))
    return redirect(case.page_url())
