"""What staff fill in of actions and projects."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from council.members.models import Member
from focusgroup.group import places
from focusgroup.models import Action, Project, Proposal
from focusgroup.services.docket.errors import OwnerOutside
from focusgroup.services.docket.following import takes_projects


class ActionForm(forms.ModelForm):
    """An action that there is: another owner is of the group."""

    class Meta:
        model = Action
        fields = ("owner",)  # the administration names the rest

    def clean_owner(self) -> Member:
        owner: Member = self.cleaned_data["owner"]
        if "owner" in self.changed_data and not places(timezone.now()).filter(member=owner).exists():
            raise forms.ValidationError(OwnerOutside.message)
        return owner


class ProjectForm(forms.ModelForm):
    """A project of a proposal that was adopted."""

    class Meta:
        model = Project
        fields = ("proposal",)  # the administration names the rest

    def clean_proposal(self) -> Proposal:
        proposal: Proposal = self.cleaned_data["proposal"]
        if not takes_projects(proposal):
            raise forms.ValidationError(_("A project comes of a proposal that was adopted."))
        return proposal
