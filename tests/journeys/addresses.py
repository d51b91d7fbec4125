"""Print every page sample of a running site as JSON: name, actor, status, path."""

import json

import django

django.setup()

from django.db import connection  # noqa: E402  # after setup, as above

from house_samples import all_samples  # noqa: E402
from house_trouble import TROUBLE  # noqa: E402

with connection.cursor() as cursor:
    cursor.execute(TROUBLE)
print(
    json.dumps(
        [
            {
                "name": sample.name,
                "actor": sample.actor,
                "status": sample.status,
                "path": sample.address(),
            }
            for sample in all_samples()
        ]
    )
)
