"""Two records of one person become one: nobody is asked about himself, or of one contact twice."""

from council.merging import Joining
from symposia.models import FollowUp


def settle_people(joining: Joining) -> None:
    """Take away what nobody would ask one person. What was told already stays."""
    both = [joining.kept.pk, joining.gone.pk]
    FollowUp.objects.filter(member__in=both, other__in=both).delete()
    mine = FollowUp.objects.filter(member=joining.kept)
    for symposium, other in mine.order_by().values_list("symposium", "other").distinct():
        of_pair = FollowUp.objects.filter(symposium=symposium, other=other)
        theirs = of_pair.filter(member=joining.gone)
        # Both had a contact with the same: an interest goes on being asked of, else the first record's meeting.
        meetings = set(theirs.values_list("meeting", flat=True))
        if None in meetings:
            meetings |= set(of_pair.filter(member=joining.kept).values_list("meeting", flat=True))
        FollowUp.objects.filter(meeting__in=meetings - {None}, outcome="").delete()
