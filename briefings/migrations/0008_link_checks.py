from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("briefings", "0007_task_runs")]

    operations = []
