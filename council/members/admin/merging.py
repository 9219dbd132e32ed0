"""Staff's screens for two records that are one: who may be, side by side, what would happen, and the button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from council.members import services
from council.members.models import Member, MergeRecord, Organisation
from council.members.phones import display_phone
from council.members.services import duplicates, joining
from council.members.services.merging_organisations import ORGANISATION_FIELDS
from council.members.services.merging_people import PERSON_FIELDS
from council.merging import MergeBusyError, MergeForbiddenError

ONE, OTHER = "one", "other"
WORDS = {
    duplicates.PHONE: gettext_lazy("same telephone number"),
    duplicates.NAME_AND_ORGANISATION: gettext_lazy("same name and organisation"),
    duplicates.MAIL: gettext_lazy("similar e-mail address"),
    duplicates.ROMANISED: gettext_lazy("same romanised name"),
    duplicates.NUMBER: gettext_lazy("same business number"),
    duplicates.NAME: gettext_lazy("same name"),
}
REFUSALS = {
    "same": gettext_lazy("This is one record, not two."),
    "staff": gettext_lazy(
        "The record that would end is staff’s or a superuser’s. Keep that one, or take its powers away first."
    ),
    "powers": gettext_lazy(
        "The record that stays is staff’s: the other’s addresses would lead into it. A superuser does this."
    ),
    "erasure": gettext_lazy("One of both waits to be erased. Decide on that request first."),
    "erased": gettext_lazy("One of both is erased."),
}
NUMBER_WORDS = {
    "moved": gettext_lazy("goes along"),
    "dropped": gettext_lazy("is dropped"),
    "detached": gettext_lazy("stays as a proof, without the log-in"),
    "stays": gettext_lazy("stays in the log, which says which record became which"),
}
MARKS = gettext_lazy("Histories, and marks of who did what")


@dataclass(frozen=True)
class Kind:
    """What is the same page for people and for organisations."""

    slug: str
    model: Any
    fields: dict[str, tuple[str, ...]]
    merge: Callable[..., MergeRecord]
    rehearse: Callable[..., joining.Report]
    find: Callable[..., list[duplicates.Pair]]
    related: tuple[str, ...]
    labels: dict[str, Any]


PEOPLE = Kind(
    slug="member",
    model=Member,
    fields=PERSON_FIELDS,
    merge=services.merge_people,
    rehearse=services.rehearse_people,
    find=duplicates.duplicate_people,
    related=("user", "organisation"),
    labels={"name": gettext_lazy("Name (Hangul)"), "name_en": gettext_lazy("Name (romanised)")},
)
ORGANISATIONS = Kind(
    slug="organisation",
    model=Organisation,
    fields=ORGANISATION_FIELDS,
    merge=services.merge_organisations,
    rehearse=services.rehearse_organisations,
    find=duplicates.duplicate_organisations,
    related=("industry", "region"),
    labels={},
)


class MergeForm(forms.Form):
    """Which record stays, and whose fields it has: only those are asked for in which both differ."""

    keep = forms.ChoiceField(label=gettext_lazy("The record that stays"), widget=forms.RadioSelect)
    sure = forms.BooleanField(
        label=gettext_lazy("I have made sure that both are the same, and seen what happens. It cannot be undone."),
        required=False,
    )
    shown = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any, kind: Kind, one: Any, other: Any) -> None:
        super().__init__(data, initial={"keep": ONE})
        self.kind, self.one, self.other = kind, one, other
        names = [(ONE, _called(one)), (OTHER, _called(other))]
        self.fields["keep"].choices = names  # type: ignore[attr-defined]  # a choice field's
        for group, columns in kind.fields.items():
            mine, theirs = _shown(one, columns), _shown(other, columns)
            if mine != theirs:
                first = joining.preferred(one, other, columns)
                self.fields[group] = forms.ChoiceField(
                    label=kind.labels.get(group) or _label(kind.model, columns[0]),
                    choices=[(ONE, mine or "–"), (OTHER, theirs or "–")],
                    initial=ONE if first == "kept" else OTHER,
                    widget=forms.RadioSelect,
                )
        self.order_fields(["keep", *kind.fields])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "confirm" in self.data and not cleaned.get("sure"):
            self.add_error("sure", gettext("Tick this box, or go back."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        """Which stays, which ends, and the choices, as the services take them."""
        is_one = self.cleaned_data["keep"] == ONE
        kept, gone = (self.one, self.other) if is_one else (self.other, self.one)
        chosen = {group: self.cleaned_data[group] for group in self.kind.fields if group in self.cleaned_data}
        choices = {group: "kept" if (choice == ONE) == is_one else "gone" for group, choice in chosen.items()}
        return {"kept": kept, "gone": gone, "choices": choices}


def _called(thing: Any) -> str:
    """What tells one record from the other."""
    if isinstance(thing, Member):
        return f"{thing} · {thing.user.email} · {thing.get_state_display()}"
    number = thing.business_number or gettext("no number")
    return f"{thing} · {number} · #{thing.pk}"


def _label(model: type[Model], column: str) -> Any:
    field: Any = model._meta.get_field(column.removesuffix("_id"))
    label = str(field.verbose_name)
    return label[:1].upper() + label[1:]


def _shown(thing: Any, columns: tuple[str, ...]) -> str:
    """The fields as staff read them."""
    parts = []
    for column in columns:
        name = column.removesuffix("_id")
        value = getattr(thing, f"get_{name}_display")() if hasattr(thing, f"get_{name}_display") else getattr(thing, name)
        if name == "phone":
            value = display_phone(value)
        if isinstance(value, bool):
            value = gettext("Yes") if value else gettext("No")
        parts.append(str(value) if value not in (None, "") else "")
    return " ".join(part for part in parts if part)


class MergesMixin:
    """Mixin for the admin of people or organisations: the list of pairs, the page of one pair, what became of who is gone."""

    merges: Kind

    def merge_urls(self) -> list[URLPattern]:
        """The pages, to come before the model's own."""
        wrap, slug = self.admin_site.admin_view, f"members_{self.merges.slug}"  # type: ignore[attr-defined]
        return [
            path("duplicates/", wrap(self.duplicates_view), name=f"{slug}_duplicates"),
            path("<int:pk>/merge/<int:other>/", wrap(self.merge_view), name=f"{slug}_merge"),
            path("<int:pk>/apart/<int:other>/", wrap(require_POST(self.apart_view)), name=f"{slug}_apart"),
        ]

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """Those who may be one; `?of=` of one alone."""
        return _duplicates_page(self, request)

    def merge_view(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        """Two side by side, what would happen, and the button."""
        return _merge_page(self, request, pk, other)

    def apart_view(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        """These are two: they are not proposed again."""
        _check(self, request)
        if self.merges.model.objects.filter(pk__in=[pk, other]).count() != 2:
            raise Http404
        services.keep_apart(kind=_kind(self.merges), one=pk, other=other, by=request.user, now=timezone.now())
        messages.success(request, gettext("These two are not proposed any more."))
        return redirect(f"admin:members_{self.merges.slug}_duplicates")

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """The page of a record that was merged leads to the one that it became."""
        is_key = object_id.isascii() and object_id.isdecimal() and len(object_id) < 19
        record = joining.become(_kind(self.merges), int(object_id)) if is_key else None
        if record is None or _kept_key(record) is None:
            raise Http404
        _say_gone(request, record)
        return redirect(f"admin:members_{self.merges.slug}_change", _kept_key(record))

    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """The action of the list: two are led to their page."""
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            messages.error(request, gettext("Select two records that are one."))
            return None
        return redirect(f"admin:members_{self.merges.slug}_merge", *keys)


def _kind(kind: Kind) -> str:
    return MergeRecord.Kind.PERSON if kind is PEOPLE else MergeRecord.Kind.ORGANISATION


def _kept_key(record: MergeRecord) -> int | None:
    return record.member_id if record.kind == MergeRecord.Kind.PERSON else record.organisation_id


def _say_gone(request: HttpRequest, record: MergeRecord) -> None:
    messages.info(request, gettext("That record was joined with this one on %(day)s.") % {"day": f"{record.at:%Y-%m-%d}"})


def _check(model_admin: Any, request: HttpRequest) -> None:
    if not model_admin.has_change_permission(request):
        raise Http404


def _duplicates_page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    _check(model_admin, request)
    kind, key = model_admin.merges, request.GET.get("of", "")
    is_key = key.isascii() and key.isdecimal() and len(key) < 19
    of = kind.model.objects.filter(pk=int(key)).first() if is_key else None
    if key and of is None:
        raise Http404
    pairs = kind.find(of=of)
    title = gettext("Records like %(name)s") % {"name": of} if of else gettext("Records that may be one")
    rows = [{"pair": pair, "why": [WORDS[reason] for reason in pair.reasons], "names": _names(pair)} for pair in pairs]
    context = {"title": title, "rows": rows, "of": of, "people_shown": [one for p in pairs for one in (p.one, p.other)]}
    return _render(model_admin, request, "duplicates", context)


def _names(pair: duplicates.Pair) -> tuple[str, str]:
    return _called(pair.one), _called(pair.other)


def _merge_page(model_admin: Any, request: HttpRequest, pk: int, other: int) -> HttpResponse:
    _check(model_admin, request)
    kind = model_admin.merges
    found = {thing.pk: thing for thing in kind.model.objects.filter(pk__in=[pk, other]).select_related(*kind.related)}
    if pk == other or len(found) < 2:
        return _lead_on(kind, request, pk, other)
    form = MergeForm(request.POST if request.method == "POST" else None, kind, found[pk], found[other])
    report = None
    # Without the tick it is shown again what would happen.
    if request.method == "POST" and (form.is_valid() or set(form.errors) == {"sure"}):
        answer = _act(model_admin, request, kind, form, confirmed="confirm" in request.POST and form.is_valid())
        if isinstance(answer, HttpResponse):
            return answer
        report = answer
    return _pair_page(model_admin, request, form, report)


def _lead_on(kind: Kind, request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Merged already, by a second click or by somebody else: the way to what they became. Raises `Http404`."""
    for key in (other, pk):
        record = joining.become(_kind(kind), key)
        if record is not None and _kept_key(record) is not None and pk != other:
            _say_gone(request, record)
            return redirect(f"admin:members_{kind.slug}_change", _kept_key(record))
    raise Http404


def _act(
    model_admin: Any, request: HttpRequest, kind: Kind, form: MergeForm, *, confirmed: bool
) -> HttpResponse | joining.Report | None:
    """What would happen; or, confirmed, that it has. What cannot be done stands on the form."""
    arguments = {**form.arguments(), "by": request.user, "now": timezone.now()}
    try:
        if not confirmed:
            return kind.rehearse(**arguments)
        record = kind.merge(**arguments, shown=form.cleaned_data["shown"])
    except joining.MergeRefusedError as error:
        form.add_error("keep", REFUSALS[error.why])
    except MergeForbiddenError as error:
        form.add_error(None, str(error))
    except MergeBusyError:
        form.add_error(None, gettext("Somebody changes one of both at this moment. Nothing was done: try again."))
    except joining.MergeChangedError as error:
        form.add_error(None, gettext("Something has changed meanwhile. Nothing was done: look at what would happen now."))
        return error.report
    except joining.MergeGoneError:
        return _lead_on(kind, request, form.one.pk, form.other.pk)
    else:
        kept = arguments["kept"]
        text = gettext("Joined with record %(number)d.") % {"number": record.merged_id}
        model_admin.log_change(request, kept, text)
        messages.success(request, gettext("The two records are one now."))
        return redirect(f"admin:members_{kind.slug}_change", kept.pk)
    return None


def _pair_page(model_admin: Any, request: HttpRequest, form: MergeForm, report: joining.Report | None) -> HttpResponse:
    kind = model_admin.merges
    people = [form.one, form.other] if kind is PEOPLE else []
    # The page writes what it shows itself; without that there is nothing to be sure of.
    del form.fields["shown"]
    if report is None:
        del form.fields["sure"]
    context = {
        "title": gettext("Make two records one"),
        "form": form,
        "one": form.one,
        "other": form.other,
        "is_people": kind is PEOPLE,
        "facts": services.compare_people(form.one, form.other)
        if kind is PEOPLE
        else services.compare_organisations(form.one, form.other),
        "report": report,
        "lines": _lines(report) if report else [],
        "people_shown": people,
    }
    return _render(model_admin, request, "pair", context, status=422 if form.errors else 200)


def _lines(report: joining.Report) -> list[tuple[Any, int, Any]]:
    """What becomes of what, for staff: those without a name of their own in one line."""
    found = [
        (line.label, number, NUMBER_WORDS[word]) for line in report.lines if line.label for word, number in line.numbers.items()
    ]
    rest = sum(number for line in report.lines if not line.label for word, number in line.numbers.items())
    return [*found, (MARKS, rest, NUMBER_WORDS["moved"])] if rest else found


def _render(model_admin: Any, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    kind = model_admin.merges
    shared = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "list_url": reverse(f"admin:members_{kind.slug}_changelist"),
        "duplicates_url": reverse(f"admin:members_{kind.slug}_duplicates"),
        "merge_name": f"admin:members_{kind.slug}_merge",
        "apart_name": f"admin:members_{kind.slug}_apart",
        "change_name": f"admin:members_{kind.slug}_change",
    }
    return TemplateResponse(request, f"admin/members/merging/{template}.html", {**shared, **context}, status=status)
