"""Signatures: who gives them, what makes them void, what they let happen."""

from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from council.messaging.models import Message
from forums.models import CoOwnerConsent, IPCase, JointAct
from forums.rights_panels import consent_is_true, signed_is_true, waiting_for
from forums.services.errors import NotYours, WrongState
from forums.services.rights import acts, consents, contacts, owners
from forums.services.rights.errors import (
    FiledAlready,
    NotAColleague,
    OwnersFixed,
    PaperMissing,
    SharesNotWhole,
    SignaturesMissing,
    SignedAlready,
    TermsChanged,
)
from forums.services.rights.signatures import missing_owners, terms_of
from tests.factories import NOW, MemberFactory, OrganisationFactory
from tests.forums.factories.rights import IPCaseFactory, contact_of, ip_desk, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return IPCaseFactory(state="ready")


def companies(case):
    return [owner.organisation for owner in case.owners.order_by("position")]


def test_a_contact_signs_for_the_own_company_what_was_shown(case):
    first, second = companies(case)
    contact = contact_of(case).user
    seen = terms_of(case)
    with pytest.raises(NotYours):
        consents.sign(case=case, organisation=second, by=contact, now=NOW, seen=seen)
    with pytest.raises(TermsChanged):
        consents.sign(case=case, organisation=first, by=contact, now=NOW, seen="other")
    assert waiting_for(contact, NOW) == [(case, None)]
    consent = consents.sign(case=case, organisation=first, by=contact, now=NOW, seen=seen)
    # A second click is the same signature.
    assert consents.sign(case=case, organisation=first, by=contact, now=NOW, seen=seen) == consent
    assert (missing_owners(case), waiting_for(contact, NOW)) == ([second], [])
    assert not Message.objects.filter(kind="ip-all-signed").exists()
    taken = consents.take_back(consent=consent, by=contact, now=NOW)
    assert (taken.withdrawn_at, missing_owners(case)) == (NOW, [first, second])
    with pytest.raises(NotYours):
        consents.take_back(consent=consent, by=contact_of(case, second).user, now=NOW)


