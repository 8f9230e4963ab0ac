"""What the tests of docstrings pass over."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("sphinx") else ["tconv_anim/sphinx.py"]
