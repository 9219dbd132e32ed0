import council.migrating
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("portal", "0001_demo_record"),
        ("portal", "0002_table_imports"),
    ]

    initial = True

    dependencies = [
        ('members', '__first__'),
    ]

    operations = [
        council.migrating.AtOnce(
            operations=[migrations.CreateModel(
                name='DemoRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.SlugField(max_length=20, verbose_name='kind')),
                    ('key', models.CharField(max_length=200, verbose_name='key')),
                    ('object_id', models.BigIntegerField(verbose_name='object')),
                    ('loaded_on', models.DateField(verbose_name='loaded on')),
                    ('fingerprint', models.CharField(blank=True, max_length=64, verbose_name='fingerprint')),
                ],
                options={
                    'verbose_name': 'record of the demonstration data',
                    'verbose_name_plural': 'records of the demonstration data',
                    'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='demo_record_once')],
                },
            ), migrations.CreateModel(
                name='TableImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='key')),
                    ('label', models.CharField(max_length=80, verbose_name='what')),
                    ('file_name', models.CharField(max_length=200, verbose_name='file name')),
                    ('state', models.CharField(choices=[('staged', 'Looked at, not brought in'), ('done', 'Brought in'), ('undone', 'Taken back'), ('closed', 'Brought in, for good')], default='staged', max_length=8, verbose_name='state')),
                    ('rows', models.JSONField(default=list, verbose_name='rows')),
                    ('changes', models.JSONField(default=list, verbose_name='changes')),
                    ('counts', models.JSONField(default=dict, verbose_name='counts')),
                    ('report', models.JSONField(default=list, verbose_name='report')),
                    ('staged_at', models.DateTimeField(verbose_name='looked at')),
                    ('done_at', models.DateTimeField(null=True, verbose_name='brought in')),
                    ('undone_at', models.DateTimeField(null=True, verbose_name='taken back')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='brought in by')),
                    ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken back by')),
                ],
                options={
                    'verbose_name': 'file brought in',
                    'verbose_name_plural': 'files brought in',
                    'ordering': ['-staged_at', '-pk'],
                    'indexes': [models.Index(fields=['label', '-staged_at'], name='import_of_label')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state', 'staged'), ('done_at__isnull', False), _connector='OR'), name='import_done_has_its_time')],
                },
            )],
        ),
    ]
