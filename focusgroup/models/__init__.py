from focusgroup.models.clusters import Cluster
from focusgroup.models.seats import Seat

__all__ = ["Cluster", "Seat"]
