"""Changes to places: loading the reference network, corrections by registrars, new berths."""

from matou.spine.places.services.correcting import add_berth, correct_place
from matou.spine.places.services.loading import BASIN, load_basin

__all__ = ["BASIN", "add_berth", "correct_place", "load_basin"]
