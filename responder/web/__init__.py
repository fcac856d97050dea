"""What answers HTTP. Nothing behind this room knows Flask."""
