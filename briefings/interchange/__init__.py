"""Stories in and out as JSON Lines: the format of many newsrooms' exchange, whatever software they run."""
