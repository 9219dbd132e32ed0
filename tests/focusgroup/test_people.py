"""What becomes of the Focus Group's rows when a person is erased, is given a copy, or is found to be two records."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from council.library.models import Document
from council.members.models import Member, MemberSkill
from council.members.services import erase_person, merge_people, request_erasure
from council.members.services.exports import write_archive
from council.members.services.personal import person_of
from council.merging import MergeForbiddenError
from council.messaging.models import Message
from focusgroup.models import Advice, Consultation, InvitationTeamMember, Offer, Proposal, Review
from focusgroup.services import consultations, docket, taskforces
from focusgroup.services.errors import WrongState
from focusgroup.services.taskforces.explaining import Book, explain
from tests.factories import NOW, MemberFactory, MembershipFactory, OrganisationFactory, UserFactory
from tests.focusgroup.docket.people import proposal_in, small_group
from tests.focusgroup.factories.consultations import ConsultationFactory, in_hands
from tests.focusgroup.factories.docket import ProposalFactory, SittingFactory
from tests.focusgroup.factories.taskforces import SkillFactory, TaskForceFactory, need, skilled

pytestmark = pytest.mark.django_db
WRITTEN = {"due_on": NOW.date(), "assigned_at": NOW, "submitted_at": NOW, "recommendation": "adopt", "text": "Good."}


def copy_of(member):
    """The words of a copy of one's data."""
    target = io.BytesIO()
    write_archive(target, person_of(member.user))
    with zipfile.ZipFile(target) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".json"))


def test_before_a_person_is_erased_what_others_wait_for_and_nobody_else_reads_ends():
    group = small_group()
    person = MembershipFactory(body=group.body, member=MemberFactory(organisation=OrganisationFactory())).member
    offered, accepted = in_hands(person, "offered"), in_hands(person, "accepted")
    upload = {"upload": SimpleUploadedFile("a.txt", b"Words."), "now": NOW}
    draft = ProposalFactory(author=person)
    docket.attach_paper(proposal=draft, by=person.user, **upload)
    question = consultations.ask(
        requester=person,
        title="Mine",
        question="Alone.",
        due_on=None,
        skills=[],
        attachments=[SimpleUploadedFile("b.txt", b"Words.")],
        now=NOW,
    )
    kept = proposal_in(group, "submitted", author=person)
    sent = ConsultationFactory(requester=person)
    texts = copy_of(person)
    assert ("Alone." in texts, sent.question in texts) == (True, True)
    erase_person(request=request_erasure(user=person.user, wish="", now=NOW), by=UserFactory(), now=NOW)
    for one in (offered, accepted):
        one.refresh_from_db()
        assert (one.state, one.offers.get().state) == ("triaged", "withdrawn")
    told = Message.objects.filter(kind="consultation")
    assert {message.user for message in told} == {group.desk}
    assert told.count() == 2
    assert list(Proposal.objects.filter(author=person)) == [kept]
    assert list(Consultation.objects.filter(pk__in=[question.pk, sent.pk])) == [sent]
    assert not Document.objects.exists()
    assert not Proposal.history.filter(id=draft.pk).exists()
    assert not Consultation.history.filter(id=question.pk).exists()


def test_a_copy_of_ones_data_holds_what_one_asked_advised_and_said_of_it():
    expert, requester = MemberFactory(), MemberFactory(organisation=OrganisationFactory())
    one = ConsultationFactory(requester=requester, state="closed", question="Cold or hot?")
    Advice.objects.create(
        consultation=one, expert=expert, text="The blind one.", given_at=NOW, rating=4, rating_note="Held.", rated_at=NOW
    )
    of_expert, of_requester = copy_of(expert), copy_of(requester)
    assert [words in of_expert for words in ("The blind one.", "Held.", "Cold or hot?")] == [True, False, False]
    assert [words in of_requester for words in ("The blind one.", "Held.", "Cold or hot?")] == [False, True, True]


def test_of_two_records_of_a_person_the_better_rows_stay():
    group = small_group(6)
    kept, gone = MemberFactory(), group.members[0]
    staff = UserFactory(is_superuser=True, is_staff=True)
    one = in_hands(gone, "accepted")
    Offer.objects.create(consultation=one, expert=kept, state="withdrawn", offered_at=NOW - timedelta(days=1))
    reviewed = proposal_in(group, "under-review", author=group.members[1])
    Review.objects.create(proposal=reviewed, reviewer=gone, **WRITTEN)
    mine = Review.objects.create(proposal=reviewed, reviewer=kept, due_on=NOW.date(), assigned_at=NOW)
    sitting = SittingFactory(proposal=proposal_in(group, "on-agenda"), event=group.meeting)
    votes = [sitting.votes.create(member=member, choice="for", at=NOW) for member in (kept, gone)]
    today = NOW.date()
    InvitationTeamMember.objects.create(member=kept, since=today - timedelta(days=9), until=today - timedelta(days=3))
    InvitationTeamMember.objects.create(member=gone, since=today)
    law = SkillFactory(name_en="Law")
    task_force = TaskForceFactory(lead=skilled((law, 1)))
    need(task_force, law)
    MemberSkill.objects.create(member=gone, skill=law, level=5)
    composition = taskforces.compose(task_force=task_force, by=None, now=NOW)
    assert gone.pk in composition.proposed
    merged = {"kept": kept, "gone": gone, "choices": {}, "by": staff, "now": NOW}
    with pytest.raises(MergeForbiddenError, match=reviewed.number):
        merge_people(**merged)
    Proposal.objects.filter(pk=reviewed.pk).update(state="adopted")
    with pytest.raises(MergeForbiddenError, match=sitting.proposal.number):
        merge_people(**merged)
    sitting.state = "decided"
    sitting.save()
    merge_people(**merged)
    offer = one.offers.get()
    assert (offer.expert, offer.state) == (kept, "accepted")
    assert [(row.reviewer, row.text) for row in reviewed.reviews.all()] == [(kept, "Good.")]
    assert not Review.objects.filter(pk=mine.pk).exists()
    assert list(sitting.votes.all()) == votes[:1]
    assert InvitationTeamMember.objects.get().until is None
    # A composition names people by keys, which nobody changes: whose record became another's is found there.
    book = Book(composition, for_desk=True, now=NOW)
    assert kept in explain(book, composition.proposed).people
    with pytest.raises(WrongState):
        taskforces.settle_composition(composition=composition, team=composition.proposed, by=task_force.lead, now=NOW)
    again = taskforces.compose(task_force=task_force, by=None, now=NOW)
    assert kept.pk in again.proposed
    assert not Member.objects.filter(pk=gone.pk).exists()
