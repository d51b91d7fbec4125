"""Where e-licences meet codes, documents and notices, which lie beside or above their room."""

from matou.spine.codes.services import register_kind
from matou.spine.credentials import queries
from matou.spine.credentials.contracts import (
    LicenceIssued,
    LicenceReinstated,
    LicenceRevoked,
    LicenceSuspended,
)
from matou.spine.journal.services import subscribe
from matou.web.licences import letters, papers

register_kind(
    kind=queries.LICENCE,
    page_url=lambda code: f"/credentials/check/{code}",
    facts=queries.code_facts,
    leads_to_page=True,
)
subscribe(name="web_licences.paper", event=LicenceIssued, handle=papers.follow_issued)
letters.register()
subscribe(name="web_licences.letter", event=LicenceSuspended, handle=letters.tell_holder)
subscribe(name="web_licences.letter", event=LicenceReinstated, handle=letters.tell_holder)
subscribe(name="web_licences.letter", event=LicenceRevoked, handle=letters.tell_holder)
subscribe(name="web_licences.letter", event=LicenceIssued, handle=letters.tell_of_issue)
