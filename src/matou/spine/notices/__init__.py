"""Notices (通知): what a party should know, said once, in their language, where they want it."""
