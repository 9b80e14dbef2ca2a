"""Pages and services over what was computed; what is imported here needs FastAPI."""
