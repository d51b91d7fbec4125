"""The pages of e-licences as a Django app, so that templates, messages and wiring are found."""

from matou.spine.room import SpineConfig


class LicencesConfig(SpineConfig):
    """E-licences (电子证照) under ``/credentials/``."""

    name = "matou.web.licences"
    label = "web_licences"
    title_zh = "电子证照"
    title_en = "E-licences"
