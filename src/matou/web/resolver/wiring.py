"""Documents and codes are siblings that do not know each other: here they meet."""

from matou.spine.codes.services import register_kind
from matou.spine.documents.contracts import DocumentStored
from matou.spine.journal.services import subscribe
from matou.web.resolver import documents

register_kind(kind=documents.KIND, page_url=documents.page_url, facts=documents.facts_for)
subscribe(name="web_resolver.document", event=DocumentStored, handle=documents.follow_stored)
