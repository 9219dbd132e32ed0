"""What the names and addresses of records that may be one agree in, as the database keeps it
(migrations `name_cores` and `cores_kept`, which have the same forms of companies; a test compares both)."""

import re
from typing import Any

from django.db.models import Func, TextField

# Forms of companies, and everything that is no letter: 주식회사 달무리사출 and (주)달무리 사출 are one name.
# As PostgreSQL writes it.
FORMS = r"주식회사|유한회사|\(주\)|㈜|\mco\M|\mltd\M|\minc\M|\mcorp\M|\mllc\M|\mgmbh\M|[\s().,·&/_-]"
FORMS_HERE = re.compile(FORMS.replace(r"\m", r"\b").replace(r"\M", r"\b"))


def name_core(name: str) -> str:
    """A name without what says nothing: forms of companies, spaces, marks, capitals."""
    return FORMS_HERE.sub("", name.lower())


class Kept(Func):
    """A column that the database computes and keeps; it stands beside `field`, from which it is made."""

    output_field = TextField()

    def __init__(self, field: Any, *, column: str) -> None:
        super().__init__(field, column=column)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        made_from: Any = self.get_source_expressions()[0]
        table, column = compiler.quote_name_unless_alias(made_from.alias), connection.ops.quote_name(self.extra["column"])
        return f"{table}.{column}", ()


class Romanised(Func):
    """The romanised name in small letters, as its index has it."""

    template = "LOWER(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()


CORES = {f"core_{language}": Kept(f"name_{language}", column=f"core_{language}") for language in ("ko", "en")}
ROMANISED_NAME = Romanised("family_name_en", "given_name_en")
