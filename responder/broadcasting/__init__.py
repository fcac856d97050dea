"""One text to many people: who gets it and what that comes to, its rows, and their turns among what else is due.

Reading a file of people (``people_file``) and planning (``planning``) are pure; ``keeping`` writes to the store, and
``feeding`` runs in every worker.
"""
