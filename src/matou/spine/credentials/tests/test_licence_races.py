"""Issuing at once: serials without a gap, places without a clash."""

from collections.abc import Sequence
from threading import Barrier, Thread

import pytest
from django.db import connection

from matou.spine.credentials import services
from matou.spine.credentials.contracts import LicenceOrder
from matou.spine.credentials.models import ELicence, StatusEntry
from matou.spine.credentials.tests.licences import NOW, order
from matou.spine.parties import seeds as people


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_get_ten_serials_without_a_gap() -> None:
    people.seed(now=NOW)
    orders = [order(f"CASE000{number:02}") for number in range(10)]
    ready = Barrier(5)

    def work(own: Sequence[LicenceOrder]) -> None:
        ready.wait()
        for one in own:
            services.issue_licence(order=one, now=NOW)
        connection.close()

    threads = [Thread(target=work, args=(orders[at::5],)) for at in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ELicence.objects.values_list("serial", flat=True)) == list(range(1, 11))
    assert StatusEntry.objects.count() == 10
