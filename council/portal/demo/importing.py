"""Shows files that were brought in: one that can be taken back, and one that waits with a bad row."""

from datetime import datetime, timedelta

from council.members.models import User
from council.members.more_tables import SkillTable
from council.portal import table_imports
from council.portal.demo.store import Store
from council.portal.models import TableImport

HEADING = ("name_ko", "name_en")
DONE = (
    HEADING,
    ("사출 유동 해석", "Mould flow analysis"),
    ("프레스 금형 설계", "Press die design"),
    ("전과정 평가", "Life cycle assessment"),
)
WAITING = (HEADING, ("표면 처리", "Surface treatment"), ("", "No Korean name"))


def load_imports(store: Store, now: datetime) -> None:
    """A list of skills, brought in an hour ago by the secretariat; a second one that was looked at."""
    by = User.objects.filter(email="staff@demo.example").first()
    made: dict[str, TableImport] = {}
    for key in store.missing("import", ("skills", "skills-to-check")) if by else ():
        rows = DONE if key == "skills" else WAITING
        one = table_imports.stage(table=SkillTable, file_name=f"{key}.csv", rows=rows, by=by, now=now - timedelta(hours=1))
        if rows is DONE:
            table_imports.carry_out(one, table=SkillTable, by=by, now=now - timedelta(hours=1))
        made[key] = one
    store.remember("import", made)
