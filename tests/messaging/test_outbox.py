import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy

from council.messaging.models import Message
from council.messaging.services import queue_messages, switch_off
from tests.factories import NOW, UserFactory
from tests.messaging.trial import outgoing, queue

pytestmark = pytest.mark.django_db


def test_queue_message_writes_one_row():
    message = queue("fact-1", context={"title": "Hello", "name": "김가람"}, language="ko")
    message = Message.objects.get(pk=message.pk)
    assert (message.state, message.kind, message.template, message.language, message.address, message.attempts) == (
        "queued",
        "trial-essential",
        "trial/email/note",
        "ko",
        "reader@example.com",
        0,
    )
    assert message.context == {"title": "Hello", "name": "김가람"}
    assert message.message_id.startswith("<")
    assert message.message_id.endswith("@localhost>")
    assert message.next_try_at == message.created_at


def test_the_same_fact_is_told_once():
    assert queue("fact-1")
    assert queue("fact-1") is None
    assert Message.objects.count() == 1


def test_a_message_is_gone_with_its_transaction():
    with transaction.atomic():
        queue("fact-1")
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_many_are_written_in_one_statement_and_known_ones_skipped(django_assert_num_queries):
    queue("fact-3")
    with django_assert_num_queries(1):
        written = queue_messages([outgoing(f"fact-{n}") for n in (5, 4, 3, 2, 2, 1)])
    assert [message.key for message in written] == ["fact-1", "fact-2", "fact-4", "fact-5"]
    assert len(set(Message.objects.values_list("message_id", flat=True))) == 5


def test_nothing_to_write_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert queue_messages([]) == []


def test_a_kind_that_was_switched_off_is_not_written(django_assert_num_queries):
    reader, other = UserFactory(), UserFactory()
    switch_off(user=reader, kind="trial-optional", now=NOW)
    messages = [outgoing(f"{user.pk}-{kind}", user=user, kind=kind) for user in (reader, other) for kind in KINDS]
    with django_assert_num_queries(2):
        written = queue_messages(messages)
    assert {(m.user_id, m.kind) for m in written} == {
        (reader.pk, "trial-essential"),
        (other.pk, "trial-essential"),
        (other.pk, "trial-optional"),
    }


KINDS = ("trial-essential", "trial-optional")


def test_an_unknown_kind_is_an_error():
    with pytest.raises(KeyError):
        queue(kind="no-such-kind")


def test_an_address_longer_than_any_is_an_error():
    with pytest.raises(ValueError, match="254"):
        queue(address="a" * 250 + "@example.com")


def test_what_the_database_would_refuse_is_cleaned():
    message = queue(
        context={"title": "nul\x00 half\ud83d", "list": ["\x00"], "lazy": gettext_lazy("Queued")}, address="a\r\n@b.kr"
    )
    assert message.context == {"title": "nul half", "list": [""], "lazy": "Queued"}
    assert message.address == "a @b.kr"


@pytest.mark.parametrize(("given", "kept"), [("ko", "ko"), ("ko-KR", "ko"), ("en", "en"), ("fr", "en"), ("", "en")])
def test_the_language_is_one_of_ours(given, kept):
    assert queue(language=given).language == kept


def test_codes_go_before_answers_and_answers_before_news():
    user = UserFactory()
    priorities = {
        kind: queue(kind, kind=kind, user=user).priority for kind in ("trial-private", "trial-essential", "trial-optional")
    }
    assert priorities == {"trial-private": 0, "trial-essential": 1, "trial-optional": 2}
