"""The planner: door to door over water, road, rail and air."""
