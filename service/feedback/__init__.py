"""Corrections that people send: checked like annotated text, kept for good, and given back to train with."""
