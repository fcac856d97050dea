"""The job engine, DBOS, behind a small door: ``Jobs`` schedules, looks and tidies; ``Runner`` runs what is scheduled.

What is to be done stands in the store's table ``due``, which alone counts. A job here only says when to try, so that
losing one, or having it twice, costs nothing but time. Importing DBOS takes a second and 70 MB, so that only processes
that answer texts or do what is due import this room.
"""

from responder.jobs.jobs import Jobs
from responder.jobs.runner import Runner

__all__ = ["Jobs", "Runner"]
