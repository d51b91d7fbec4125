"""What the exchange shares as soon as the house stands."""

from matou.spine.exchange.contracts.sharing import share
from matou.spine.exchange.services.builtin import SERVICES

for _service in SERVICES:
    share(_service)
