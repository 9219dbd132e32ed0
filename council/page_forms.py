"""Forms that stand within a page's own `<form>`."""

from crispy_forms.helper import FormHelper
from django.utils.functional import cached_property


class PageForm:
    """Mixin: the page has the form's tag, its token and its buttons, and says above it what is wrong with it
    (`components/form_errors.html`)."""

    errors_above = True

    @cached_property
    def helper(self) -> FormHelper:
        """How crispy forms set it: the fields alone."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper
