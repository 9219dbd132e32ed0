"""The house rules that can be read off the code."""

import subprocess
import sys
from pathlib import Path


def test_imports_go_downwards_only():
    result = subprocess.run([str(Path(sys.executable).with_name("lint-imports"))], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
