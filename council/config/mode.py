"""Which settings hold: the demonstration's or production's. Needs nothing but the environment."""

from collections.abc import Mapping

TRUE = {"1", "true", "yes", "on"}


def is_true(value: str | None) -> bool:
    """Whether an environment variable's text means yes (`1`, `true`, `yes`, `on`, in any case)."""
    return (value or "").strip().lower() in TRUE


def is_demonstration(env: Mapping[str, str]) -> bool:
    """Whether the demonstration mode holds: no `DATABASE_URL`, or `DEMO=1` (design README, “Settings”)."""
    return not env.get("DATABASE_URL") or is_true(env.get("DEMO"))


def settings_module(env: Mapping[str, str]) -> str:
    """The dotted name of the settings module for this environment."""
    return "council.config.settings." + ("development" if is_demonstration(env) else "production")
