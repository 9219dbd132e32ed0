"""Two records of one person: what is refused, rehearsed and lost to nobody, whatever both have."""

import json
import tempfile
import zipfile

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from council.events.models import Registration
from council.members import services
from council.members.models import Member, MergeRecord, SupportStep, User
from council.members.services.exports import write_archive
from council.members.services.joining import MergeChangedError, MergeRefusedError
from council.members.services.merging_people import merge_people, rehearse_people
from council.members.services.personal import person_of
from council.merging import Merging
from council.messaging.models import Message
from tests.factories import (
    NOW,
    EventFactory,
    MemberFactory,
    RegistrationFactory,
    UserFactory,
)
from tests.members.merging import World, assert_nothing_lost, assert_one_person, merged, snapshot, things

pytestmark = pytest.mark.django_db
State = Registration.State


def refused(kept, gone, by):
    with pytest.raises(MergeRefusedError) as caught:
        merge_people(kept=kept, gone=gone, choices={}, by=by, now=NOW)
    assert MergeRecord.objects.count() == 0
    return caught.value.why


def test_who_is_never_merged_away(pair, staff):
    kept, gone = pair
    root = User.objects.create_superuser("root@example.com", "x")
    assert refused(kept, kept, staff) == "same"
    assert refused(kept, staff.member, staff) == "staff"
    assert refused(kept, root.member, root) == "staff"
    # Into a log-in with powers only by a superuser's hand.
    assert refused(staff.member, gone, staff) == "powers"
    merge_people(kept=staff.member, gone=gone, choices={}, by=root, now=NOW)


def test_who_waits_to_be_erased_or_is_is_not_merged(pair, staff):
    kept, gone = pair
    request = services.request_erasure(user=gone.user, wish="", now=NOW)
    assert refused(kept, gone, staff) == "erasure"
    assert refused(gone, kept, staff) == "erasure"
    RegistrationFactory(member=gone, event=EventFactory(state="completed"))
    services.erase_person(request=request, by=staff, now=NOW)
    assert refused(kept, Member.objects.get(pk=gone.pk), staff) == "erased"


def test_a_rehearsal_changes_nothing_and_says_what_will_happen(pair, staff):
    kept, gone = pair
    world = World()
    for name in ("chosen", "place", "directory", "reminded", "session", "agreed"):
        things(world, kept)[name]()
        things(world, gone)[name]()
    before, messages = snapshot(kept, gone), Message.objects.count()
    report = rehearse_people(kept=kept, gone=gone, choices={}, by=staff, now=NOW)
    assert (snapshot(kept, gone), Message.objects.count(), MergeRecord.objects.count()) == (before, messages, 0)
    record = merge_people(kept=kept, gone=gone, choices={}, by=staff, now=NOW, shown=report.print)
    assert record.outcome == report.outcome()


def test_what_is_not_what_was_shown_is_not_done(pair, staff):
    kept, gone = pair
    shown = rehearse_people(kept=kept, gone=gone, choices={}, by=staff, now=NOW).print
    RegistrationFactory(member=gone)
    with pytest.raises(MergeChangedError) as caught:
        merge_people(kept=kept, gone=gone, choices={}, by=staff, now=NOW, shown=shown)
    assert MergeRecord.objects.count() == 0
    merge_people(kept=kept, gone=gone, choices={}, by=staff, now=NOW, shown=caught.value.report.print)


def test_an_erasure_after_a_merge_takes_the_second_along(pair, staff):
    kept, gone = pair
    RegistrationFactory(member=gone)
    merged(pair, staff)
    request = services.request_erasure(user=kept.user, wish="", now=NOW)
    services.erase_person(request=request, by=staff, now=NOW)
    assert not Member.history.filter(id=gone.pk).exists()
    assert not EmailAddress.objects.filter(email="hana@company.example").exists()
    assert MergeRecord.objects.get().member is None


def _names():
    class Nobody:
        user = None

    return sorted(things(None, Nobody()))


# Without shrinking: an example makes a world.
@settings(max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=st.sets(st.sampled_from(_names())), theirs=st.sets(st.sampled_from(_names())))
def test_whatever_both_have_nothing_is_lost_and_nothing_dangles(mine, theirs):
    with transaction.atomic():
        world, by = World(), UserFactory(is_staff=True)
        kept, gone = MemberFactory(), MemberFactory()
        for member, chosen in ((kept, mine), (gone, theirs)):
            made = things(world, member)
            for name in made:
                if name in chosen:
                    made[name]()
        world.fill()
        before = snapshot(kept, gone)
        record = merge_people(kept=kept, gone=gone, choices={}, by=by, now=NOW)
        kept.refresh_from_db()
        assert_nothing_lost(before, kept, gone, record)
        assert_one_person(world, kept, gone)
        transaction.set_rollback(True)


def test_every_rule_says_what_becomes_of_twins_where_a_constraint_forbids_them():
    """A unique constraint that names a person's key needs a written rule: columns of a twin, a room that settles, or neither
    record's rows going along."""
    from council.members.services.personal import all_links, model_of

    settled = {
        # By a service of the room, before the rules move the rest.
        "account.emailaddress.user",
        "events.invitation.member",
        "events.registration.member",
        "forums.casecontact.member",
        "members.consent.member",
        "members.contact.member",
        "members.directoryentry.member",
        "members.membership.member",
        "symposia.interestexpression.member",
        "symposia.meetingrequest.asked",
        "symposia.meetingrequest.asker",
        "symposia.roleverification.member",
        # A merge is refused while one of both waits.
        "members.erasurerequest.user",
        # The person's own row.
        "members.member.user",
    }
    undecided = set()
    for key, link in all_links().items():
        if link.merged is not Merging.MOVE or link.twin_of is not None or "__" in link.via:
            continue
        model = model_of(link)
        names = [set(getattr(one, "fields", ())) for one in model._meta.constraints]
        names += [{part for part, _how in one.expressions} for one in model._meta.constraints if hasattr(one, "index_type")]
        unique = model._meta.get_field(link.via).unique or any(link.via in found for found in names)
        if unique:
            undecided.add(key)
    assert undecided == settled


def test_the_copy_of_the_kept_person_tells_of_support_visits_to_the_other(pair, staff):
    kept, gone = pair
    for member, reason in ((kept, "First."), (gone, "Second."), (MemberFactory(), "Another’s.")):
        SupportStep.objects.create(step="begun", at=NOW, actor=staff, member=member, reason=reason)
    merged(pair, staff)
    with tempfile.TemporaryFile() as target:
        write_archive(target, person_of(kept.user))
        with zipfile.ZipFile(target) as archive:
            steps = json.loads(archive.read("members.json"))["supportstep"]
    assert [step["reason"] for step in steps] == ["First.", "Second."]
