"""Texts as characters: typed text made alike, and what a text costs in segments."""
