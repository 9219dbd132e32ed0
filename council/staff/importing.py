"""Tables brought in: what a file may be, and how its rows become rows of a model, with every rule of the model.

A `Table` is a resource of django-import-export with the house's manners: a column is called by its name or by its label in
either language, a choice by its word, what exists by what it is known by; saving goes the way that the administration's own
form goes."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext
from import_export import resources, widgets
from simple_history.models import HistoricalChanges

from council.tables import FORMULA

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 2000
MOST_COLUMNS = 60
# What a workbook of two megabytes may unfold to.
MOST_UNPACKED = 60 * 1024 * 1024
YES, NO = frozenset({"yes", "true", "1", "예", "y"}), frozenset({"no", "false", "0", "아니요", "n"})


class UnreadableTableError(Exception):
    """The file is no table that can be brought in; its text says why, to whoever sent it."""


def too_large(most_bytes: int) -> str:
    """What is said of a file that is larger than `most_bytes`."""
    return gettext("The file is larger than %(size)s MB: bring it in in parts.") % {"size": most_bytes // (1024 * 1024)}


def read_table(name: str, content: bytes, *, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES) -> list[list[str]]:
    """The rows of a CSV or XLSX file as text, the heading first; empty rows are empty lists. Raises `UnreadableTableError`."""
    if len(content) > most_bytes:
        raise UnreadableTableError(too_large(most_bytes))
    rows = _read_xlsx(content, most_rows) if content[:2] == b"PK" else _read_csv(content)
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) < 2:
        raise UnreadableTableError(gettext("There is no row below the heading."))
    if len(rows) > most_rows + 1:
        text = gettext("These are more than %(count)s rows: bring them in in parts.") % {"count": most_rows}
        raise UnreadableTableError(text)
    if max(map(len, rows)) > MOST_COLUMNS:
        raise UnreadableTableError(gettext("These are more than %(count)s columns.") % {"count": MOST_COLUMNS})
    return rows


def _read_csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableTableError(gettext("The text of the file cannot be read: save it as CSV UTF-8 or XLSX."))
    if "\x00" in text:
        raise UnreadableTableError(gettext("This is neither CSV nor XLSX."))
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        return [[_text(value) for value in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]
    except csv.Error as error:
        raise UnreadableTableError(gettext("This is neither CSV nor XLSX.")) from error


def _read_xlsx(content: bytes, most_rows: int) -> list[list[str]]:
    # Read when it is needed: every process of the portal would wait for it.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(one.file_size for one in package.infolist()) > MOST_UNPACKED:
                raise UnreadableTableError(gettext("The file is larger than it may be."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = []
        for row in sheet.iter_rows(max_row=most_rows + 2, max_col=MOST_COLUMNS + 1, values_only=True):
            cells = [_text(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            rows.append(cells)
        book.close()
    except UnreadableTableError:
        raise
    except Exception as error:  # the library fails in many ways on what is no workbook
        raise UnreadableTableError(gettext("This is neither CSV nor XLSX.")) from error
    return rows


def _text(value: Any) -> str:
    """A cell as text; the apostrophe that made it inert in one of our own files goes."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text


class ChoiceWidget(widgets.Widget):
    """A choice, by its value or its word in either language; written by its word."""

    def __init__(self, choices: Iterable[tuple[Any, Any]]) -> None:
        super().__init__()
        self.choices = list(choices)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return ""
        for language in ("ko", "en"):
            with translation.override(language):
                for key, label in self.choices:
                    if str(value).casefold() in (str(key).casefold(), str(label).casefold()):
                        return key
        choices = ", ".join(str(label) for _key, label in self.choices)
        raise ValueError(gettext("“%(value)s” is none of: %(choices)s") % {"value": value, "choices": choices})

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(dict(self.choices).get(value, value or ""))


