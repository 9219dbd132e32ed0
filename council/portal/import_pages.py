"""The pages of the administration on which a file is brought in: choose it, look at what would become of it, say the word, take
it back."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from council.members.access_log import shows
from council.portal import table_imports
from council.portal.models import TableImport
from council.staff.importing import Table, UnreadableTableError, read_table, too_large

SHOWN = 100
LATEST = 10


class FileForm(forms.Form):
    """The file, read as a table."""

    file = forms.FileField(label=_("File (CSV or XLSX)"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}))

    def __init__(self, *args: Any, table: type[Table], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table

    def clean_file(self) -> Any:
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        table = self.table
        if (upload.size or 0) > table.most_bytes:
            raise forms.ValidationError(too_large(table.most_bytes))
        try:
            self.rows = read_table(upload.name or "", upload.read(), most_rows=table.most_rows, most_bytes=table.most_bytes)
        except UnreadableTableError as error:
            raise forms.ValidationError(str(error)) from error
        return upload


def import_page(site: AdminSite, request: HttpRequest, app: str, model: str) -> HttpResponse:
    """Choose a file for one list; the files before it. One that can be read leads to the page that shows what becomes of it."""
    model_admin = _importing_or_404(site, request, app, model)
    table = model_admin.import_table
    form = FileForm(request.POST or None, request.FILES or None, table=table)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            staged = table_imports.stage(
                table=table, file_name=upload.name or "", rows=form.rows, by=request.user, now=timezone.now()
            )
        except UnreadableTableError as error:
            form.add_error("file", str(error))
        else:
            return redirect("admin:import_file", app, model, staged.key)
    context = {
        **_context(site, model_admin),
        "title": gettext("Bring in: %(what)s") % {"what": capfirst(str(model_admin.opts.verbose_name_plural))},
        "form": form,
        "explanation": table.explanation,
        "comes_again": table.comes_again,
        "columns": [(label, name in table.required) for name, label in table.labels().items()],
        "latest": _own_files(request, model_admin).select_related("by")[:LATEST],
        "app": app,
        "model": model,
    }
    return TemplateResponse(request, "admin/import/choose.html", {**site.each_context(request), **context})


def import_file_page(site: AdminSite, request: HttpRequest, app: str, model: str, key: uuid.UUID) -> HttpResponse:
    """One file: what would become of it, or what became of it; POST carries it out, or takes it back."""
    model_admin = _importing_or_404(site, request, app, model)
    found = _own_files(request, model_admin).filter(key=key).select_related("by", "undone_by").first()
    if found is None:
        raise Http404
    if request.method == "POST":
        _act(request, model_admin, found)
        return redirect("admin:import_file", app, model, key)
    outcome = None
    if found.state == TableImport.State.STAGED:
        outcome = table_imports.preview(found, table=model_admin.import_table, now=timezone.now())
        shows(request, [row.instance for row in outcome.rows if row.instance is not None])
    context = {
        **_context(site, model_admin),
        "title": gettext("Bring in “%(file)s”") % {"file": found.file_name},
        "found": found,
        "outcome": outcome,
        "counts": {kind: outcome.count(kind) for kind in ("new", "update", "skip", "bad")} if outcome else found.counts,
        "rows": _rows_shown(outcome),
        "shown": SHOWN,
        "app": app,
        "model": model,
    }
    return TemplateResponse(request, "admin/import/file.html", {**site.each_context(request), **context})


def _rows_shown(outcome: table_imports.Outcome | None) -> list[table_imports.RowOutcome]:
    """Every bad row, then the first of the others that change anything."""
    if outcome is None:
        return []
    others = [row for row in outcome.rows if row.kind not in (table_imports.BAD, table_imports.SAME)]
    return [*outcome.bad, *others[:SHOWN]]


def _importing_or_404(site: AdminSite, request: HttpRequest, app: str, model: str) -> Any:
    registry: dict[type[Model], Any] = dict(site._registry)
    for one in registry.values():
        if (one.opts.app_label, one.opts.model_name) == (app, model):
            if one.may_import(request):
                return one
            break
    raise Http404


def _own_files(request: HttpRequest, model_admin: Any) -> "QuerySet[TableImport]":
    """The files of this list that the reader may look into: of rows that belong to a programme, one's own."""
    files = TableImport.objects.filter(label=model_admin.opts.label_lower)
    everything = not model_admin.import_table.one_programme_each or getattr(request.user, "is_superuser", False)
    return files if everything else files.filter(by=request.user.pk)


def _act(request: HttpRequest, model_admin: Any, found: TableImport) -> None:
    table, by, now = model_admin.import_table, request.user, timezone.now()
    try:
        if request.POST.get("action") == "carry-out":
            outcome = table_imports.carry_out(found, table=table, by=by, now=now)
            done = outcome.count("new") + outcome.count("update")
            text = ngettext("%(count)d row was brought in.", "%(count)d rows were brought in.", done)
            messages.success(request, text % {"count": done})
        elif request.POST.get("action") == "take-back":
            kept = table_imports.take_back(found, table=table, by=by, now=now)
            if kept:
                text = ngettext("%(count)d row could not be taken back.", "%(count)d rows could not be taken back.", len(kept))
                messages.warning(request, text % {"count": len(kept)})
            else:
                messages.success(request, gettext("Everything that was brought in is taken back."))
    except table_imports.BadRowsError:
        messages.error(request, gettext("Nothing was brought in: there are bad rows by now. They are below."))
    except table_imports.ImportStateError:
        messages.warning(request, gettext("Nothing was done: somebody was faster. Below is how it stands."))


def _context(site: AdminSite, model_admin: Any) -> dict[str, Any]:
    opts = model_admin.opts
    return {
        "opts": opts,
        "list_url": reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
        "list_name": capfirst(str(opts.verbose_name_plural)),
    }
