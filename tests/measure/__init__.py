"""Figures over labelled real texts, which are no part of the project: `make score`."""
