"""The embedded Valkey: a private server in a folder of this checkout."""

from pathlib import Path


def url(data_dir: Path) -> str:
    """The address of the server's socket, running or not."""
    return f"unix://{data_dir / 'valkey.sock'}?db=0"
