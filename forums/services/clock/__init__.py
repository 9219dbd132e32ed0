"""The statutory clock: what it counts, what people do about it, how it explains itself."""

from forums.services.clock.alone import what_alone
from forums.services.clock.recompute import recompute
from forums.services.clock.settling import acknowledge, correct, end_correction, reopen, settle

__all__ = ["acknowledge", "correct", "end_correction", "recompute", "reopen", "settle", "what_alone"]
