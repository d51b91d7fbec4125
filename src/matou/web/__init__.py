"""The surface kit every room shares: pages, components, access, API, slots."""
