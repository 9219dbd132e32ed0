"""People, organisations, bodies."""

import uuid
from datetime import timedelta

import factory
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from factory.django import DjangoModelFactory

from council.members.models import (
    Body,
    ColleagueInvitation,
    Contact,
    Interest,
    Member,
    Membership,
    Organisation,
    PersonalExport,
    Seat,
    User,
)
from tests.factories.moments import NOW

PASSWORD = "council-demo"


class UserFactory(DjangoModelFactory):
    """A log-in with a confirmed address and a draft member."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    password = PASSWORD

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        from allauth.account.models import EmailAddress

        confirmed = kwargs.pop("confirmed", True)
        user = User.objects.create_user(*args, **kwargs)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=confirmed)
        return user


def coordinator(programme: str, **kwargs) -> User:
    """A staff log-in that coordinates `programme` alone."""
    from django.contrib.auth.models import Group

    user = UserFactory(is_staff=True, **kwargs)
    user.groups.add(Group.objects.get_or_create(name=f"coordinators:{programme}")[0])
    return user


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name_ko = factory.Sequence(lambda n: f"시험기업 {n}")
    name_en = factory.Sequence(lambda n: f"Test Company {n}")
    kind = Organisation.Kind.COMPANY


class MemberFactory(DjangoModelFactory):
    """An active member with a log-in."""

    class Meta:
        model = Member

    user = factory.SubFactory(UserFactory)
    family_name = "김"
    given_name = factory.Sequence(lambda n: f"가람{n}")
    family_name_en = "Kim"
    given_name_en = factory.Sequence(lambda n: f"Garam{n}")
    kind = Member.Kind.BUSINESS
    language = "en"
    state = Member.State.ACTIVE

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        # Every user has a member already: fill it.
        member = kwargs.pop("user").member
        # What the database asks of these states.
        if kwargs.get("state") == Member.State.APPLIED:
            kwargs.setdefault("applied_at", NOW)
        if kwargs.get("state") == Member.State.DECLINED:
            kwargs.setdefault("decision_reason", "No room this year.")
        for name, value in kwargs.items():
            setattr(member, name, value)
        member.save()
        return member


class BodyFactory(DjangoModelFactory):
    class Meta:
        model = Body

    programme = "forums"
    slug = factory.Sequence(lambda n: f"body-{n}")
    kind = Body.Kind.FORUM
    name_ko = factory.Sequence(lambda n: f"포럼 {n}")
    name_en = factory.Sequence(lambda n: f"Forum {n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    member = factory.SubFactory(MemberFactory)
    body = factory.SubFactory(BodyFactory)


class ContactFactory(DjangoModelFactory):
    """Somebody of an organisation who acts for it, since a month before NOW."""

    class Meta:
        model = Contact

    organisation = factory.SubFactory(OrganisationFactory)
    member = factory.SubFactory(MemberFactory, organisation=factory.SelfAttribute("..organisation"))
    since = NOW - timedelta(days=30)


class SeatFactory(DjangoModelFactory):
    """A free seat of an organisation in a body, without an end."""

    class Meta:
        model = Seat

    organisation = factory.SubFactory(OrganisationFactory)
    body = factory.SubFactory(BodyFactory)


class ColleagueInvitationFactory(DjangoModelFactory):
    """A letter that a contact sent an hour before NOW."""

    class Meta:
        model = ColleagueInvitation

    organisation = factory.SubFactory(OrganisationFactory)
    address = factory.Sequence(lambda n: f"colleague{n}@example.com")
    language = "en"
    sent_at = NOW - timedelta(hours=2)
    letters = 1


class PersonalExportFactory(DjangoModelFactory):
    """A copy of a person's data, ready at NOW, with a small file."""

    class Meta:
        model = PersonalExport

    user = factory.SubFactory(UserFactory)
    state = PersonalExport.State.READY
    requested_at = NOW
    finished_at = NOW
    expires_at = NOW + timedelta(days=7)
    size = 4

    @factory.lazy_attribute
    def file(self):
        return default_storage.save(f"exports/00/{uuid.uuid4().hex}", ContentFile(b"copy"))


class InterestFactory(DjangoModelFactory):
    """A contract with an organisation, declared at NOW, without an end."""

    class Meta:
        model = Interest

    member = factory.SubFactory(MemberFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    nature = Interest.Nature.CONTRACT
    declared_at = NOW
