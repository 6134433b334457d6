"""The columnar engine: attendance and the plan as expressions over frames of many people.

It gives exactly what the reference engine gives; whom it cannot compute it hands over to it.
"""
