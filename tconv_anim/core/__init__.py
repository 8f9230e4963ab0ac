"""The compute core: records every step of every operation, with numpy alone."""
