"""Tables of service items."""

from matou.modules.affairs.models.catalogue import CatalogueEntry
from matou.modules.affairs.models.changes import ItemChange
from matou.modules.affairs.models.items import Item, ItemVersion, Validity
from matou.modules.affairs.models.links import LinkState

__all__ = ["CatalogueEntry", "Item", "ItemChange", "ItemVersion", "LinkState", "Validity"]
