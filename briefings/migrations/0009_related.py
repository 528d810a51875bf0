from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("briefings", "0008_link_checks")]

    operations = []
