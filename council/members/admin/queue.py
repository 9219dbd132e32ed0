"""The queue of applications, the oldest first: what each applicant wrote beside what the portal knows, and the decision."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from council.members import consents, services
from council.members.admin.decisions import _say_too_late
from council.members.models import Member, Organisation
from council.members.services import matching
from council.members.validators import validate_paragraphs

PAGE_SIZE = 10
KEEP, NEW = "keep", "new"
WORDS = {
    matching.LINKED: gettext_lazy("chosen by the applicant"),
    matching.NUMBER: gettext_lazy("same business number"),
    matching.NAME: gettext_lazy("same name"),
    matching.LIKE: gettext_lazy("similar name"),
    matching.PHONE: gettext_lazy("same telephone number"),
    matching.SAME_NAME: gettext_lazy("same name"),
}


class QueueForm(forms.Form):
    """Which organisation is meant, and a word about the decision."""

    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"), widget=forms.RadioSelect)
    new_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of the new organisation"),
        required=False,
        choices=[("", gettext_lazy("Choose …")), *Organisation.Kind.choices],
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason or note"),
        required=False,
        max_length=2000,
        validators=[validate_paragraphs],
        widget=forms.Textarea(attrs={"rows": 2, "cols": 50}),
        help_text=gettext_lazy(
            "Declining needs a reason, which the applicant reads. With an approval it is a note for the file."
        ),
    )

    def __init__(self, data: Any, facts: matching.Facts) -> None:
        self.facts = facts
        known = [(str(found.pk), f"{found} ({WORDS[why]})") for found, why in facts.organisations]
        first = facts.organisations[0] if facts.organisations else None
        is_sure = first is not None and first[1] in (matching.LINKED, matching.NUMBER)
        super().__init__(data, initial={"organisation": known[0][0] if is_sure else KEEP}, prefix=f"a{facts.member.pk}")
        written = facts.member.organisation_name
        new = [(NEW, gettext("Make “%(name)s” a new organisation") % {"name": written})] if written else []
        keep = [] if facts.member.organisation_id else [(KEEP, gettext("Decide later: keep what the applicant wrote"))]
        self.fields["organisation"].choices = [*known, *new, *keep]  # type: ignore[attr-defined]
        if not new:
            del self.fields["new_kind"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("organisation") == NEW and not cleaned.get("new_kind"):
            self.add_error("new_kind", gettext("Say of which kind the new organisation is."))
        return cleaned

    def decision(self) -> dict[str, Any]:
        """The organisation as `approve_application` takes it."""
        choice = self.cleaned_data["organisation"]
        if choice == NEW:
            return {"create_kind": self.cleaned_data["new_kind"]}
        chosen = next((found for found, _why in self.facts.organisations if str(found.pk) == choice), None)
        return {"organisation": chosen}


def queue_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """The applications, ten a page, each with its form."""
    if not model_admin.has_change_permission(request):
        raise Http404
    waiting = Member.objects.awaiting_decision().select_related("user", "organisation")
    page = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [_row(facts, QueueForm(None, facts)) for facts in matching.facts_of(list(page.object_list))]
    return _render(model_admin, request, {"rows": rows, "page": page, "title": gettext("Applications, the oldest first")})


def queue_decision(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """One application, and its decision. What cannot be done stands beside the field; decided before, it is said."""
    member = Member.objects.filter(pk=pk).select_related("user", "organisation").first()
    if member is None or not model_admin.has_change_permission(request, member):
        raise Http404
    back = reverse("admin:members_member_applications")
    if member.state != Member.State.APPLIED:
        _say_too_late(request, member)
        return redirect(back)
    [facts] = matching.facts_of([member])
    form = QueueForm(request.POST if request.method == "POST" else None, facts)
    if request.method == "POST" and form.is_valid() and _decide(model_admin, request, member, form):
        return redirect(back)
    status = 422 if form.is_bound else 200
    context = {"rows": [_row(facts, form)], "title": gettext("Application of %(name)s") % {"name": member}}
    return _render(model_admin, request, context, status=status)


def _decide(model_admin: Any, request: HttpRequest, member: Member, form: QueueForm) -> bool:
    now, reason = timezone.now(), form.cleaned_data["reason"]
    is_approval = "approve" in request.POST
    try:
        if is_approval:
            services.approve_application(member=member, by=request.user, now=now, reason=reason, **form.decision())
            text = gettext("%(name)s is now a member.")
        else:
            services.decline_application(member=member, by=request.user, now=now, reason=reason)
            text = gettext("The application of %(name)s is declined.")
    except services.ReasonMissingError:
        form.add_error("reason", gettext("Say why: the applicant reads it."))
    except services.OrganisationExistsError:
        form.add_error("organisation", gettext("An organisation with this business number is there already: choose it."))
    except services.ApplicationIncompleteError:
        form.add_error(None, gettext("An external person cannot become a member: change the kind first."))
    except services.MemberStateError as error:
        _say_too_late(request, error.member)
    else:
        model_admin.log_change(request, member, text % {"name": member.display_name()})
        messages.success(request, text % {"name": member.display_name()})
    return not form.errors


def _row(facts: matching.Facts, form: QueueForm) -> dict[str, Any]:
    agreed = [(one, consents.wording(one.purpose, one.version)) for one in facts.consents]
    return {
        "facts": facts,
        "member": facts.member,
        "form": form,
        "consents": [wording.title if wording else one.purpose for one, wording in agreed],
        "people": [(person, WORDS[why]) for person, why in facts.people],
        "organisations": [(found, WORDS[why]) for found, why in facts.organisations],
    }


def _render(model_admin: Any, request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    people = [person for row in context["rows"] for person in (row["member"], *(other for other, _why in row["people"]))]
    whole = {**model_admin.admin_site.each_context(request), "opts": model_admin.opts, "people_shown": people, **context}
    return TemplateResponse(request, "admin/members/member/applications.html", whole, status=status)
