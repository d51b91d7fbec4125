"""Plain types that every floor shares; nothing here knows Django, a database or a clock."""
