"""Hours, days, times and lengths of time, as people write them and by the clock on the wall."""
