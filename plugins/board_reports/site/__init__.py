"""The public's site: MkDocs meets the register here and nowhere else."""
