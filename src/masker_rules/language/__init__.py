"""The profile language: schema, formulas, tables, and the lowering to a plan."""
