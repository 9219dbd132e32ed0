"""Quorum and majority: the vectors of korea.md, “Governance”, and every small vote against the rule in words."""

import pytest

from focusgroup.services.docket.tally import Tally, count


@pytest.mark.parametrize(
    ("enrolled", "votes", "quorate", "base", "adopted"),
    [
        # 11 enrolled, 7 present, 1 recused: the design's own vectors.
        (11, (4, 1, 1, 1), True, 6, True),
        (11, (3, 2, 1, 1), True, 6, False),
        (11, (3, 1, 1, 0), False, 5, False),
        (10, (5, 0, 0, 0), False, 5, False),
        (10, (4, 2, 0, 0), True, 6, True),
        # All but one are recused: they make the quorum, the one decides.
        (3, (1, 0, 0, 1), True, 1, True),
        (3, (0, 0, 0, 2), True, 0, False),
        (0, (0, 0, 0, 0), False, 0, False),
    ],
)
def test_vectors(enrolled, votes, quorate, base, adopted):
    tally = Tally(enrolled=enrolled, in_favour=votes[0], against=votes[1], abstained=votes[2], recused=votes[3])
    assert (tally.is_quorate, tally.base, tally.is_adopted) == (quorate, base, adopted)


def test_the_rule_in_words_for_every_small_vote():
    for enrolled in range(1, 7):
        for yes in range(enrolled + 1):
            for no in range(enrolled - yes + 1):
                for recused in range(enrolled - yes - no + 1):
                    tally = Tally(enrolled=enrolled, in_favour=yes, against=no, recused=recused)
                    quorate = 2 * (yes + no + recused) > enrolled
                    assert tally.is_quorate == quorate
                    assert tally.is_adopted == (quorate and 2 * yes > yes + no)


def test_who_is_present_without_a_vote_stays_in_the_base():
    tally = count(["for", "for", "present", "against", "recused", "abstain"], enrolled=9)
    assert (tally.present, tally.base, tally.abstained, tally.in_favour, tally.is_adopted) == (6, 5, 2, 2, False)
