"""What each part of the Focus Group registers with the platform, once, when the portal starts: `register()` of each module."""
