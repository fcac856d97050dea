"""What a store holds, written to files: all of it for programs and spreadsheets, or what is kept of one person."""

from responder.exporting.everything import export_everything
from responder.exporting.person import export_person
from responder.exporting.places import NotExported, Place, place_at

__all__ = ["NotExported", "Place", "export_everything", "export_person", "place_at"]
