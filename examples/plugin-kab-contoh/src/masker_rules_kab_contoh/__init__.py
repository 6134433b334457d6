"""The regulation of an invented regency, as data."""
