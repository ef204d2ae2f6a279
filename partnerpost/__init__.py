"""The front door: command line, settings, logging. It wires the rooms together and holds no logic."""

__version__ = "0.1.0"
