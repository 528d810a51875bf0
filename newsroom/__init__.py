"""The project package: settings, addresses, Celery, and ground modules that import nothing of ours."""

# Celery's documented way of making @shared_task use this application in every process of the project.
from newsroom.celery import app as celery_app

__all__ = ("celery_app",)
