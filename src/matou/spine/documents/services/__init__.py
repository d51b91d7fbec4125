"""Changes to documents: keep an upload, open one for a reader."""

from matou.spine.documents.services.keeping import store
from matou.spine.documents.services.opening import open_document, open_original, open_thumbnail

__all__ = ["open_document", "open_original", "open_thumbnail", "store"]
