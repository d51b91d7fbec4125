"""Tables of the parties room: parties, sign-ins, memberships, roles, tokens, access log."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from matou.kit.codes import new_code


class Party(models.Model):
    """A person or company (主体); personal numbers are stored sealed, found by blind index."""

    class Kind(models.TextChoices):
        """The two kinds of party."""

        PERSON = "person", "个人"
        COMPANY = "company", "企业"

    code = models.CharField(max_length=9, unique=True, default=new_code)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    sort_key = models.CharField(max_length=200, db_index=True)
    """The name in pinyin: the database has no Chinese collation (stack.md, section 1)."""
    uscc = models.CharField(max_length=18, null=True, blank=True)  # noqa: DJ001 - unique if given
    id_number_sealed = models.BinaryField(null=True)
    id_number_index = models.CharField(max_length=64, null=True)  # noqa: DJ001 - unique if given
    id_number_masked = models.CharField(max_length=18, blank=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.CharField(max_length=64, null=True, db_index=True)  # noqa: DJ001 - unknown
    phone_masked = models.CharField(max_length=20, blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uscc"], name="parties_party_uscc_unique"),
            models.UniqueConstraint(
                fields=["id_number_index"], name="parties_party_id_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(kind="company", uscc__isnull=False)
                | Q(kind="person", uscc__isnull=True),
                name="parties_party_company_has_uscc_person_none",
            ),
            models.CheckConstraint(
                condition=Q(kind="person") | Q(id_number_sealed__isnull=True),
                name="parties_party_only_person_has_id_number",
            ),
            models.CheckConstraint(
                condition=Q(id_number_sealed__isnull=True, id_number_index__isnull=True)
                | Q(id_number_sealed__isnull=False, id_number_index__isnull=False),
                name="parties_party_id_number_sealed_with_index",
            ),
            models.CheckConstraint(
                condition=Q(phone_sealed__isnull=True, phone_index__isnull=True)
                | Q(phone_sealed__isnull=False, phone_index__isnull=False),
                name="parties_party_phone_sealed_with_index",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="parties_party_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class UserManager(BaseUserManager["User"]):
    """Finds users by sign-in name without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the user with the sign-in name; raises User.DoesNotExist."""
        return self.get(username=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """The sign-in (登录账号) of exactly one person."""

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="+")
    username = models.CharField(max_length=40, unique=True)
    email = models.EmailField(max_length=254, blank=True)
    phone_index = models.CharField(max_length=64, null=True)  # noqa: DJ001 - unique if given
    acts_for = models.ForeignKey(Party, null=True, on_delete=models.SET_NULL, related_name="+")
    """The company the person last chose to act for; none means in their own name."""
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="parties_user_email_unique"
            ),
            models.UniqueConstraint(fields=["phone_index"], name="parties_user_phone_unique"),
            models.CheckConstraint(
                condition=Q(username=Lower("username")), name="parties_user_username_lower_case"
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """Return the person's name, for the admin's greeting."""
        return self.party.name


class Membership(models.Model):
    """A person may act for a company in one role during a period (任职)."""

    person = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=64)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    added_by = models.CharField(max_length=16)
    removed_by = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "company", "role"],
                condition=Q(until_at__isnull=True),
                name="parties_membership_open_once",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
                name="parties_membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(person=F("company")), name="parties_membership_of_another_party"
            ),
        ]


class RoleGrant(models.Model):
    """A role that a person holds in their own name, or on the platform (授权)."""

    person = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=64)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=16)
    withdrawn_by = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=Q(until_at__isnull=True),
                name="parties_rolegrant_open_once",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at")),
                name="parties_rolegrant_ends_after_start",
            ),
        ]


class ApiToken(models.Model):
    """A bearer token (访问令牌): only the hash of its secret is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    acts_for = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8, unique=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=64), size=20)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="parties_apitoken_expires_after_creation",
            ),
        ]


class AccessLog(models.Model):
    """One reading of an unmasked personal number (查阅记录); rows are only ever added."""

    reader = models.CharField(max_length=16, db_index=True)
    subject = models.CharField(max_length=9, db_index=True)
    field = models.CharField(max_length=16)
    why = models.CharField(max_length=200)
    read_at = models.DateTimeField()


class Allowance(models.Model):
    """How far a rate-limited key has used its allowance (限流)."""

    key = models.CharField(max_length=120, primary_key=True)
    full_at = models.DateTimeField(db_index=True)
    """When the whole allowance is back (the theoretical arrival time of GCRA)."""
