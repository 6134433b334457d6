"""Calendars: found through the entry point `masker_rules.calendars`."""
