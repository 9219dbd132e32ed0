"""“What may I do alone?”: what a co-owner does without the others, what needs them all, and whose signature is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from council.members.models import Organisation
from forums.models import CoOwner, CoOwnerConsent, IPCase, JointAct
from forums.models.rights import Act
from forums.services.clock.rules import Right

# Working the right; fees and annuities; filing; assigning; pledging; licensing. The acts on other rights refer to the Patent
# Act or say the same.
ARTICLES: dict[str, tuple[Any, ...]] = {
    Right.PATENT: (
        _("Patent Act, Art. 99(3)"),
        _("Patent Act, Art. 80"),
        _("Patent Act, Art. 44"),
        _("Patent Act, Art. 37(3) and 99(2)"),
        _("Patent Act, Art. 99(2)"),
        _("Patent Act, Art. 99(4)"),
    ),
    Right.UTILITY_MODEL: (
        _("Utility Model Act, Art. 28; Patent Act, Art. 99(3)"),
        _("Utility Model Act, Art. 20; Patent Act, Art. 80"),
        _("Utility Model Act, Art. 11; Patent Act, Art. 44"),
        _("Utility Model Act, Art. 28; Patent Act, Art. 37(3) and 99(2)"),
        _("Utility Model Act, Art. 28; Patent Act, Art. 99(2)"),
        _("Utility Model Act, Art. 28; Patent Act, Art. 99(4)"),
    ),
    Right.DESIGN: (
        _("Design Protection Act, Art. 96(3)"),
        _("Design Protection Act, Art. 81"),
        _("Design Protection Act, Art. 39"),
        _("Design Protection Act, Art. 54(3) and 96(2)"),
        _("Design Protection Act, Art. 96(2)"),
        _("Design Protection Act, Art. 96(4)"),
    ),
    Right.TRADEMARK: (
        _("Trademark Act, Art. 93"),
        _("Trademark Act, Art. 75"),
        _("Trademark Act, Art. 37(3)"),
        _("Trademark Act, Art. 48(4) and 93(2)"),
        _("Trademark Act, Art. 93(2)"),
        _("Trademark Act, Art. 93(3)"),
    ),
}


@dataclass(frozen=True)
class Answer:
    """Whether a co-owner may do something alone, by which article, and, where he may not, whose signature is still missing.
    `asked`: what of it is proposed, for which the signatures are collected."""

    what: Any
    is_alone: bool
    article: Any
    text: Any
    missing: Sequence[Organisation] = ()
    asked: str = ""


def what_alone(*, case: IPCase) -> list[Answer]:
    """What each co-owner of `case` may do alone, and what all must agree to: the same for every one of them, whatever the
    share. Three queries."""
    owners = list(CoOwner.objects.filter(case=case).select_related("organisation"))
    signed = set(CoOwnerConsent.objects.live().filter(case=case).values_list("organisation", "act", "joint_act"))
    open_acts = list(JointAct.objects.filter(case=case, state=JointAct.State.OPEN).order_by("asked_at", "pk"))
    work, fees, file, assign, pledge, licence = ARTICLES[case.right]
    answers = [
        Answer(
            _("Use the invention in one’s own products"), True, work, _("Freely, whatever the share, and without accounting.")
        ),
        Answer(
            _("Pay a fee or an annuity"), True, fees, _("Any one of you can save the right; the cost is shared afterwards.")
        ),
    ]
    if case.is_unfiled:
        answers.append(_together(_("File the application"), file, owners, signed, Act.FILE, None))
    for act, what, article in (
        (Act.ASSIGN, _("Assign a share"), assign),
        (Act.PLEDGE, _("Pledge a share"), pledge),
        (Act.LICENSE, _("License the right to somebody else"), licence),
    ):
        proposed: list[JointAct | None] = [one for one in open_acts if one.act == act]
        answers += [_together(what, article, owners, signed, act, one) for one in proposed or [None]]
    return answers


def _together(
    what: Any, article: Any, owners: Iterable[CoOwner], signed: set[tuple[Any, ...]], act: str, proposed: JointAct | None
) -> Answer:
    number = proposed.pk if proposed is not None else None
    missing = [one.organisation for one in owners if (one.organisation_id, act, number) not in signed]
    if act != Act.FILE and proposed is None:
        text: Any = _("Every co-owner must agree. Nothing is proposed at present.")
        missing = [one.organisation for one in owners]
    elif missing:
        text = _("Every co-owner must agree.")
    else:
        text = _("Every co-owner has signed.")
    return Answer(what, False, article, text, missing, proposed.terms if proposed else "")
