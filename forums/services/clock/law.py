"""The periods of the law, each with the days on which it holds. Knows no table.

A change of law closes a rule (`until`) and adds the next one (`since`): the day that starts a period decides which of them
counts it. What has been counted keeps the version that counted it (`recompute.py`). Never edit a rule that has counted."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from forums.services.clock.rules import Kind, Right, Rule, Unit

NEW_OFFICE_ACTIONS = date(2025, 7, 11)
NEW_OPPOSITIONS = date(2025, 7, 22)
SHORTER_EXAMINATION = date(2017, 3, 1)
LONGER_APPEAL = date(2022, 4, 20)
LONGER_DESIGN_GRACE = date(2017, 9, 22)
NEW_DESIGN_TERM = date(2014, 7, 1)

ABROAD = _("Abroad the days off of that office count; the end before the roll is the safe day.")
CONFIRM_ARTICLE = _("The length of this period is to be confirmed by the attorney.")
# The earliest date of an application: the priority that it claims, else its own.
EARLIEST = frozenset({Kind.PRIORITY, Kind.FILED, Kind.PCT_FILED})
ANSWERED = frozenset({Kind.RESPONDED})
DECIDED = frozenset({Kind.ALLOWED, Kind.REJECTED, Kind.REGISTERED})


def _examination() -> Iterator[Rule]:
    common: dict[str, Any] = {
        "slug": "examination",
        "name": _("Request for examination"),
        "event": Kind.FILED,
        "keeps": frozenset({Kind.EXAMINATION_REQUESTED}),
        # What was examined or decided has been asked for.
        "needless": frozenset({Kind.OFFICE_ACTION, *DECIDED}),
    }
    patent = {**common, "rights": frozenset({Right.PATENT}), "article": _("Patent Act, Art. 59(2)")}
    yield Rule(**patent, version="2001", months=60, until=SHORTER_EXAMINATION)
    yield Rule(**patent, version="2017", months=36, since=SHORTER_EXAMINATION)
    yield Rule(
        **common, version="2006", months=36, rights=frozenset({Right.UTILITY_MODEL}), article=_("Utility Model Act, Art. 12(2)")
    )


def _office_actions() -> Iterator[Rule]:
    common: dict[str, Any] = {
        "slug": "office-action",
        "name": _("Response to an office action"),
        "event": Kind.OFFICE_ACTION,
        "keeps": ANSWERED,
        "needless": DECIDED,
        "extension": 4,
    }
    for right, article in (
        (Right.PATENT, _("Patent Act, Art. 63(1)")),
        (Right.UTILITY_MODEL, _("Utility Model Act, Art. 14(1)")),
    ):
        inventions = {**common, "rights": frozenset({right}), "article": article}
        yield Rule(**inventions, version="before 2025-07-11", months=2, until=NEW_OFFICE_ACTIONS)
        yield Rule(**inventions, version="2025-07-11", months=4, since=NEW_OFFICE_ACTIONS)
    for right, article in (
        (Right.DESIGN, _("Design Protection Act, Art. 63(1)")),
        (Right.TRADEMARK, _("Trademark Act, Art. 55(1)")),
    ):
        yield Rule(**common, rights=frozenset({right}), article=article, version="2016", months=2, note=CONFIRM_ARTICLE)


def _fees() -> Iterator[Rule]:
    articles = {
        Right.PATENT: (_("Patent Act, Art. 79, 81 and 81-3"), 3),
        Right.UTILITY_MODEL: (_("Utility Model Act, Art. 16 and 20"), 3),
        Right.DESIGN: (_("Design Protection Act, Art. 79, 82 and 84"), 3),
    }
    for right, (article, months) in articles.items():
        fee: dict[str, Any] = {"rights": frozenset({right}), "article": article, "late_months": 6, "restore_months": 3}
        yield Rule(
            **fee,
            slug="registration-fee",
            version="2015",
            name=_("Registration fee, years 1 to 3"),
            event=Kind.ALLOWED,
            months=months,
            keeps=frozenset({Kind.FEE_PAID, Kind.REGISTERED}),
        )
        yield Rule(
            **fee,
            slug="annuity",
            version="2015",
            name=_("Annuity"),
            event=Kind.REGISTERED,
            yearly=4,
            months=12,
            keeps=frozenset({Kind.ANNUITY_PAID}),
            note=_("Any interested party may pay it (Patent Act, Art. 80)."),
        )
    yield Rule(
        slug="registration-fee",
        version="2016",
        name=_("Registration fee"),
        rights=frozenset({Right.TRADEMARK}),
        article=_("Trademark Act, Art. 72"),
        event=Kind.ALLOWED,
        months=2,
        keeps=frozenset({Kind.FEE_PAID, Kind.REGISTERED}),
        note=CONFIRM_ARTICLE,
    )


def _priority() -> Iterator[Rule]:
    for right, article, months in (
        (Right.PATENT, _("Patent Act, Art. 54(2) and 55(1); Paris Convention, Art. 4C"), 12),
        (Right.UTILITY_MODEL, _("Utility Model Act, Art. 11; Paris Convention, Art. 4C"), 12),
        (Right.DESIGN, _("Design Protection Act, Art. 51(2); Paris Convention, Art. 4C"), 6),
        (Right.TRADEMARK, _("Trademark Act, Art. 46(2); Paris Convention, Art. 4C"), 6),
    ):
        common: dict[str, Any] = {"rights": frozenset({right}), "article": article, "months": months, "version": "1"}
        yield Rule(
            **common,
            slug="priority",
            name=_("Filing with the priority of an earlier application"),
            event=Kind.PRIORITY,
            keeps=frozenset({Kind.FILED}),
            keeps_all=True,
        )
        yield Rule(
            **common,
            slug="priority-abroad",
            name=_("Filing abroad with this priority"),
            event=Kind.FILED,
            # Who claims an earlier priority has its period, not a new one.
            instead=frozenset({Kind.PRIORITY}),
            is_optional=True,
            keeps=frozenset({Kind.PCT_FILED}),
            note=ABROAD,
        )


def _pct() -> Iterator[Rule]:
    yield Rule(
        slug="national-phase",
        version="1",
        name=_("National phase of an international application"),
        article=_("Patent Cooperation Treaty, Art. 22 and 39; Patent Act, Art. 201(1)"),
        rights=frozenset({Right.PATENT, Right.UTILITY_MODEL}),
        event=Kind.PCT_FILED,
        counts_from=EARLIEST,
        months=31,
        is_optional=True,
        note=ABROAD,
    )


def _publication() -> Iterator[Rule]:
    for right, article in (
        (Right.PATENT, _("Patent Act, Art. 64(1)")),
        (Right.UTILITY_MODEL, _("Utility Model Act, Art. 15; Patent Act, Art. 64(1)")),
    ):
        yield Rule(
            slug="publication",
            version="1",
            name=_("Publication of the application by the office"),
            article=article,
            rights=frozenset({right}),
            event=Kind.FILED,
            counts_from=EARLIEST,
            months=18,
            rolls=False,
            is_ours=False,
            keeps=frozenset({Kind.PUBLISHED}),
        )


def _disputes() -> Iterator[Rule]:
    for right, article in (
        (Right.PATENT, _("Patent Act, Art. 132-17 and 15(1)")),
        (Right.UTILITY_MODEL, _("Utility Model Act, Art. 33; Patent Act, Art. 132-17 and 15(1)")),
        (Right.DESIGN, _("Design Protection Act, Art. 120 and 17(1)")),
        (Right.TRADEMARK, _("Trademark Act, Art. 116 and 17(1)")),
    ):
        common: dict[str, Any] = {
            "slug": "appeal",
            "name": _("Appeal against the final rejection"),
            "article": article,
            "rights": frozenset({right}),
            "event": Kind.REJECTED,
            "keeps": frozenset({Kind.APPEALED}),
            "extension": 60,
            "extension_unit": Unit.DAYS,
        }
        yield Rule(**common, version="before 2022-04-20", days=30, until=LONGER_APPEAL, note=CONFIRM_ARTICLE)
        yield Rule(**common, version="2022-04-20", months=3, since=LONGER_APPEAL)
    opposition: dict[str, Any] = {
        "slug": "opposition",
        "name": _("End of the time in which others may oppose"),
        "article": _("Trademark Act, Art. 60(1)"),
        "rights": frozenset({Right.TRADEMARK}),
        "event": Kind.OPPOSITION_PUBLISHED,
        "is_ours": False,
        "needless": DECIDED,
        "note": CONFIRM_ARTICLE,
    }
    yield Rule(**opposition, version="before 2025-07-22", months=2, until=NEW_OPPOSITIONS)
    yield Rule(**opposition, version="2025-07-22", days=30, since=NEW_OPPOSITIONS)


def _terms() -> Iterator[Rule]:
    common: dict[str, Any] = {
        "slug": "term",
        "name": _("End of the term of protection"),
        "rolls": False,
        "is_ours": False,
        "keeps": frozenset({Kind.EXPIRED}),
    }
    for right, article, years, since in (
        (Right.PATENT, _("Patent Act, Art. 88(1)"), 20, None),
        (Right.UTILITY_MODEL, _("Utility Model Act, Art. 22(1)"), 10, None),
        (Right.DESIGN, _("Design Protection Act, Art. 91(1)"), 20, NEW_DESIGN_TERM),
    ):
        yield Rule(
            **common,
            version="1",
            rights=frozenset({right}),
            article=article,
            event=Kind.FILED,
            months=12 * years,
            since=since,
            needless=frozenset({Kind.REJECTED}),
        )
    trademark: dict[str, Any] = {
        "rights": frozenset({Right.TRADEMARK}),
        "event": Kind.REGISTERED,
        "months": 120,
        "renewable": True,
        "note": CONFIRM_ARTICLE,
    }
    mark = {**common, "keeps": frozenset({Kind.EXPIRED, Kind.RENEWED})}
    yield Rule(**mark, **trademark, version="1", article=_("Trademark Act, Art. 83(1)"))
    yield Rule(
        **trademark,
        slug="renewal",
        version="1",
        name=_("Renewal of the trademark for ten more years"),
        article=_("Trademark Act, Art. 83(2) and 84(2)"),
        keeps=frozenset({Kind.RENEWED}),
        late_months=6,
    )


def _grace() -> Iterator[Rule]:
    common: dict[str, Any] = {
        "slug": "grace",
        "name": _("Filing after one’s own disclosure"),
        "event": Kind.DISCLOSURE,
        "keeps": frozenset({Kind.FILED}),
        "keeps_all": True,
        # What was filed before cannot be anticipated by it.
        "harmless": frozenset({Kind.FILED, Kind.PRIORITY}),
        "note": _("It saves the application here; in many countries abroad the disclosure destroys novelty at once."),
    }
    yield Rule(**common, rights=frozenset({Right.PATENT}), version="2012", months=12, article=_("Patent Act, Art. 30(1)"))
    yield Rule(
        **common,
        rights=frozenset({Right.UTILITY_MODEL}),
        version="2012",
        months=12,
        article=_("Utility Model Act, Art. 11; Patent Act, Art. 30(1)"),
    )
    design = {**common, "rights": frozenset({Right.DESIGN}), "article": _("Design Protection Act, Art. 36(1)")}
    yield Rule(**design, version="before 2017-09-22", months=6, until=LONGER_DESIGN_GRACE)
    yield Rule(**design, version="2017-09-22", months=12, since=LONGER_DESIGN_GRACE)


RULES: tuple[Rule, ...] = (
    *_grace(),
    *_priority(),
    *_examination(),
    *_pct(),
    *_publication(),
    *_office_actions(),
    *_fees(),
    *_disputes(),
    *_terms(),
)


def rule_names() -> dict[str, Any]:
    """What the rules are called, by their slugs."""
    return {rule.slug: rule.name for rule in RULES}


def rules_for(right: str, kind: str) -> Iterator[Rule]:
    """The rules of all versions that an event of `kind` starts in a case of `right`."""
    return (rule for rule in RULES if right in rule.rights and rule.event == kind)


def find_rule(slug: str, version: str, right: str) -> Rule | None:
    """The rule of that version for that kind of right, in force or not; None for one that nobody knows."""
    return next((rule for rule in RULES if (rule.slug, rule.version) == (slug, version) and right in rule.rights), None)
