from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("briefings", "0006_schedules")]

    operations = []
