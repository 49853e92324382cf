"""Notes on trips; routes get an address and a version. No route exists before this release."""

import django.db.models.deletion
import klik_portal.core.tokens
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accreditation', '0005_bundles_and_improvement_steps'),
        ('scheduling', '0006_zoom_hosts'),
    ]

    operations = [
        migrations.CreateModel(
            name='TripNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sentence', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('-at', '-pk'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='tripstop',
            name='stop_state_known',
        ),
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
        migrations.AlterField(
            model_name='tripstop',
            name='state',
            field=models.CharField(choices=[('planned', 'Direncanakan'), ('postponed', 'Ditunda'), ('dropped', 'Permohonan ditutup')], default='planned', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='tripstop',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'postponed', 'dropped'])), name='stop_state_known'),
        ),
        migrations.AddField(
            model_name='tripnote',
            name='trip',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='scheduling.trip'),
        ),
    ]
