"""What is sent at the very moment at which two records become one: saved, or said plainly; never an error page."""

import uuid

import pytest
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from psycopg.errors import UniqueViolation

from council.members import directory_views, services
from council.members.models import DirectoryLetter, Member, MergeRecord
from council.merging import MergeBusyError
from tests.factories import NOW, MemberFactory, UserFactory
from tests.members.test_races import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("at_now")]


def merge(kept, gone):
    return services.merge_people(kept=kept, gone=gone, choices={}, by=UserFactory(is_staff=True), now=NOW)


@pytest.fixture
def reader():
    """Somebody who takes letters."""
    member = MemberFactory(user__email="reader@example.com")
    services.give_consent(member=member, purpose="directory", language="en", now=NOW)
    return member


def log_in(member):
    client = Client()
    client.force_login(member.user)
    return client


def send(client, reader, prefix=""):
    letter = {"subject": "Joint project", "text": "We would like to talk.", "token": uuid.uuid4()}
    return client.post(prefix + reverse("members:write", args=[reader.directory_entry.key]), letter)


def meanwhile(monkeypatch, deed):
    """`deed` happens after the page has found everything, just before its service is called."""
    write = services.write_letter

    def late(**words):
        deed()
        return write(**words)

    monkeypatch.setattr(directory_views.services, "write_letter", late)


def test_who_is_merged_while_a_letter_is_sent_is_asked_to_log_in_and_send_again(monkeypatch, reader):
    kept, gone = MemberFactory(), MemberFactory()
    client = log_in(gone)
    with monkeypatch.context() as patch:
        meanwhile(patch, lambda: merge(kept, gone))
        answer = send(client, reader)
    assert (answer.status_code, DirectoryLetter.objects.count()) == (409, 0)
    assert "Two records of you became one" in answer.content.decode()
    # The session went with the log-in; the other address sends it.
    assert client.get("/my/").status_code == 302
    assert send(log_in(kept), reader).status_code == 302
    assert DirectoryLetter.objects.get().sender == kept


def test_a_reader_who_is_merged_while_a_letter_is_sent_is_written_to_again(monkeypatch, reader):
    kept, sender = MemberFactory(), MemberFactory()
    with monkeypatch.context() as patch:
        monkeypatch.setattr(directory_views.services, "write_letter", services.write_letter)
        patch.setattr("council.members.services.letters._check", lambda *args, **words: merge(kept, reader))
        answer = send(log_in(sender), reader)
    assert (answer.status_code, DirectoryLetter.objects.count()) == (409, 0)
    assert "went away at this very moment" in answer.content.decode()


def test_what_is_read_at_that_moment_leads_to_the_log_in(monkeypatch):
    kept, gone = MemberFactory(), MemberFactory()
    client = log_in(gone)

    def gone_by_now(*args, **words):
        merge(kept, gone)
        raise Member.DoesNotExist

    monkeypatch.setattr("council.members.membership_views.render", gone_by_now)
    answer = client.get("/my/membership/?x=1")
    assert (answer.status_code, answer.url) == (302, "/my/membership/?x=1")
    assert "/accounts/login/" in client.get(answer.url).url


@pytest.mark.parametrize("error", [Member.DoesNotExist, IntegrityError, RuntimeError])
def test_errors_of_ours_stay_errors(monkeypatch, reader, error):
    def broken():
        raise error from UniqueViolation()

    meanwhile(monkeypatch, broken)
    client = log_in(MemberFactory())
    client.raise_request_exception = False
    assert send(client, reader).status_code == 500


@pytest.mark.parametrize("turn", range(4))
def test_a_letter_races_with_the_merge_of_its_sender(reader, turn):
    kept, gone = MemberFactory(), MemberFactory()
    client = log_in(gone)
    merged, answer = at_once(lambda: merge(kept, gone), lambda: send(client, reader))
    assert isinstance(merged, MergeRecord | MergeBusyError), merged
    assert isinstance(answer, HttpResponse), answer
    assert answer.status_code in (302, 404, 409)
    if isinstance(merged, MergeRecord):
        senders = set(DirectoryLetter.objects.values_list("sender", flat=True))
        assert senders <= {kept.pk}
    else:
        assert answer.status_code == 302
