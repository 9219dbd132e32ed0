import council.migrating
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("messaging", "0001_initial"),
        ("messaging", "0002_priority_and_wiping"),
    ]

    initial = True

    dependencies = [
        ('members', '__first__'),
    ]

    operations = [
        council.migrating.AtOnce(
            operations=[migrations.CreateModel(
                name='DeliveredMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message_id', models.CharField(max_length=200, unique=True, verbose_name='Message-ID')),
                    ('sender', models.CharField(max_length=300, verbose_name='from')),
                    ('address', models.CharField(max_length=300, verbose_name='to')),
                    ('subject', models.CharField(max_length=500, verbose_name='subject')),
                    ('source', models.BinaryField(verbose_name='source')),
                    ('delivered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='delivered')),
                ],
                options={
                    'verbose_name': 'delivered mail',
                    'verbose_name_plural': 'mailbox',
                    'ordering': ['-delivered_at', '-pk'],
                },
            ), migrations.CreateModel(
                name='Heartbeat',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.SlugField(unique=True, verbose_name='name')),
                    ('at', models.DateTimeField(verbose_name='last heard')),
                ],
                options={
                    'verbose_name': 'heartbeat',
                    'verbose_name_plural': 'heartbeats',
                },
            ), migrations.CreateModel(
                name='SuppressedAddress',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('address', models.EmailField(max_length=254, verbose_name='address')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='since')),
                ],
                options={
                    'verbose_name': 'suppressed address',
                    'verbose_name_plural': 'suppressed addresses',
                    'ordering': ['-created_at'],
                    'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('address'), name='suppressed_address_once')],
                },
            ), migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=200, unique=True, verbose_name='key')),
                    ('kind', models.SlugField(max_length=60, verbose_name='kind')),
                    ('template', models.CharField(max_length=120, verbose_name='template')),
                    ('language', models.CharField(max_length=5, verbose_name='language')),
                    ('address', models.EmailField(max_length=254, verbose_name='to')),
                    ('context', models.JSONField(blank=True, default=dict, verbose_name='context')),
                    ('attachments', models.JSONField(blank=True, default=list, verbose_name='attachments')),
                    ('subject', models.CharField(blank=True, max_length=500, verbose_name='subject')),
                    ('message_id', models.CharField(max_length=200, unique=True, verbose_name='Message-ID')),
                    ('state', models.CharField(choices=[('queued', 'Queued'), ('claimed', 'Claimed'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('uncertain', 'Uncertain'), ('cancelled', 'Cancelled'), ('expired', 'Expired')], default='queued', max_length=10, verbose_name='state')),
                    ('priority', models.PositiveSmallIntegerField(choices=[(0, 'Account'), (1, 'Essential'), (2, 'Other')], default=1, verbose_name='priority')),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='written')),
                    ('next_try_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='next try')),
                    ('not_after', models.DateTimeField(blank=True, null=True, verbose_name='of no use after')),
                    ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='claimed')),
                    ('claim_token', models.UUIDField(blank=True, null=True, verbose_name='claim')),
                    ('smtp_started_at', models.DateTimeField(blank=True, null=True, verbose_name='handed over')),
                    ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                    ('smtp_reply', models.CharField(blank=True, max_length=500, verbose_name='answer of the relay')),
                    ('wiped_at', models.DateTimeField(blank=True, null=True, verbose_name='content erased')),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='messages', to=settings.AUTH_USER_MODEL, verbose_name='log-in')),
                ],
                options={
                    'verbose_name': 'message',
                    'verbose_name_plural': 'messages',
                    'ordering': ['-created_at', '-pk'],
                    'indexes': [models.Index(condition=models.Q(('state', 'queued')), fields=['priority', 'next_try_at', 'id'], name='message_due_by_priority'), models.Index(condition=models.Q(('state__in', ['failed', 'uncertain'])), fields=['state'], name='message_needs_attention'), models.Index(condition=models.Q(('state__in', ['claimed', 'sending'])), fields=['state', 'claimed_at'], name='message_held'), models.Index(fields=['-created_at', '-id'], name='message_newest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['claimed', 'sending']), _negated=True), ('claim_token__isnull', False), _connector='OR'), name='message_held_has_its_claim'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='message_sent_has_its_time')],
                },
            ), migrations.CreateModel(
                name='Preference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.SlugField(max_length=60, verbose_name='kind')),
                    ('switched_off_at', models.DateTimeField(verbose_name='switched off')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='switched_off', to=settings.AUTH_USER_MODEL, verbose_name='log-in')),
                ],
                options={
                    'verbose_name': 'preference',
                    'verbose_name_plural': 'preferences',
                    'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='preference_once_a_kind')],
                },
            )],
        ),
    ]
