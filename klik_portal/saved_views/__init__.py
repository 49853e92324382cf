"""Filters of a list that somebody keeps under a name, for oneself or for all colleagues."""
