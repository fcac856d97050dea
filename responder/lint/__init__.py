"""What is valid in a rules file but unwise. Each check is one file in ``checks``; its docstring is its page."""
