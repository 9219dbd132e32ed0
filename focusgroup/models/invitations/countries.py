"""Where targets have their headquarters, by ISO 3166 code: the countries that investment has come from, and “another one”."""

from django.utils.translation import gettext_lazy as _

COUNTRIES = [
    ("AT", _("Austria")),
    ("AU", _("Australia")),
    ("BE", _("Belgium")),
    ("CA", _("Canada")),
    ("CH", _("Switzerland")),
    ("CN", _("China")),
    ("CZ", _("Czechia")),
    ("DE", _("Germany")),
    ("DK", _("Denmark")),
    ("ES", _("Spain")),
    ("FI", _("Finland")),
    ("FR", _("France")),
    ("GB", _("United Kingdom")),
    ("IL", _("Israel")),
    ("IN", _("India")),
    ("IT", _("Italy")),
    ("JP", _("Japan")),
    ("KR", _("Korea")),
    ("NL", _("Netherlands")),
    ("NO", _("Norway")),
    ("PL", _("Poland")),
    ("SE", _("Sweden")),
    ("SG", _("Singapore")),
    ("TW", _("Taiwan")),
    ("US", _("United States")),
    ("VN", _("Vietnam")),
    ("ZZ", _("Another country")),
]
