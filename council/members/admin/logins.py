"""Log-ins. What a log-in may do is a superuser's to say; nobody takes over one that may do more than his own."""

from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from council.members import services
from council.members.models import User
from council.members.permissions import SECOND_FACTORS, can_change_login
from council.members.staff_search import StaffSearch, logins_with
from council.staff import group_label
from council.staff.admin import SecretariatAdmin

# Secrets and session keys are nobody's to look at; groups are made by the registry. The libraries come later than we do in the
# order of the apps: without being asked they would register all of it again.
for _library in ("allauth.account", "allauth.mfa", "allauth.usersessions", "django.contrib.auth"):
    import_module(f"{_library}.admin")
admin.site.unregister((EmailAddress, Authenticator, UserSession, Group))


class GroupsField(forms.ModelMultipleChoiceField):
    """Groups under the names of their programmes."""

    def label_from_instance(self, obj: Model) -> str:
        return group_label(str(obj))


class EmailAddressInline(SecretariatAdmin, admin.TabularInline):
    """The addresses of a log-in, to be read; their owner changes them."""

    model = EmailAddress
    fields = ("email", "verified", "primary")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(StaffSearch, SecretariatAdmin, admin.ModelAdmin):
    rows_with = staticmethod(logins_with)
    list_display = ("email", "member", "is_active", "is_staff", "has_second_factor", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    list_select_related = ("member",)
    # (Not by the person: members have a list of their own.)
    sortable_by = ("email", "is_active", "is_staff", "date_joined", "last_login")
    list_per_page = 50
    search_fields = ("email", "member__family_name", "member__given_name", "member__family_name_en", "member__given_name_en")
    ordering = ("-date_joined",)
    inlines = (EmailAddressInline,)
    POWERS = ("is_staff", "is_superuser", "groups")
    values_noted = ("is_active", *POWERS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        queryset: QuerySet[Any] = super().get_queryset(request).select_related("member")
        return queryset.prefetch_related("authenticator_set")

    @admin.display(description=_("second factor"), boolean=True)
    def has_second_factor(self, user: Any) -> bool:
        return any(factor.type in SECOND_FACTORS for factor in user.authenticator_set.all())

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        if obj is None:
            return ["email", *(self.POWERS if request.user.is_superuser else ())]
        return ["email", "is_active", *self.POWERS, "date_joined", "last_login"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        # An address is changed by its owner, who confirms it; another's hand could take the log-in over.
        fixed = ["email", "date_joined", "last_login"] if obj is not None else []
        return fixed if request.user.is_superuser else [*fixed, *self.POWERS]

    def get_inlines(self, request: HttpRequest, obj: Model | None) -> Any:
        return self.inlines if obj is not None else ()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            widget = forms.CheckboxSelectMultiple()
            return GroupsField(Group.objects.order_by("name"), label=db_field.verbose_name, required=False, widget=widget)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (not isinstance(obj, User) or can_change_login(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Erasing a person is more than deleting a row; until that way exists it is a superuser's.
        return bool(request.user.is_superuser)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            if not obj.is_active:
                services.end_sessions(obj)
            return
        # Without a password: its owner sets one by “Forgotten the password?”, which also confirms the address.
        obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        services.ensure_member(obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        services.end_sessions(obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for user in queryset:
            services.end_sessions(user)
        super().delete_queryset(request, queryset)
