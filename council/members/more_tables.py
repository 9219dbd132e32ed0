"""Industries, regions, skills, and places in bodies that are brought in as tables."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import DateField
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields

from council.members.models import Body, Industry, Member, Membership, Region, Skill, User
from council.members.services.places import dismiss_place, tell_place_saved
from council.staff import coordinated_programmes
from council.staff.importing import ChoiceWidget, FormWidget, KeyWidget, Table, WholeNumber


class IndustryTable(Table):
    """Industries: known by revision and code."""

    explanation = gettext_lazy("An industry that is there is found by its code and revision; without a revision, it is 11.")
    required = ("code", "name_ko", "name_en")
    revision = fields.Field("revision", "revision", WholeNumber(), default=11)

    class Meta(Table.Manners):
        model = Industry
        fields = ("code", "revision", "name_ko", "name_en")

    def known(self, row: dict[str, str]) -> Model | None:
        revision = row.get("revision") or "11"
        return Industry.objects.filter(code=row["code"], revision=revision).first() if revision.isdecimal() else None


class RegionTable(Table):
    """Regions: known by the code."""

    explanation = gettext_lazy("A region that is there is found by its code.")
    required = ("code", "name_ko", "name_en")

    class Meta(Table.Manners):
        model = Region
        fields = ("code", "name_ko", "name_en")

    def known(self, row: dict[str, str]) -> Model | None:
        return Region.objects.filter(code=row["code"]).first()


class SkillTable(Table):
    """Skills: known by the Korean name."""

    explanation = gettext_lazy("A skill that is there is found by its Korean name.")
    required = ("name_ko", "name_en")

    class Meta(Table.Manners):
        model = Skill
        fields = ("name_ko", "name_en")

    def known(self, row: dict[str, str]) -> Model | None:
        return Skill.objects.filter(name_ko=row["name_ko"]).first()


class PersonWidget(KeyWidget):
    """A person, by the address of the log-in."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return super().clean(str(value or "").strip().lower(), row, **kwargs)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value.user.email)


class MembershipTable(Table):
    """Places in bodies of the reader's programmes: known by person and body while they have a future."""

    explanation = gettext_lazy(
        "A person is found by the address of the log-in, a body by its address (the last part of its link). A place that "
        "somebody holds there already is changed; each to whom a place is given, or whose place ends, is told. Without a "
        "state, a place is active, or appointed where the term begins later. To take a file back ends the places that it gave."
    )
    required = ("member", "body", "role")
    comes_again = False
    one_programme_each = True
    member = fields.Field("member", "member", PersonWidget(Member, "user__email"))
    body = fields.Field("body", "body", KeyWidget(Body, "slug"))
    role = fields.Field("role", "role", ChoiceWidget(Membership.Role.choices))
    state = fields.Field("state", "state", ChoiceWidget(Membership.State.choices))
    starts_on = fields.Field("starts_on", "starts_on", FormWidget(DateField()))
    ends_on = fields.Field("ends_on", "ends_on", FormWidget(DateField()))

    class Meta(Table.Manners):
        model = Membership
        fields = ("member", "body", "role", "state", "starts_on", "ends_on")

    @classmethod
    def label_of(cls, one: Any) -> str:
        if one.column_name == "member":
            return str(capfirst(str(User._meta.get_field("email").verbose_name)))
        return super().label_of(one)

    def known(self, row: dict[str, str]) -> Model | None:
        bodies = Body.objects.filter(programme__in=coordinated_programmes(self.by))
        body = bodies.filter(slug=row["body"]).first()
        if body is None:
            words = {"what": capfirst(str(Body._meta.verbose_name)), "value": row["body"]}
            raise ValidationError(_("%(what)s: there is none with “%(value)s”.") % words)
        places = Membership.objects.filter(body=body, member__user__email=row["member"].strip().lower())
        return places.filter(state__in=Membership.OPEN).select_related("member__user", "body").order_by("pk").first()

    def import_field(self, field: Any, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        # An empty cell says nothing about the state.
        if field.column_name != "state" or row.get("state"):
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        is_new = instance._state.adding and not row.get("state")
        if is_new and instance.starts_on is not None and instance.starts_on > timezone.localdate(self.now):
            instance.state = Membership.State.APPOINTED

    def save(self, instance: Any, *, is_new: bool, by: Any, now: datetime) -> None:
        before = None if is_new else Membership.objects.values_list("state", flat=True).get(pk=instance.pk)
        instance.save()
        tell_place_saved(place=instance, before=before)

    def remove(self, instance: Any) -> None:
        if instance.is_open:
            dismiss_place(place=instance, by=self.by, now=self.now, reason=_("Brought in by mistake."))
        else:
            instance.delete()
