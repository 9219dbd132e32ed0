from forums.models.seats import Forum

__all__ = ["Forum"]
