"""What goes out apart from the answer: notes to staff, texts passed on, events, and what is sent later."""
