"""The room's name, titles and append-only tables."""

from matou.spine.room import SpineConfig


class DocumentsConfig(SpineConfig):
    """Documents (文件)."""

    name = "matou.spine.documents"
    label = "documents"
    title_zh = "文件"
    title_en = "Documents"
    append_only = ("documents_document", "documents_access")
