"""A public address for this machine, and the Twilio number pointed at it: what `serve --tunnel` does.

Nothing here prints. ``open_tunnel`` starts ngrok through pyngrok, ``point_number`` changes the webhook at Twilio and
can put the old one back.
"""

from __future__ import annotations

from responder.tunnel.opening import Tunnel, open_tunnel
from responder.tunnel.pointing import Change, Pointed, PointingError, point_number
from responder.tunnel.watching import watch_tunnel

__all__ = ["Change", "Pointed", "PointingError", "Tunnel", "open_tunnel", "point_number", "watch_tunnel"]
