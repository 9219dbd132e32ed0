from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from council.members.models import MemberSkill, Skill
from focusgroup.models import SkillNeed, TaskForce
from tests.factories import NOW, BodyFactory, MemberFactory


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = Skill

    name_ko = factory.Sequence(lambda n: f"기술 {n}")
    name_en = factory.Sequence(lambda n: f"Skill {n}")


class TaskForceFactory(DjangoModelFactory):
    """One that is forming, from NOW on for ninety days, with a lead and no needs."""

    class Meta:
        model = TaskForce

    body = factory.SubFactory(BodyFactory, programme="focus-group", kind="task-force")
    mandate_ko = "연구소 유치를 준비한다."
    mandate_en = "Prepare the invitation of a research centre."
    lead = factory.SubFactory(MemberFactory)
    starts_on = NOW.date()
    ends_on = NOW.date() + timedelta(days=90)


def need(task_force, skill=None, weight=3, minimum=3):
    return SkillNeed.objects.create(task_force=task_force, skill=skill or SkillFactory(), weight=weight, minimum=minimum)


def skilled(*levels, **member):
    """A member with `(skill, level)` pairs."""
    person = MemberFactory(**member)
    MemberSkill.objects.bulk_create([MemberSkill(member=person, skill=skill, level=level) for skill, level in levels])
    return person
