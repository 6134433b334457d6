# One command is the whole of a check: `just check`. The tools are those of the virtual environment.

export PATH := justfile_directory() / ".venv/bin:" + env("PATH")

# Lint, format, types, imports, docs and tests.
check: && test
    .ci/check

# All tests that need nothing but Python.
test *ARGS:
    python -m pytest -q -n 2 {{ ARGS }}

# Lines and branches that tests reach, by package; all tests where none are named.
coverage *ARGS:
    python .ci/coverage.py {{ ARGS }}

# Write the generated pages of the reference again.
reference:
    python docs/make_reference.py

# The site, served while it is written.
serve:
    mkdocs serve

# Format and mend what can be mended.
fix:
    ruff check --fix
    ruff format
