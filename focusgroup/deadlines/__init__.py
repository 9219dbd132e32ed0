"""What the Focus Group reminds people of (`council.reminders`): one module a part."""
