"""Examples and stories: conversations in the rules file that are its tests. They run on the real engine."""
