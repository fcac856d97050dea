"""From one text to one decision: safety first, then the rules from top to bottom, then what is said and kept."""
