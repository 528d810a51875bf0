from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("briefings", "0005_pictures_and_house")]

    operations = []
