"""Staff find people, log-ins and organisations by any part of what they know, each once, and by an index."""

import pytest
from django.db import connection
from django.urls import reverse

from council.library.staff_search import acceptances_with
from council.members.staff_search import (
    accesses_with,
    letters_with,
    logins_with,
    organisations_with,
    people_with,
    support_steps_with,
)
from tests.factories import MemberFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def garam():
    organisation = OrganisationFactory(name_ko="달무리사출", name_en="Dal-muri", business_number="116-82-00276")
    names = {"family_name": "김", "given_name": "가람", "family_name_en": "Kim", "given_name_en": "Ga-ram"}
    MemberFactory(
        organisation_name="서라벌정밀", family_name="박", given_name="하나", family_name_en="Park", given_name_en="Hana"
    )
    return MemberFactory(organisation=organisation, user__email="garam-kim@mould.example", **names)


def found(client, model, words):
    """The rows of the list after a search."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    answer = client.get(reverse(f"admin:members_{model}_changelist"), {"q": words})
    return [str(row) for row in answer.context["cl"].result_list]


PERSON = ("김가람", "가람", "ㄱㄱㄹ", "김 가람", "kimgaram", "Garam", "ga-ram")
ADDRESS = ("garam-kim@", "mould.example", "가람 mould")


@pytest.mark.parametrize("words", [*PERSON, *ADDRESS, "달무리", "dalmuri 가람", '"김가람"'])
def test_people(client, garam, words):
    assert found(client, "member", words) == [str(garam)]


def test_people_by_the_organisation_that_they_wrote(client, garam):
    assert len(found(client, "member", "서라벌")) == 1
    assert found(client, "member", "서라벌 가람") == []


@pytest.mark.parametrize("words", [*PERSON, *ADDRESS])
def test_log_ins(client, garam, words):
    assert found(client, "user", words) == ["garam-kim@mould.example"]


@pytest.mark.parametrize("words", ["달무리", "무리", "DAL-MURI", "116-82", "1168200276", "달무리 116"])
def test_organisations(client, garam, words):
    OrganisationFactory(name_ko="다른곳", business_number="")
    assert found(client, "organisation", words) == [str(garam.organisation)]


@pytest.mark.parametrize(
    ("rows_with", "indexes"),
    [
        (people_with, {"member_searched", "user_searched", "organisation_searched", "member_written_organisation_searched"}),
        (logins_with, {"member_searched", "user_searched"}),
        (organisations_with, {"organisation_searched", "organisation_number_searched"}),
        (accesses_with, {"user_searched", "access_searched", "access_of_actor"}),
        (support_steps_with, {"user_searched", "member_searched", "support_searched"}),
        (letters_with, {"member_searched", "letter_of_sender"}),
        (acceptances_with, {"user_searched", "acceptance_searched"}),
    ],
)
def test_each_part_is_found_by_an_index(rows_with, indexes):
    """Whatever the database knows of the tables: what is left to it are indexes asked for something. Reading all rows, or an
    index from end to end, it does only where it has nothing else."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = rows_with("가람").explain()
    assert {name for name in indexes if f"on {name}" in plan} == indexes
