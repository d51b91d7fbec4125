"""Configuration of the credentials room."""

from matou.spine.room import SpineConfig


class CredentialsConfig(SpineConfig):
    """Licences and certificates with their dates and checks."""

    name = "matou.spine.credentials"
    label = "credentials"
    verbose_name = "证照 Credentials"
    title_zh = "证照"
    title_en = "Credentials"
    append_only = (
        "credentials_check",
        "credentials_elicence",
        "credentials_elicenceversion",
        "credentials_licencepaper",
        "credentials_statusentry",
        "credentials_statuslist",
    )
