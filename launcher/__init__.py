"""The launcher: one command makes the environment, starts the servers and runs the portal or its tests.

Standard library only, because it runs before anything is installed. The portal never imports it.
"""
