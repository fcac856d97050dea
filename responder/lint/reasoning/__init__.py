"""What texts and situations a rule answers, and which rules above take them first."""
