"""A person's copy of everything: asked for on the page, made by a worker's tick, taken by its owner alone until it expires."""

import json
import logging
import tempfile
import uuid
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from council import personal_data
from council.members.models import PersonalExport, User
from council.members.services.mails import tell
from council.members.services.personal import person_of, rows
from council.personal_data import Person, PersonalData, PersonalLink

FOLDER = "exports"
# How long a copy can be taken.
KEPT = timedelta(days=7)
# A worker that has not finished after so long is dead (a task may live five minutes).
ABANDONED_AFTER = timedelta(minutes=10)
# A file that no row names after so long was left by a worker that died.
ORPHANED_AFTER = timedelta(days=1)
READY = "privacy-export-ready"
ABOUT = """\
교류협의회 포털이 회원님에 대하여 가지고 있는 모든 개인정보의 사본입니다.
폴더의 JSON 파일마다 한 영역의 정보가 들어 있고, 파일은 files 폴더에 있습니다. 비밀번호는 들어 있지 않습니다.

A copy of everything that the exchange council's portal has of you.
Each JSON file holds what one part of the portal knows; files are in the folder “files”. Passwords are not in it.
"""
State = PersonalExport.State

logger = logging.getLogger(__name__)


def request_export(*, user: User, now: datetime) -> PersonalExport:
    """Ask for a copy of everything of `user`. One that is asked for or being made comes back; a ready one is replaced."""
    with transaction.atomic():
        # One at a time: a double click waits here and finds the first one.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        waiting = PersonalExport.objects.filter(user=user, state__in=PersonalExport.OPEN).first()
        if waiting is not None:
            return waiting
        _let_go(PersonalExport.objects.filter(user=user, state=State.READY))
        return PersonalExport.objects.create(user=user, requested_at=now)


def make_exports(*, now: Callable[[], datetime], limit: int = 5) -> int:
    """The tick: make up to `limit` copies that were asked for, or whose worker died. Any number of workers may do so at once.

    Returns how many became ready."""
    made = 0
    for _turn in range(limit):
        export = _claim(now())
        if export is None:
            break
        made += _make(export, now)
    return made


def expire_exports(*, now: datetime) -> int:
    """The tick: delete the files of copies whose time is over, and those that belong to none. Returns how many expired."""
    with transaction.atomic():
        ended = _let_go(PersonalExport.objects.filter(state=State.READY, expires_at__lte=now))
    _sweep(now)
    return ended


def _claim(now: datetime) -> PersonalExport | None:
    due = Q(state=State.REQUESTED) | Q(state=State.RUNNING, started_at__lt=now - ABANDONED_AFTER)
    with transaction.atomic():
        export = (
            PersonalExport.objects.filter(due, user__is_active=True)
            .select_for_update(skip_locked=True, no_key=True, of=("self",))
            .select_related("user__member")
            .order_by("requested_at", "pk")
            .first()
        )
        if export is None:
            return None
        export.state, export.claim, export.started_at = State.RUNNING, uuid.uuid4(), now
        export.done, export.total = 0, sum(1 + len(room.links) for room in personal_data.rooms())
        export.save(update_fields=["state", "claim", "started_at", "done", "total"])
        return export


def _make(export: PersonalExport, now: Callable[[], datetime]) -> int:
    """1 where the copy is ready, 0 where it failed or somebody else has it by now."""
    mine = PersonalExport.objects.filter(pk=export.pk, claim=export.claim, state=State.RUNNING)
    try:
        with tempfile.TemporaryFile() as archive:
            write_archive(archive, person_of(export.user), progress=lambda done: mine.update(done=done))
            size = archive.tell()
            archive.seek(0)
            name = uuid.uuid4().hex
            stored = default_storage.save(f"{FOLDER}/{name[:2]}/{name}", File(archive))
    except Exception:
        # Whatever it was: the person is told and may ask again; the log says what happened.
        logger.exception("A copy of personal data could not be made.")
        mine.update(state=State.FAILED, finished_at=now())
        return 0
    moment = now()
    with transaction.atomic():
        kept = mine.update(
            state=State.READY, file=stored, size=size, done=export.total, finished_at=moment, expires_at=moment + KEPT
        )
        if kept:
            tell(export.user.member, READY, fact=str(export.key), link="members:privacy", extra={"export": str(export.key)})
    if not kept:
        default_storage.delete(stored)
    return kept


def write_archive(target: IO[bytes], person: Person, *, progress: Callable[[int], Any] = lambda done: None) -> None:
    """Write everything of `person` into `target`, a ZIP: a JSON file for each room, and files. `progress` is told each step."""
    done = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive, translation.override("en"):
        archive.writestr("README.txt", ABOUT)
        for room in personal_data.rooms():
            found: dict[str, list[dict[str, Any]]] = room.export(person) if room.export else {}
            done += 1
            for link in room.links:
                if link.exported:
                    found[_name(link)] = list(rows(link, person).order_by("pk").values(*link.exported))
                done += 1
                progress(done)
            if any(found.values()):
                text = json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
                archive.writestr(f"{room.slug}.json", text)
            _write_files(archive, room, person)


def _name(link: PersonalLink) -> str:
    """What rows are called in an export: by their model, and by the key where there may be two."""
    name, last = link.model.partition(".")[2], link.via.rpartition("__")[2]
    return name if last in ("user", "member") else f"{name}_{last}"


def _write_files(archive: zipfile.ZipFile, room: PersonalData, person: Person) -> None:
    for link in room.links:
        for column in link.files if link.exported and link.model != "members.personalexport" else ():
            for key, name in rows(link, person).exclude(**{column: ""}).order_by("pk").values_list("pk", column):
                try:
                    with default_storage.open(name, "rb") as file:
                        archive.writestr(f"files/{link.model}-{key}", file.read())
                except OSError:
                    logger.error("A file of %s %s is missing.", link.model, key)


def _let_go(exports: Any) -> int:
    """End ready copies; their files go once that is certain."""
    names = list(exports.exclude(file="").values_list("file", flat=True))
    ended: int = exports.update(state=State.EXPIRED, file="", size=0)
    transaction.on_commit(lambda: delete_files(names))
    return ended


def delete_files(names: list[str]) -> None:
    """Delete stored files; one that is gone already is no matter."""
    for name in names:
        default_storage.delete(name)


def _sweep(now: datetime) -> None:
    if not default_storage.exists(FOLDER):
        return
    for folder in default_storage.listdir(FOLDER)[0]:
        paths = [f"{FOLDER}/{folder}/{name}" for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]]
        known = set(PersonalExport.objects.filter(file__in=paths).values_list("file", flat=True))
        delete_files(
            [path for path in paths if path not in known and default_storage.get_modified_time(path) < now - ORPHANED_AFTER]
        )


def latest_export(user: Any) -> PersonalExport | None:
    """The copy that was asked for last, in whatever state it is."""
    return PersonalExport.objects.filter(user=user).first()
