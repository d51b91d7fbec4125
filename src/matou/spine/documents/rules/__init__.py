"""Pure rules of documents: what a file really is, and whether its inside may be kept."""

from matou.spine.documents.rules.checking import Checked, check

__all__ = ["Checked", "check"]
