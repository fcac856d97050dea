"""STOP, START and HELP, in the carriers' words and in others."""
