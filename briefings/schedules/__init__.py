"""What goes out, or is withdrawn, at a time: schedules, releases, embargoes, and the doing of what is due."""
