"""What staff enter about clusters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from council.library.content import ENDINGS, RefusedFileError, check_file
from focusgroup.models import ClusterAnalysis, HybridCluster
from focusgroup.services.clusters.hybrids import StageTooFar, neighbours
from focusgroup.services.errors import ReasonMissing


class HybridClusterForm(forms.ModelForm):
    """A hybrid cluster; another stage needs a word why."""

    reason = forms.CharField(
        label=_("why the stage changes"),
        max_length=500,
        required=False,
        help_text=_("When you choose another stage. The page of the hybrid cluster shows it."),
    )

    class Meta:
        model = HybridCluster
        fields = ("slug",)  # the administration names the rest

    def clean_parents(self) -> Any:
        parents = self.cleaned_data["parents"]
        if len(parents) < 2:
            raise forms.ValidationError(_("A hybrid cluster has two parent clusters or more."))
        return parents

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        before = self.initial.get("stage")
        if self.instance.pk and "stage" in cleaned and cleaned["stage"] != before:
            if cleaned["stage"] not in neighbours(str(before)):
                self.add_error("stage", str(StageTooFar()))
            if not cleaned.get("reason", "").strip():
                self.add_error("reason", str(ReasonMissing()))
        return cleaned


class ClusterAnalysisForm(forms.ModelForm):
    """An analysis with its paper."""

    paper_file = forms.FileField(label=_("paper"), required=False, max_length=250)

    class Meta:
        model = ClusterAnalysis
        fields = ("slug",)  # the administration names the rest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "paper_file" in self.fields:
            text = _("Whoever may read the analysis opens it. Taken are: %(endings)s.") % {"endings": ENDINGS}
            self.fields["paper_file"].help_text = text

    def clean_paper_file(self) -> Any:
        upload = self.cleaned_data.get("paper_file")
        if upload:
            try:
                check_file(upload)
            except RefusedFileError as error:
                raise forms.ValidationError(str(error)) from None
        return upload
