"""Organisations and people that are brought in as tables."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import fields

from council.members.business_number import normalise_business_number
from council.members.models import Industry, Member, Organisation, Region, User
from council.members.models.people import LANGUAGES
from council.staff.importing import ChoiceWidget, KeyWidget, Table, YesNoWidget, leads_here


class OrganisationTable(Table):
    """Organisations: known by the business registration number, those without one by the Korean name."""

    explanation = gettext_lazy(
        "An organisation that is there is found by its business registration number; where the row has none, by its Korean "
        "name. Industries and regions are written by their codes."
    )
    required = ("name_ko", "kind")
    kind = fields.Field("kind", "kind", ChoiceWidget(Organisation.Kind.choices))
    size = fields.Field("size", "size", ChoiceWidget(Organisation.Size.choices))
    industry = fields.Field("industry", "industry", KeyWidget(Industry, "code", newest="revision"))
    region = fields.Field("region", "region", KeyWidget(Region, "code"))
    is_listed = fields.Field("is_listed", "is_listed", YesNoWidget(), default=True)

    class Meta(Table.Manners):
        model = Organisation
        fields = (
            *("name_ko", "name_en", "kind", "business_number", "industry", "size", "region", "website"),
            *("about_ko", "about_en", "is_listed"),
        )

    def known(self, row: dict[str, str]) -> Model | None:
        number = normalise_business_number(row.get("business_number", ""))
        if number:
            return Organisation.objects.filter(business_number=number).first()
        return Organisation.objects.filter(name_ko=row["name_ko"], business_number="").order_by("pk").first()


class PersonTable(Table):
    """People without a log-in: each gets one, with a draft of the application. Nobody is changed by a file."""

    explanation = gettext_lazy(
        "Each person gets a log-in without a password and a draft of the application; nobody is written to. Consents and the "
        "application itself are the person’s own. Who has a log-in already is a bad row: nobody is changed by a file."
    )
    required = ("email",)
    comes_again = False
    email = fields.Field("user__email", "email")
    organisation = fields.Field("organisation", "organisation", KeyWidget(Organisation, "business_number"))
    kind = fields.Field("kind", "kind", ChoiceWidget(Member.Kind.choices))
    grade = fields.Field("grade", "grade", ChoiceWidget(Member.Grade.choices))
    language = fields.Field("language", "language", ChoiceWidget(LANGUAGES), default="ko")

    class Meta(Table.Manners):
        model = Member
        fields = (
            *("email", "family_name", "given_name", "family_name_en", "given_name_en", "organisation", "organisation_name"),
            *("job_title", "grade", "kind", "phone", "language"),
        )

    @classmethod
    def columns_kept(cls) -> list[str]:
        return []

    @classmethod
    def label_of(cls, one: Any) -> str:
        if one.column_name == "email":
            return str(User._meta.get_field("email").verbose_name).capitalize()
        if one.column_name == "organisation":
            return str(Organisation._meta.get_field("business_number").verbose_name).capitalize()
        return super().label_of(one)

    def known(self, row: dict[str, str]) -> Model | None:
        address = row["email"].strip().lower()
        if User.objects.filter(email=address).exists():
            raise ValidationError(_("A log-in with this address exists."))
        return None

    def import_field(self, field: Any, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        if field.column_name == "email":
            instance._address = row["email"].strip().lower()
            return
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def validate_instance(self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True) -> None:
        errors = dict(import_validation_errors or {})
        try:
            validate_email(instance._address)
        except ValidationError as error:
            errors["user__email"] = error.messages
        try:
            instance.full_clean(exclude=["user", *errors])
        except ValidationError as error:
            errors |= error.message_dict
        if errors:
            raise ValidationError(dict(errors))

    def save(self, instance: Any, *, is_new: bool, by: Any, now: datetime) -> None:
        user = User.objects.create_user(instance._address)
        member = user.member
        for one in self.get_import_fields():
            if one.column_name != "email":
                setattr(member, one.attribute, getattr(instance, one.attribute))
        member._history_user = by  # type: ignore[attr-defined]  # read by the history
        member._change_reason = "import"  # type: ignore[attr-defined]  # likewise
        member.save()
        instance.pk, instance.user, instance._state.adding = member.pk, user, False

    def remove(self, instance: Any) -> None:
        instance.user.delete()

    def is_in_use(self, instance: Any) -> bool:
        user = instance.user
        return user.last_login is not None or leads_here(instance) or leads_here(user, but=(Member,))
