"""What all frameworks share: parsing a call, padding, scripts and errors."""
