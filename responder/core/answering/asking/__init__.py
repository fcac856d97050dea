"""The questions that are open: which of them a text answers, and how a conversation goes on."""
