"""This project, MkDocs with Material, Zensical and Hugo with the same reports: measured, judged, told and drawn."""
