"""Clusters: what is computed of them, what is written about them."""
