"""Two at once, in real transactions."""

import threading

import pytest
from django.db import connection

from council.members import services
from council.members.models import Consent, DirectoryLetter, Member
from council.members.services.letters import LETTERS_A_DAY
from council.messaging.models import Message
from tests.factories import NOW, MemberFactory, UserFactory
from tests.members.test_applications import applicant, applied

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run `calls` together; what each returned or raised."""
    start, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(position, call):
        start.wait(timeout=10)
        try:
            answers[position] = call()
        except Exception as error:
            answers[position] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def test_of_two_decisions_at_once_one_holds_and_the_other_is_told():
    member, one, two = applied(), UserFactory(), UserFactory()
    answers = at_once(
        lambda: services.approve_application(member=member, by=one, now=NOW),
        lambda: services.decline_application(member=member, by=two, now=NOW, reason="No."),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Member", "MemberStateError"]
    member.refresh_from_db()
    assert member.state in {Member.State.ACTIVE, Member.State.DECLINED}
    assert Message.objects.exclude(kind="application-received").count() == 1


def test_sending_an_application_in_eight_browsers_at_once_sends_one():
    member = applicant()
    answers = at_once(
        *[lambda: services.submit_application(member=member, now=NOW, agreed=["membership", "news", "night"])] * 8
    )
    assert [answer.state for answer in answers] == ["applied"] * 8
    assert (Message.objects.count(), Consent.objects.count()) == (1, 3)


def test_letters_written_at_once_do_not_pass_the_limit():
    sender = MemberFactory()
    readers = [MemberFactory() for _number in range(LETTERS_A_DAY + 4)]
    for reader in readers:
        services.give_consent(member=reader, purpose="directory", language="en", now=NOW)
    calls = [
        lambda reader=reader: services.write_letter(sender=sender, recipient=reader, subject="Hello", text="x" * 30, now=NOW)
        for reader in readers
    ]
    answers = at_once(*calls)
    assert sum(isinstance(answer, services.LettersExhaustedError) for answer in answers) == 4
    assert DirectoryLetter.objects.count() == Message.objects.count() == LETTERS_A_DAY


def test_a_copy_asked_for_in_eight_tabs_is_one_and_made_once():
    user = UserFactory()
    answers = at_once(*[lambda: services.request_export(user=user, now=NOW).pk] * 8)
    assert len(set(answers)) == 1
    made = at_once(*[lambda: services.make_exports(now=lambda: NOW)] * 3)
    assert sorted(made) == [0, 0, 1]
    assert Message.objects.count() == 1


def test_an_erasure_pressed_twice_is_one():
    user = UserFactory()
    request = services.request_erasure(user=user, wish="", now=NOW)
    answers = at_once(*[lambda: services.erase_person(request=request, by=None, now=NOW)] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["ErasureRequest", "ErasureStateError"]
    assert Message.objects.filter(kind="erasure-done").count() == 1
