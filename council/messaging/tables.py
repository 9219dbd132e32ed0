"""Suppressed addresses that are brought in as a table."""

from django.db.models import Model
from django.utils.translation import gettext_lazy

from council.messaging.models import SuppressedAddress
from council.staff.importing import Table


class SuppressedAddressTable(Table):
    """Addresses that came back: known by the address, in whatever letters."""

    explanation = gettext_lazy("An address that is there is found in capital and small letters alike.")
    required = ("address",)

    class Meta(Table.Manners):
        model = SuppressedAddress
        fields = ("address", "reason")

    def known(self, row: dict[str, str]) -> Model | None:
        return SuppressedAddress.objects.filter(address__iexact=row["address"]).first()
