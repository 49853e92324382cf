from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0003_fill_changed_at")]

    operations = [
        migrations.AlterField(
            model_name="appointment", name="changed_at", field=models.DateTimeField()
        )
    ]
