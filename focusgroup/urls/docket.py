from django.urls import path, register_converter

from focusgroup.views.docket import deciding, opportunities, proposals, steps, taking_part, writing


class ProposalRef:
    """A proposal's number (“FG-2026-014”), or the key of a draft."""

    regex = r"FG-\d{4}-\d{3,6}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ProposalRef, "proposal")

urlpatterns = [
    path("", proposals.proposal_list, name="proposal-list"),
    path("new/", writing.proposal_new, name="proposal-new"),
    path("opportunities/", opportunities.opportunity_list, name="opportunity-list"),
    path("opportunities/new/", opportunities.opportunity_new, name="opportunity-new"),
    path("opportunities/<int:pk>/", opportunities.opportunity_detail, name="opportunity-detail"),
    path("<proposal:ref>/", proposals.proposal_detail, name="proposal-detail"),
    path("<proposal:ref>/edit/", writing.proposal_edit, name="proposal-edit"),
    path("<proposal:ref>/submit/", writing.proposal_submit, name="proposal-submit"),
    path("<proposal:ref>/paper/", writing.proposal_paper, name="proposal-paper"),
    path("<proposal:ref>/withdraw/", writing.proposal_withdraw, name="proposal-withdraw"),
    path("<proposal:ref>/comment/", taking_part.proposal_comment, name="proposal-comment"),
    path("<proposal:ref>/review/", taking_part.proposal_review, name="proposal-review"),
    path("<proposal:ref>/vote/", taking_part.proposal_vote, name="proposal-vote"),
    path("<proposal:ref>/sitting/", deciding.proposal_sitting, name="proposal-sitting"),
    path("<proposal:ref>/decide/", deciding.proposal_decide, name="proposal-decide"),
    path("<proposal:ref>/decisions/<int:serial>.pdf", deciding.decision_document, name="decision-pdf"),
    path("<proposal:ref>/steps/<slug:slug>/", steps.proposal_step, name="proposal-step"),
    path("<proposal:ref>/actions/<int:pk>/done/", taking_part.action_done, name="action-done"),
]
