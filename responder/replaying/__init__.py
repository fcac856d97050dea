"""Texts that came, once more through rules that may be others: what would come out otherwise, and what nobody answers.

Nothing is written and nothing is sent.
"""
