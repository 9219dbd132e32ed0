from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from council import pictures
from council.content import services, texts
from council.content.models import Image

TEXTS = ("text_ko", "text_en")


class TextsForm(forms.ModelForm):
    """A page or news: its texts name only placeholders and pictures that there are."""

    def clean(self) -> Any:
        cleaned = super().clean()
        for name in TEXTS:
            for problem in texts.problems(self.cleaned_data.get(name) or "") if name in self.fields else ():
                self.add_error(name, problem)
        return cleaned


class ImageForm(forms.ModelForm):
    """A picture with what it shows; the file cannot be changed afterwards: texts show it."""

    upload = forms.FileField(label=_("Picture (PNG or JPEG)"), max_length=250)

    class Meta:
        model = Image
        fields = ("alt_ko", "alt_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "upload" in self.fields:
            self.fields["upload"].widget.attrs["accept"] = ".png,.jpg,.jpeg"
            self.fields["upload"].help_text = _("Notes of the camera (the place, too) are taken out.")

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload.size > settings.IMAGE_MAX_BYTES:
            text = _("The file has %(size)s; at most %(most)s are taken.")
            most = filesizeformat(settings.IMAGE_MAX_BYTES)
            raise forms.ValidationError(text % {"size": filesizeformat(upload.size), "most": most})
        try:
            services.read_picture(upload)
        except pictures.HugePictureError:
            raise forms.ValidationError(_("The picture has too many pixels. Please make it smaller.")) from None
        except pictures.BrokenPictureError:
            raise forms.ValidationError(_("This is no whole PNG or JPEG picture. Please choose another file.")) from None
        return upload
