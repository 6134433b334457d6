"""Explanations, made from the plan and the values it was computed with."""


def explain_text(result: object, lang: str = "id") -> str:
    return ""
