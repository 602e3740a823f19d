"""What one build keeps for the next below `state_dir/cache`: finished pages, cleaned files, compiled templates."""