def test_the_desk_enters_what_was_signed_on_paper(case):
    first, second = companies(case)
    desk, contact = ip_desk(), contact_of(case).user
    upload = SimpleUploadedFile("signed.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "application/pdf")
    facts = {"case": case, "organisation": first, "name": "The director", "now": NOW}
    with pytest.raises(NotYours):
        consents.record_signature(upload=upload, by=contact, **facts)
    with pytest.raises(PaperMissing):
        consents.record_signature(upload=None, by=desk, **facts)
    made = consents.record_signature(upload=upload, by=desk, **facts)
    assert (made.on_paper, made.name, made.document.owner_key) == (True, "The director", str(case.pk))
    with pytest.raises(SignedAlready):
        consents.record_signature(upload=upload, by=desk, **facts)
    # The last signature tells the desk.
    consents.sign(case=case, organisation=second, by=contact_of(case, second).user, now=NOW, seen=terms_of(case))
    [message] = Message.objects.filter(kind="ip-all-signed")
    assert (message.address, signed_is_true(message.context, NOW)) == (desk.email, True)


def test_a_change_of_shares_voids_what_was_signed(case):
    first, second = companies(case)
    contact, desk = contact_of(case).user, ip_desk()
    signed(case)
    change = {"case": case, "by": contact, "now": NOW, "is_agreed": True}
    with pytest.raises(SharesNotWhole):
        owners.save_owners(parts=[(first, Fraction(33, 100)), (second, Fraction(66, 100))], **change)
    # The same shares, now agreed: nothing is void.
    owners.save_owners(parts=[(first, Fraction(2, 4)), (second, Fraction(1, 2))], **change)
    assert missing_owners(case) == []
    owners.save_owners(parts=[(first, Fraction(3, 5)), (second, Fraction(2, 5))], **change)
    assert missing_owners(case) == [first, second]
    assert CoOwnerConsent.objects.filter(voided_at=NOW).count() == 2
    equal = owners.equal_parts([first, second])
    with pytest.raises(TermsChanged):
        owners.save_owners(parts=equal, seen="other", **change)
    owners.save_owners(parts=equal, **change)
    assert [owner.share for owner in case.owners.all()] == [Fraction(1, 2)] * 2
    third = OrganisationFactory()
    parts = owners.equal_parts([first, second, third])
    with pytest.raises(NotYours):
        owners.save_owners(parts=parts, **change)
    owners.save_owners(**{**change, "by": desk}, parts=parts)
    assert [owner.share for owner in case.owners.all()] == [Fraction(1, 3)] * 3
    signed(case)
    IPCase.objects.filter(pk=case.pk).update(state="filed")
    with pytest.raises(OwnersFixed):
        owners.save_owners(parts=equal, **{**change, "by": desk})
    with pytest.raises(FiledAlready):
        consents.take_back(consent=case.consents.live().first(), by=desk, now=NOW)
    with pytest.raises(WrongState):
        consents.sign(case=case, organisation=first, by=contact, now=NOW, seen=terms_of(case))


def test_an_assignment_needs_everybody(case):
    first, second = companies(case)
    desk = ip_desk()
    one, other = contact_of(case, first).user, contact_of(case, second).user
    signed(case)
    IPCase.objects.filter(pk=case.pk).update(state="registered")
    heir = OrganisationFactory()
    parts = [(first, Fraction(1, 2)), (heir, Fraction(1, 2))]
    act = acts.propose_act(case=case, act="assign", terms="To the heir.", by=one, now=NOW, parts=parts)
    [asked] = Message.objects.filter(kind="ip-consent-asked")
    assert (asked.address, consent_is_true(asked.context, NOW)) == (other.email, True)
    assert waiting_for(other, NOW) == [(case, act)]
    consents.sign(case=case, organisation=first, by=one, now=NOW, seen=terms_of(case), joint_act=act)
    with pytest.raises(SignaturesMissing):
        acts.carry_out(joint_act=act, by=desk, now=NOW)
    consents.sign(case=case, organisation=second, by=other, now=NOW, seen=terms_of(case), joint_act=act)
    assert not consent_is_true(asked.context, NOW)
    with pytest.raises(NotYours):
        acts.carry_out(joint_act=act, by=one, now=NOW)
    assert acts.carry_out(joint_act=act, by=desk, now=NOW).state == JointAct.State.DONE
    assert [(owner.organisation, owner.share) for owner in case.owners.all()] == parts
    # Who owns nothing any more sees nothing any more; what was signed stays on record.
    assert other.pk not in {user.pk for user in (one, desk)}
    assert CoOwnerConsent.objects.filter(case=case, organisation=second).count() == 2
    with pytest.raises(WrongState):
        acts.carry_out(joint_act=act, by=desk, now=NOW)


def test_a_contact_is_of_the_company_and_told(case):
    first, second = companies(case)
    contact, stranger = contact_of(case).user, MemberFactory(organisation=second)
    with pytest.raises(NotAColleague):
        contacts.name_contact(case=case, organisation=first, member=stranger, by=contact, now=NOW)
    with pytest.raises(NotYours):
        contacts.name_contact(case=case, organisation=second, member=stranger, by=contact, now=NOW)
    colleague = MemberFactory(organisation=first)
    named = contacts.name_contact(case=case, organisation=first, member=colleague, by=contact, now=NOW)
    assert contacts.name_contact(case=case, organisation=first, member=colleague, by=contact, now=NOW) == named
    [message] = Message.objects.filter(kind="ip-contact-named")
    assert message.address == colleague.user.email
    contacts.end_contact(contact=named, by=contact, now=NOW)
    assert waiting_for(colleague.user, NOW) == []