class YesNoWidget(widgets.Widget):
    """Yes or no, in either language; an empty cell says nothing."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        word = str(value).casefold()
        if word in YES or word in NO:
            return word in YES
        raise ValueError(gettext("Write yes or no."))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return gettext("Yes") if value else gettext("No")


class KeyWidget(widgets.Widget):
    """Another row, by a column of its own that says which: a code, a number. Of several the one with most in `newest`."""

    def __init__(self, model: type[Model], column: str, newest: str = "pk") -> None:
        super().__init__()
        self.model, self.column, self.newest = model, column, newest

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        found = self.model._default_manager.filter(**{self.column: value}).order_by(f"-{self.newest}").first()
        if found is None:
            what = capfirst(str(self.model._meta.verbose_name))
            raise ValueError(gettext("%(what)s: there is none with “%(value)s”.") % {"what": what, "value": value})
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(getattr(value, self.column))


class FormWidget(widgets.Widget):
    """A value that a form's field reads, with its words for what it cannot read; an empty cell is nothing."""

    def __init__(self, field: forms.Field) -> None:
        super().__init__()
        self.field = field

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not value:
            return None
        try:
            return self.field.clean(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else value


class WholeNumber(FormWidget):
    """A number without fractions, not below nothing."""

    def __init__(self) -> None:
        super().__init__(forms.IntegerField(min_value=0, max_value=32767))


class Table(resources.ModelResource):
    """The base of what can be brought in. A subclass names `Meta(Table.Manners)` with `model` and `fields`, says in `known`
    what a row is known by, and saves."""

    # What is told above the form: how an existing row is recognised.
    explanation: ClassVar[Any] = ""
    required: ClassVar[Sequence[str]] = ()
    # How large a file may be, and how many rows it may have.
    most_bytes: ClassVar[int] = MOST_BYTES
    most_rows: ClassVar[int] = MOST_ROWS
    # Whether the list's own file has these columns, so that it can be filled in and brought in again.
    comes_again: ClassVar[bool] = True
    # Whether each row belongs to a programme: a file is then for the eyes of whoever brought it in, and a superuser's.
    one_programme_each: ClassVar[bool] = False

    class Manners:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = False
        skip_html_diff = True
        store_instance = True
        import_id_fields = ()

    def known(self, row: dict[str, str]) -> Model | None:
        """The row that exists already, or None."""
        raise NotImplementedError

    def save(self, instance: Any, *, is_new: bool, by: Any, now: datetime) -> None:
        """Save as the administration's form does."""
        instance.save()

    def remove(self, instance: Any) -> None:
        """Remove a row that was brought in, and nobody has touched."""
        instance.delete()

    def is_in_use(self, instance: Any) -> bool:
        """Whether something leads to a row that was brought in."""
        return leads_here(instance)

    # What the library calls.
    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        found: Any = self.known(row)
        if found is not None:
            found._before_import = {name: getattr(found, name) for name in self.columns_kept()}
        return found

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """What is new is never the same as before, however little it says."""
        return not instance._state.adding and bool(super().skip_row(instance, original, row, import_validation_errors))

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        instance._history_user = self.by
        instance._change_reason = "import"
        try:
            with transaction.atomic():
                self.save(instance, is_new=is_create, by=self.by, now=self.now)
        except IntegrityError as error:
            raise ValidationError(gettext("The database refuses this row: something like it is there already.")) from error

    # Set by `run` of the caller.
    by: Any = None
    now: Any = None

    @classmethod
    def columns_kept(cls) -> list[str]:
        """The columns of the model's row that this table writes."""
        model = cls._meta.model
        return [model._meta.get_field(one.attribute).attname for one in cls().get_import_fields()]

    @classmethod
    def labels(cls) -> dict[str, str]:
        """What each column is called in the reader's language."""
        return {one.column_name: cls.label_of(one) for one in cls().get_import_fields()}

    @classmethod
    def label_of(cls, one: Any) -> str:
        return str(capfirst(str(cls._meta.model._meta.get_field(one.attribute).verbose_name)))

    @classmethod
    def headings(cls, given: Sequence[str]) -> list[str]:
        """The names of the columns that a heading means. Raises `UnreadableTableError` for one that it does not know, one that
        stands twice, and for one that is missing."""
        known: dict[str, str] = {}
        for language in ("ko", "en"):
            with translation.override(language):
                known |= {label.casefold(): name for name, label in cls.labels().items()}
        known |= {name.casefold(): name for name in cls.labels()}
        labels = cls.labels()
        found = [known.get(text.strip().casefold(), "") for text in given]
        strange = [text for text, name in zip(given, found, strict=True) if not name]
        if strange:
            text = gettext("Columns that are not known: %(columns)s. These are: %(known)s.")
            words = {"columns": ", ".join(one or "–" for one in strange), "known": ", ".join(labels.values())}
            raise UnreadableTableError(text % words)
        if len(set(found)) < len(found):
            raise UnreadableTableError(gettext("A column stands twice."))
        missing = [labels[name] for name in cls.required if name not in found]
        if missing:
            raise UnreadableTableError(gettext("Columns that are missing: %(columns)s.") % {"columns": ", ".join(missing)})
        return found


def leads_here(instance: Model, but: Sequence[type[Model]] = ()) -> bool:
    """Whether a row of another table leads to `instance`, history apart. `but`: tables that do not count."""
    for relation in instance._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        reverse: Any = relation
        if issubclass(reverse.related_model, (HistoricalChanges, *but)):
            continue
        if reverse.related_model._base_manager.filter(**{reverse.field.name: instance.pk}).exists():
            return True
    return False


def mark_of(instance: Model) -> str:
    """What a row is now, as one word: another word once anybody has changed it. Times of the last change do not count."""
    fields = [one for one in instance._meta.concrete_fields if not getattr(one, "auto_now", False)]
    values = {one.attname: getattr(instance, one.attname) for one in fields}
    return hashlib.sha256(json.dumps(values, cls=DjangoJSONEncoder, sort_keys=True, default=str).encode()).hexdigest()
