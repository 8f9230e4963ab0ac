"""What is said: from a trace to scenes, without places, colours or words of a language."""
