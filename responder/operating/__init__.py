"""Running it for good: how things stand, in figures for people and for Prometheus; and taking back, or trying again,
what is due."""
