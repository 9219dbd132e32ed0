"""Noting whose personal data staff look at: one place for the whole administration and the doors of events, so that no new page
can forget it. Written before the page goes out; what cannot be noted is not shown."""

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.admin.helpers import InlineAdminFormSet
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from council import personal_data
from council.members.models import Member, User
from council.members.services.access import note_access
from council.members.services.personal import own_lookups

# Pages of the administration that show nobody.
NOBODYS = frozenset({"admin:jsi18n", "admin:login", "admin:logout", "admin:password_change"})
# Values of a template's context that are about the reader, not about others.
READERS = frozenset({"user", "request", "log_entries"})
# What names who did something, not whom it is about.
ACTORS = frozenset({"by", "actor"})


class PersonalDataAccessMiddleware:
    """Writes a row of the log for each page or file of staff that shows people. Stands after the log-in's middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        name = _staff_page(request)
        if name and response.status_code == 200 and not hasattr(request, "_people_noted"):
            _note_other(request, response, name)
        return response

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """After a page is rendered its lists are read: whom they show is noted without asking for anything twice."""
        name = _staff_page(request)
        if name:
            request._people_noted = True  # type: ignore[attr-defined]  # ours
            response.add_post_render_callback(lambda done: _note_rendered(request, done, name))
        return response


def shows(request: HttpRequest, *objects: Any) -> None:
    """Called where staff are shown people outside a template of the administration: the rows that stand for them, or lists of
    those."""
    request._rows_shown = [*getattr(request, "_rows_shown", ()), *objects]  # type: ignore[attr-defined]  # ours


def _staff_page(request: HttpRequest) -> str:
    """The name of the address where it is one of staff's, and its reader is staff; else empty."""
    match = request.resolver_match
    name = match.view_name if match is not None else ""
    is_staffs = name.startswith("admin:") or any(name in room.staff_pages for room in personal_data.rooms())
    # Everybody else's pages are not even asked who reads them.
    if not is_staffs or name in NOBODYS or not request.user.is_authenticated or not request.user.is_staff:
        return ""
    return name


def _note_rendered(request: HttpRequest, response: Any, name: str) -> None:
    people = PeopleShown()
    for key, value in (response.context_data or {}).items():
        if key not in READERS:
            people.look_at(value)
    people.look_at(getattr(request, "_rows_shown", []))
    if members := people.members():
        _write(request, name, members, is_file=False)


def _note_other(request: HttpRequest, response: HttpResponseBase, name: str) -> None:
    """A file, an answer for scripts, or a page that was rendered at once. A file is noted whomever it names."""
    people = PeopleShown()
    people.look_at(getattr(request, "_rows_shown", []))
    people.look_at(_object_of(request, name))
    members = people.members()
    is_file = "attachment" in response.headers.get("Content-Disposition", "")
    if members or is_file:
        _write(request, name, members, is_file=is_file)


def _object_of(request: HttpRequest, name: str) -> Model | None:
    """The row that an address of the administration is about, where it is about a person (its history is rendered at once)."""
    match = request.resolver_match
    key = (match.kwargs.get("object_id") or match.kwargs.get("pk")) if match is not None else None
    if key is None:
        return None
    models: list[type[Model]] = [Member, User, *own_lookups()]
    for model in models:
        if name.startswith(f"admin:{model._meta.app_label}_{model._meta.model_name}_"):
            return model._base_manager.filter(pk=unquote(str(key))).first()
    return None


def _write(request: HttpRequest, name: str, members: set[int], *, is_file: bool) -> None:
    actor: Any = request.user
    note_access(
        actor=actor,
        ip=get_adapter().get_client_ip(request) or None,
        page=name,
        path="" if any(name in room.veiled_pages for room in personal_data.rooms()) else request.path,
        action=request.POST.get("action", "") if request.method == "POST" else "",
        is_file=is_file,
        members=members,
        now=timezone.now(),
    )


class PeopleShown:
    """The people whom values of a page stand for: rows with a rule of `council.personal_data`, lists and formsets of them."""

    def __init__(self) -> None:
        self._members: set[int] = set()
        self._users: set[int] = set()
        self._later: dict[tuple[type[Model], str], set[Any]] = {}

    def look_at(self, value: Any, depth: int = 3) -> None:
        """Take note of whom `value` shows. Nothing is asked of the database that the page has not asked."""
        if isinstance(value, Model):
            self._row(value)
        elif depth and (inside := _inside(value)) is not None:
            for one in inside:
                self.look_at(one, depth - 1)

    def members(self) -> set[int]:
        """Their keys; one query for log-ins, one for each kind of row that leads to a person by another row."""
        found = set(self._members)
        for (model, via), keys in self._later.items():
            found |= set(model._base_manager.filter(pk__in=keys).values_list(via, flat=True))
        if self._users:
            found |= set(Member.objects.filter(user__in=self._users).values_list("pk", flat=True))
        return {key for key in found if key is not None}

    def _row(self, row: Model) -> None:
        if row.pk is None:
            return
        if isinstance(row, Member):
            self._members.add(row.pk)
        elif isinstance(row, User):
            self._users.add(row.pk)
        else:
            for via, is_user in own_lookups().get(type(row), ()):
                if "__" in via:
                    self._later.setdefault((type(row), via), set()).add(row.pk)
                elif (key := getattr(row, f"{via}_id")) is not None:
                    (self._users if is_user else self._members).add(key)


def _inside(value: Any) -> Iterable[Any] | None:
    """What a list, a row of our own (a dataclass), an evaluated query, a page of a list, the administration's list or formset
    holds; None for anything else."""
    if isinstance(value, QuerySet):
        return value._result_cache  # not asked for anew
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, ChangeList):
        return list(value.result_list)
    if isinstance(value, InlineAdminFormSet):
        return [form.instance for form in value.formset.forms]
    if isinstance(value, Page):
        return [value.object_list]
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, one.name) for one in fields(value) if one.name not in ACTORS]
    return None
