import council.migrating
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("reminders", "0001_initial"),
    ]

    initial = True

    dependencies = [
        ('events', '0001_tables'),
        ('members', '0001_tables'),
        ('members', '__first__'),
        ('messaging', '0001_tables'),
    ]

    operations = [
        council.migrating.AtOnce(
            operations=[migrations.CreateModel(
                name='HistoricalRule',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('source', models.SlugField(default='event', max_length=40, verbose_name='reminds of')),
                    ('programme', models.SlugField(blank=True, max_length=30, verbose_name='programme')),
                    ('name', models.SlugField(max_length=40, verbose_name='name')),
                    ('offset', models.CharField(choices=[('days-before', 'Days before, at a time of day'), ('hours-before', 'Hours before'), ('days-after', 'Days after the end, at a time of day'), ('hours-after', 'Hours after the end')], max_length=15, verbose_name='when')),
                    ('amount', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(366)], verbose_name='how many')),
                    ('at_time', models.TimeField(blank=True, help_text="In the event's time zone.", null=True, verbose_name='time of day')),
                    ('formats', models.CharField(blank=True, help_text='Separated by commas; empty: every format.', max_length=60, verbose_name='formats')),
                    ('states', models.CharField(blank=True, max_length=60, verbose_name='registrations')),
                    ('role', models.CharField(blank=True, help_text='Only those registered in this role.', max_length=30, verbose_name='role')),
                    ('attendance', models.CharField(blank=True, choices=[('attended', 'Those who came'), ('absent', 'Those who did not come')], max_length=10, verbose_name='attendance')),
                    ('subject_ko', models.CharField(blank=True, max_length=200, verbose_name='subject (Korean)')),
                    ('subject_en', models.CharField(blank=True, max_length=200, verbose_name='subject (English)')),
                    ('text_ko', models.TextField(blank=True, max_length=4000, verbose_name='text (Korean)')),
                    ('text_en', models.TextField(blank=True, max_length=4000, verbose_name='text (English)')),
                    ('grace_minutes', models.PositiveIntegerField(help_text='What is overdue by more is recorded as missed and not sent.', validators=[django.core.validators.MaxValueValidator(527040)], verbose_name='grace in minutes')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('body', models.ForeignKey(blank=True, db_constraint=False, help_text='Only those who sit in this body.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='members.body', verbose_name='members of')),
                    ('event', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='events.event', verbose_name='event')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical reminder rule',
                    'verbose_name_plural': 'historical reminder rules',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='Rule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source', models.SlugField(default='event', max_length=40, verbose_name='reminds of')),
                    ('programme', models.SlugField(blank=True, max_length=30, verbose_name='programme')),
                    ('name', models.SlugField(max_length=40, verbose_name='name')),
                    ('offset', models.CharField(choices=[('days-before', 'Days before, at a time of day'), ('hours-before', 'Hours before'), ('days-after', 'Days after the end, at a time of day'), ('hours-after', 'Hours after the end')], max_length=15, verbose_name='when')),
                    ('amount', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(366)], verbose_name='how many')),
                    ('at_time', models.TimeField(blank=True, help_text="In the event's time zone.", null=True, verbose_name='time of day')),
                    ('formats', models.CharField(blank=True, help_text='Separated by commas; empty: every format.', max_length=60, verbose_name='formats')),
                    ('states', models.CharField(blank=True, max_length=60, verbose_name='registrations')),
                    ('role', models.CharField(blank=True, help_text='Only those registered in this role.', max_length=30, verbose_name='role')),
                    ('attendance', models.CharField(blank=True, choices=[('attended', 'Those who came'), ('absent', 'Those who did not come')], max_length=10, verbose_name='attendance')),
                    ('subject_ko', models.CharField(blank=True, max_length=200, verbose_name='subject (Korean)')),
                    ('subject_en', models.CharField(blank=True, max_length=200, verbose_name='subject (English)')),
                    ('text_ko', models.TextField(blank=True, max_length=4000, verbose_name='text (Korean)')),
                    ('text_en', models.TextField(blank=True, max_length=4000, verbose_name='text (English)')),
                    ('grace_minutes', models.PositiveIntegerField(help_text='What is overdue by more is recorded as missed and not sent.', validators=[django.core.validators.MaxValueValidator(527040)], verbose_name='grace in minutes')),
                    ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                    ('body', models.ForeignKey(blank=True, help_text='Only those who sit in this body.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.body', verbose_name='members of')),
                    ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='reminder_rules', to='events.event', verbose_name='event')),
                ],
                options={
                    'verbose_name': 'reminder rule',
                    'verbose_name_plural': 'reminder rules',
                    'ordering': ['source', 'programme', 'event_id', 'offset', '-amount'],
                    'constraints': [models.UniqueConstraint(fields=('source', 'event', 'programme', 'name'), name='rule_name_once_a_place', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('event', None), ('programme', ''), _connector='OR'), name='rule_of_an_event_or_a_programme'), models.CheckConstraint(condition=models.Q(models.Q(('offset__in', ['days-before', 'days-after']), _negated=True), ('at_time__isnull', False), _connector='OR'), name='rule_in_days_has_a_time', violation_error_message='Give the time of day.'), models.CheckConstraint(condition=models.Q(('attendance', ''), ('offset__in', ['days-after', 'hours-after']), _connector='OR'), name='rule_about_attendance_is_after', violation_error_message='Who came is known after the event only.'), models.CheckConstraint(condition=models.Q(('source', 'event'), models.Q(('event', None), ('programme', '')), _connector='OR'), name='rule_of_a_deadline_has_no_event')],
                },
            ), migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('source', models.SlugField(max_length=40, verbose_name='source')),
                    ('subject', models.CharField(max_length=60, verbose_name='subject')),
                    ('schedule_version', models.PositiveIntegerField(verbose_name='schedule version')),
                    ('due_at', models.DateTimeField(verbose_name='due')),
                    ('state', models.CharField(choices=[('queued', 'Written'), ('missed', 'Missed'), ('superseded', 'Superseded'), ('covered', 'Already reminded'), ('opted-out', 'Switched off')], max_length=10, verbose_name='state')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='planned')),
                    ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reminder', to='messaging.message', verbose_name='message')),
                    ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to=settings.AUTH_USER_MODEL, verbose_name='recipient')),
                    ('rule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='reminders.rule', verbose_name='rule')),
                ],
                options={
                    'verbose_name': 'reminder',
                    'verbose_name_plural': 'reminder ledger',
                    'ordering': ['-due_at', '-pk'],
                    'indexes': [models.Index(fields=['-due_at', '-id'], name='reminder_newest')],
                    'constraints': [models.UniqueConstraint(fields=('source', 'subject', 'recipient', 'rule', 'schedule_version'), name='reminder_once')],
                },
            )],
        ),
    ]
