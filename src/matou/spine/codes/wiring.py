"""Places and parties lie below this room: their kinds and events are wired here."""

from matou.spine.codes.services import below, register_kind
from matou.spine.journal.services import subscribe
from matou.spine.parties.contracts import CompanyRegistered, PersonRegistered
from matou.spine.places.contracts import BasinLoaded, PlaceCorrected

register_kind(kind=below.PLACE, facts=below.place_facts)
register_kind(kind=below.PARTY, facts=below.party_facts)

subscribe(name="codes.basin", event=BasinLoaded, handle=below.follow_basin)
subscribe(name="codes.correction", event=PlaceCorrected, handle=below.follow_correction)
subscribe(name="codes.company", event=CompanyRegistered, handle=below.follow_company)
subscribe(name="codes.person", event=PersonRegistered, handle=below.follow_person)
