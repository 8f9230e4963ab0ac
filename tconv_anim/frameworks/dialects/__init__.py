"""How each framework's layers are read: a table of arguments and defaults, and what they compute."""
