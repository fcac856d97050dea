"""Small changes to a file of rules, made in its text: comments, order and layout stay as the writer has them."""
