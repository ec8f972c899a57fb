"""Uploads: people hand in pictures and documents, a worker looks at them and mails what it found."""
