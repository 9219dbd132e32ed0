"""The photo that a member puts up."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from council import pictures
from council.members import services
from council.page_forms import PageForm


class PhotoField(forms.FileField):
    """A small picture, whole and harmless. The page's script makes a large one smaller before it is sent."""

    def __init__(self, **kwargs: Any) -> None:
        most = {"kilobytes": services.PHOTO_MAX_BYTES // 1024, "side": services.PHOTO_MAX_SIDE}
        words = format_lazy(_("PNG or JPEG, at most {kilobytes} kB and {side} pixels each way."), **most)
        super().__init__(max_length=250, help_text=words, **kwargs)
        self.widget.attrs["accept"] = ".png,.jpg,.jpeg"
        self.widget.attrs["data-shrink"] = "600"

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not upload:
            return upload
        try:
            services.read_photo(upload)
        except (services.LargePhotoError, pictures.HugePictureError):
            raise ValidationError(_("This photo is too large. Please make it smaller."), code="large") from None
        except pictures.BrokenPictureError:
            text = _("This is no whole PNG or JPEG picture. Please choose another file.")
            raise ValidationError(text, code="broken") from None
        return upload


class PhotoForm(PageForm, forms.Form):
    """One's own photo."""

    photo = PhotoField(label=_("Photo"))
