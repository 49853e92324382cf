"""Notes on trips; routes get an address and a version. No route exists before this release."""

import django.db.models.deletion
import klik_portal.core.tokens
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0004_changed_at_always'),
    ]

    operations = [
        migrations.AddField(
            model_name='travelroute',
            name='token',
            field=models.CharField(default=klik_portal.core.tokens.new_token, max_length=22, unique=True),
        ),
        migrations.AddField(
            model_name='travelroute',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.CreateModel(
            name='TripNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sentence', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('trip', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='scheduling.trip')),
            ],
            options={
                'ordering': ('-at', '-pk'),
            },
        ),
    ]
