"""The components that every room's pages are made of; ``{% load ui %}`` brings them all."""
