"""From what people write, TOML, command-line words or keywords, to a request and a look; and back."""
