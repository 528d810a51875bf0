from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("briefings", "0010_page_html")]

    operations = []
