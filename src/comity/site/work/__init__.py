"""What a person keeps an eye on: what changed, reminders, mail; private, and in no record."""
