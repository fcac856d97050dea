from gathering import busy_writer, gathered

__all__ = ["busy_writer", "gathered"]
