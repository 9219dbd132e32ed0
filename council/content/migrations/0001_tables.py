import council.content.models
import council.members.validators
import council.migrating
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("content", "0001_initial"),
        ("content", "0002_initial"),
    ]

    initial = True

    dependencies = [
        ('members', '__first__'),
    ]

    operations = [
        council.migrating.AtOnce(
            operations=[migrations.CreateModel(
                name='HistoricalImage',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('key', models.CharField(db_index=True, default=council.content.models.new_key, editable=False, max_length=12, verbose_name='key')),
                    ('alt_ko', models.CharField(help_text='Read aloud to who does not see it; shown where it cannot be loaded.', max_length=300, validators=[council.members.validators.validate_one_line], verbose_name='what it shows (Korean)')),
                    ('alt_en', models.CharField(max_length=300, validators=[council.members.validators.validate_one_line], verbose_name='what it shows (English)')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical picture',
                    'verbose_name_plural': 'historical pictures',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalNewsItem',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=80, verbose_name='address')),
                    ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                    ('title_en', models.CharField(max_length=200, verbose_name='title (English)')),
                    ('summary_ko', models.CharField(blank=True, max_length=500, verbose_name='summary (Korean)')),
                    ('summary_en', models.CharField(blank=True, max_length=500, verbose_name='summary (English)')),
                    ('text_ko', models.TextField(help_text='Markdown', verbose_name='text (Korean)')),
                    ('text_en', models.TextField(help_text='Markdown', verbose_name='text (English)')),
                    ('published_at', models.DateTimeField(blank=True, help_text='Empty: a draft.', null=True, verbose_name='published')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical news item',
                    'verbose_name_plural': 'historical news',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalPage',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('path', models.CharField(blank=True, db_index=True, help_text='Below /about/; empty: /about/ itself.', max_length=100, validators=[django.core.validators.RegexValidator('\\A[a-z0-9-]+(?:/[a-z0-9-]+)*\\Z', 'Use small letters, digits and hyphens; separate parts with /.')], verbose_name='address')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                    ('title_en', models.CharField(max_length=200, verbose_name='title (English)')),
                    ('text_ko', models.TextField(help_text='Markdown', verbose_name='text (Korean)')),
                    ('text_en', models.TextField(help_text='Markdown', verbose_name='text (English)')),
                    ('is_published', models.BooleanField(default=False, verbose_name='published')),
                    ('publish_at', models.DateTimeField(blank=True, help_text='A published page appears by itself at this time. Empty: at once.', null=True, verbose_name='appears')),
                    ('updated_at', models.DateTimeField(blank=True, editable=False, verbose_name='changed')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical page',
                    'verbose_name_plural': 'historical pages',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='Image',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(default=council.content.models.new_key, editable=False, max_length=12, unique=True, verbose_name='key')),
                    ('alt_ko', models.CharField(help_text='Read aloud to who does not see it; shown where it cannot be loaded.', max_length=300, validators=[council.members.validators.validate_one_line], verbose_name='what it shows (Korean)')),
                    ('alt_en', models.CharField(max_length=300, validators=[council.members.validators.validate_one_line], verbose_name='what it shows (English)')),
                    ('file', models.FileField(editable=False, max_length=200, upload_to='', verbose_name='file')),
                    ('content_type', models.CharField(editable=False, max_length=20, verbose_name='type')),
                    ('size', models.PositiveIntegerField(editable=False, verbose_name='file size')),
                    ('width', models.PositiveIntegerField(editable=False, verbose_name='width')),
                    ('height', models.PositiveIntegerField(editable=False, verbose_name='height')),
                    ('uploaded_at', models.DateTimeField(editable=False, verbose_name='uploaded')),
                    ('uploaded_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                ],
                options={
                    'verbose_name': 'picture',
                    'verbose_name_plural': 'pictures',
                    'ordering': ['-uploaded_at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('alt_ko', ''), _negated=True), models.Q(('alt_en', ''), _negated=True)), name='image_says_what_it_shows', violation_error_message='Write in both languages what the picture shows.')],
                },
            ), migrations.CreateModel(
                name='NewsItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=80, unique=True, verbose_name='address')),
                    ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                    ('title_en', models.CharField(max_length=200, verbose_name='title (English)')),
                    ('summary_ko', models.CharField(blank=True, max_length=500, verbose_name='summary (Korean)')),
                    ('summary_en', models.CharField(blank=True, max_length=500, verbose_name='summary (English)')),
                    ('text_ko', models.TextField(help_text='Markdown', verbose_name='text (Korean)')),
                    ('text_en', models.TextField(help_text='Markdown', verbose_name='text (English)')),
                    ('published_at', models.DateTimeField(blank=True, help_text='Empty: a draft.', null=True, verbose_name='published')),
                ],
                options={
                    'verbose_name': 'news item',
                    'verbose_name_plural': 'news',
                    'ordering': ['-published_at', '-pk'],
                },
            ), migrations.CreateModel(
                name='Page',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('path', models.CharField(blank=True, help_text='Below /about/; empty: /about/ itself.', max_length=100, unique=True, validators=[django.core.validators.RegexValidator('\\A[a-z0-9-]+(?:/[a-z0-9-]+)*\\Z', 'Use small letters, digits and hyphens; separate parts with /.')], verbose_name='address')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                    ('title_en', models.CharField(max_length=200, verbose_name='title (English)')),
                    ('text_ko', models.TextField(help_text='Markdown', verbose_name='text (Korean)')),
                    ('text_en', models.TextField(help_text='Markdown', verbose_name='text (English)')),
                    ('is_published', models.BooleanField(default=False, verbose_name='published')),
                    ('publish_at', models.DateTimeField(blank=True, help_text='A published page appears by itself at this time. Empty: at once.', null=True, verbose_name='appears')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                ],
                options={
                    'verbose_name': 'page',
                    'verbose_name_plural': 'pages',
                    'ordering': ['position', 'path'],
                },
            )],
        ),
    ]
