# One command is the whole of a check: `just check`. The tools are those of the virtual environment in use.

export PATH := justfile_directory() / ".venv/bin:" + env("PATH")
export NO_MKDOCS_2_WARNING := "1"

# Format, lint, types, imports, tests, docs.
check: lint types imports test docs

# Lint and format, without changing anything.
lint:
    ruff check
    ruff format --check

# Types, strict.
types:
    mypy --strict

# Who may import whom.
imports:
    lint-imports

# All tests that need nothing but Python.
test *ARGS:
    python -m pytest -q -n 2 {{ ARGS }}

# The site, into `site/`.
docs:
    mkdocs build --strict --quiet

# Write the generated pages of the reference again.
reference:
    python docs/make_reference.py

# Format and mend what can be mended.
fix:
    ruff check --fix
    ruff format
