"""The reference engine: it interprets a plan and is the definition of what a plan means."""
