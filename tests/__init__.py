"""The tests; helpers whose assertions are to be explained too."""

import pytest

pytest.register_assert_rewrite("tests.sentences")
