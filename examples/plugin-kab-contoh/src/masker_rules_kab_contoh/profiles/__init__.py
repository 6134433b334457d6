"""Profiles: found through the entry point `masker_rules.profiles`."""
