"""Every list of the administration as a file: what the list shows, all its pages, filtered as it is, and one's own alone."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.db.models import Field, ForeignKey, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext

from council.staff.importing import Table
from council.tables import FORMATS, table_response

if TYPE_CHECKING:
    _Base = BaseModelAdmin[Any]
else:
    _Base = object

# More rows than this are taken in parts: a spreadsheet is made in memory.
MOST = {"csv": 100_000, "xlsx": 20_000}
CHUNK = 1000


class TablePages(_Base):
    """Mixin for a `ModelAdmin`: its list as `table.csv` and `table.xlsx`. What is personal in it stands in the log of
    access, as every file of staff does. `table_fields` names the columns where they are others than the
    list's; `import_table` is what can be brought in, with the columns that the file has then."""

    table_fields: Sequence[str] = ()
    # Why nothing is brought in here that staff might expect to bring in, and where it is done instead: told beside the list.
    brought_in_elsewhere: Any = ""
    import_table: type[Table] | None = None

    def taken_along(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Of the rows of the list, those that a file may hold: all, unless some are for the screen alone."""
        return rows

    def may_import(self, request: HttpRequest) -> bool:
        """Whether the reader may bring a table of these in: who adds and changes them one by one."""
        # (Not on a programme's own page of what it is: there is one address for each kind of row.)
        if self.import_table is None or self.import_table._meta.model is not self.model:
            return False
        return self.has_add_permission(request) and self.has_change_permission(request)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_table"
        view = self.admin_site.admin_view(self.table_view)
        own = [path("table.<slug:kind>", view, name=name)]
        return own + super().get_urls()  # type: ignore[misc]  # a ModelAdmin's

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, with the addresses of its files."""
        query = request.GET.copy()
        query.pop("p", None)
        urls = [(kind.upper(), f"{self._table_url(kind)}?{query.urlencode()}".rstrip("?")) for kind in FORMATS]
        import_url = (
            reverse("admin:import", args=[self.opts.app_label, self.opts.model_name]) if self.may_import(request) else ""
        )
        context = {
            "table_urls": urls,
            "import_url": import_url,
            "elsewhere": self.brought_in_elsewhere,
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)  # type: ignore[misc]

    def table_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The file. 404 for who has no such list; a filter without sense leads back to the list."""
        model_admin: Any = self
        if kind not in FORMATS or not model_admin.has_view_or_change_permission(request):
            raise Http404
        try:
            changes: ChangeList = model_admin.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(self._list_url())
        changes.queryset = self.taken_along(changes.queryset)
        if changes.queryset.count() > MOST[kind]:
            text = gettext("These are more than %(count)s rows: narrow the list by its filters, and take it in parts.")
            messages.error(request, text % {"count": f"{MOST[kind]:,}"})
            return redirect(f"{self._list_url()}?{request.GET.urlencode()}")
        names: list[Any] = list(self.table_fields) or [name for name in changes.list_display if name != "action_checkbox"]
        title = str(capfirst(str(self.opts.verbose_name_plural)))
        day = timezone.localdate().isoformat()
        return table_response(kind, f"{title} {day}".replace("/", "-"), title, self._table_rows(changes, names))

    def _table_rows(self, changes: ChangeList, names: Sequence[Any]) -> Iterator[list[Any]]:
        if self.import_table is not None and self.import_table.comes_again:
            columns = self.import_table().get_import_fields()
            yield [self.import_table.label_of(one) for one in columns]
            for row in changes.queryset.iterator(chunk_size=CHUNK):
                yield [plain(one.export(row)) for one in columns]
            return
        model_admin: Any = self
        labels: list[Any] = [label_for_field(name, self.model, model_admin) for name in names]
        yield [str(capfirst(str(label))) for label in labels]
        for row in changes.queryset.iterator(chunk_size=CHUNK):
            yield [cell(name, row, model_admin) for name in names]

    def _table_url(self, kind: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_table", args=[kind])

    def _list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


def cell(name: str, row: Any, model_admin: Any) -> Any:
    """What a list shows in the column `name` of `row`, as a spreadsheet has it: no HTML, days and moments that sort."""
    field, _attribute, value = lookup_field(name, row, model_admin)
    if isinstance(field, ForeignKey):
        found = getattr(row, field.name)
        return "" if found is None else str(found)
    if isinstance(field, Field) and field.flatchoices:
        return str(dict(field.flatchoices).get(value, value if value is not None else ""))
    return plain(value)


def plain(value: Any) -> Any:
    """A value as a cell: numbers stay numbers, moments are Seoul's."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(str(plain(one)) for one in value)
    return strip_tags(value) if isinstance(value, SafeString) else str(value)
