"""Other places that show the same release: a folder, a host behind ssh, a bucket. Only here a run uses the network."""
