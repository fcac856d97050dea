"""The conditions of ``when``: what they look at, why they hold or not, and the index that spares looking."""
