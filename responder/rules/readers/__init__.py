"""Readers of values. Each gives the value, or None after it has told what is wrong with it."""
