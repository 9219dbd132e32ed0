import council.migrating
import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("library", "0001_initial"),
        ("library", "0002_names"),
    ]

    initial = True

    dependencies = [
        ('events', '0001_tables'),
        ('members', '0001_tables'),
        ('members', '__first__'),
    ]

    operations = [
        council.migrating.AtOnce(
            operations=[migrations.CreateModel(
                name='Acceptance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=400, verbose_name='accepted as')),
                    ('language', models.CharField(max_length=5, verbose_name='language')),
                    ('accepted_at', models.DateTimeField(verbose_name='accepted')),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='library.agreementversion', verbose_name='version')),
                ],
                options={
                    'verbose_name': 'acceptance of an agreement',
                    'verbose_name_plural': 'acceptances of agreements',
                    'ordering': ['-accepted_at', '-pk'],
                    'indexes': [models.Index(fields=['-accepted_at', '-id'], name='acceptance_newest')],
                    'constraints': [models.UniqueConstraint(fields=('version', 'user'), name='agreement_accepted_once')],
                },
            ), migrations.CreateModel(
                name='Agreement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('programme', models.SlugField(max_length=30, verbose_name='programme')),
                    ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                    ('title_en', models.CharField(max_length=200, verbose_name='title (English)')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('current', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='library.agreementversion')),
                ],
                options={
                    'verbose_name': 'confidentiality agreement',
                    'verbose_name_plural': 'confidentiality agreements',
                    'ordering': ['programme', 'title_ko', 'pk'],
                },
            ), migrations.CreateModel(
                name='AgreementVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='version')),
                    ('text_ko', models.TextField(verbose_name='text (Korean)')),
                    ('text_en', models.TextField(verbose_name='text (English)')),
                    ('published_at', models.DateTimeField(verbose_name='published')),
                    ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='library.agreement', verbose_name='confidentiality agreement')),
                    ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
                ],
                options={
                    'verbose_name': 'version of an agreement',
                    'verbose_name_plural': 'versions of an agreement',
                    'ordering': ['-number'],
                    'constraints': [models.UniqueConstraint(fields=('agreement', 'number'), name='agreement_version_once')],
                },
            ), migrations.CreateModel(
                name='Document',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='key')),
                    ('programme', models.SlugField(max_length=30, verbose_name='programme')),
                    ('owner_kind', models.SlugField(blank=True, editable=False, max_length=40, verbose_name='belongs to')),
                    ('owner_key', models.CharField(blank=True, editable=False, max_length=64, verbose_name='key of what it belongs to')),
                    ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                    ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title (English)')),
                    ('description_ko', models.TextField(blank=True, verbose_name='description (Korean)')),
                    ('description_en', models.TextField(blank=True, verbose_name='description (English)')),
                    ('classification', models.CharField(choices=[('public', 'Public'), ('members', 'Members'), ('body', 'Members of the body'), ('participants', 'Those with a place at the event'), ('restricted', 'The people listed below'), ('owner', 'Those who may see what it belongs to')], default='participants', max_length=15, verbose_name='open to')),
                    ('is_published', models.BooleanField(default=True, help_text='Otherwise staff of the programme alone see it.', verbose_name='shown')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='changed')),
                    ('agenda_item', models.ForeignKey(blank=True, help_text='Of the event, where the document belongs to one session. Save an event first to choose among its agenda.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='documents', to='events.agendaitem', verbose_name='agenda item')),
                    ('agreement', models.ForeignKey(blank=True, help_text='Those named above open it once they have accepted this; a new version of it asks them again.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='library.agreement', verbose_name='confidentiality agreement (NDA)')),
                    ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='members.body', verbose_name='body')),
                    ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='events.event', verbose_name='event')),
                    ('current', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='library.documentversion')),
                ],
                options={
                    'verbose_name': 'document',
                    'verbose_name_plural': 'documents',
                    'ordering': ['-created_at', '-pk'],
                    'indexes': [models.Index(condition=models.Q(('owner_kind', ''), _negated=True), fields=['owner_kind', 'owner_key'], name='document_of_owner')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('classification', 'body'), _negated=True), ('body__isnull', False), _connector='OR'), name='document_for_a_body_names_it', violation_error_message='Choose the body whose members may open it.'), models.CheckConstraint(condition=models.Q(models.Q(('classification', 'participants'), _negated=True), ('event__isnull', False), _connector='OR'), name='document_of_participants_names_the_event', violation_error_message='Choose the event whose participants may open it.'), models.CheckConstraint(condition=models.Q(models.Q(('classification', 'public'), _negated=True), ('agreement', None), _connector='OR'), name='document_for_everybody_has_no_agreement', violation_error_message='What everybody may open can have no confidentiality agreement.'), models.CheckConstraint(condition=models.Q(('agenda_item', None), ('event__isnull', False), _connector='OR'), name='document_of_an_agenda_item_has_its_event', violation_error_message='Choose the event that the agenda item belongs to.'), models.CheckConstraint(condition=models.Q(models.Q(('owner_key', ''), ('owner_kind', '')), models.Q(models.Q(('owner_kind', ''), _negated=True), models.Q(('owner_key', ''), _negated=True)), _connector='OR'), name='document_owner_has_kind_and_key'), models.CheckConstraint(condition=models.Q(('owner_kind', ''), ('event', None), _connector='OR'), name='document_has_an_owner_or_an_event'), models.CheckConstraint(condition=models.Q(models.Q(('classification', 'owner'), _negated=True), models.Q(('owner_kind', ''), _negated=True), ('event__isnull', False), _connector='OR'), name='document_for_an_owner_names_it', violation_error_message="Choose the event, or let the programme's page add it.")],
                },
            ), migrations.CreateModel(
                name='DocumentReader',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='library.document', verbose_name='document')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.member', verbose_name='member')),
                ],
                options={
                    'verbose_name': 'reader',
                    'verbose_name_plural': 'readers',
                    'constraints': [models.UniqueConstraint(fields=('document', 'member'), name='document_reader_once', violation_error_message='This person is on the list already.')],
                },
            ), migrations.CreateModel(
                name='DocumentVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='version')),
                    ('file', models.FileField(max_length=200, upload_to='', verbose_name='file')),
                    ('name', models.CharField(max_length=200, verbose_name='file name')),
                    ('content_type', models.CharField(max_length=100, verbose_name='type')),
                    ('size', models.PositiveBigIntegerField(verbose_name='file size')),
                    ('sha256', models.CharField(max_length=64, verbose_name='checksum')),
                    ('uploaded_at', models.DateTimeField(verbose_name='uploaded')),
                    ('state', models.CharField(choices=[('scanning', 'Waits for the virus scanner'), ('ready', 'Ready to open'), ('refused', 'Refused by the virus scanner')], default='ready', max_length=10, verbose_name='state')),
                    ('scanned_at', models.DateTimeField(blank=True, null=True, verbose_name='scanned')),
                    ('finding', models.CharField(blank=True, max_length=200, verbose_name='what the virus scanner found')),
                    ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='library.document', verbose_name='document')),
                    ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                ],
                options={
                    'verbose_name': 'version',
                    'verbose_name_plural': 'versions',
                    'ordering': ['-number'],
                    'indexes': [models.Index(condition=models.Q(('state', 'scanning')), fields=['id'], name='document_version_to_scan'), models.Index(condition=models.Q(('scanned_at', None), ('state', 'ready')), fields=['id'], name='document_version_never_scanned')],
                    'constraints': [models.UniqueConstraint(fields=('document', 'number'), name='document_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(models.Q(('finding', ''), _negated=True), ('scanned_at__isnull', False)), _connector='OR'), name='document_version_refused_says_why')],
                },
            ), migrations.CreateModel(
                name='Download',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='when')),
                    ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='downloads', to='library.documentversion', verbose_name='version')),
                ],
                options={
                    'verbose_name': 'download',
                    'verbose_name_plural': 'downloads',
                    'ordering': ['-at', '-pk'],
                    'indexes': [models.Index(fields=['-at', '-id'], name='download_newest')],
                },
            ), migrations.CreateModel(
                name='HistoricalAgreement',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('programme', models.SlugField(max_length=30, verbose_name='programme')),
                    ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                    ('title_en', models.CharField(max_length=200, verbose_name='title (English)')),
                    ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('current', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='library.agreementversion')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical confidentiality agreement',
                    'verbose_name_plural': 'historical confidentiality agreements',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalDocument',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('key', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False, verbose_name='key')),
                    ('programme', models.SlugField(max_length=30, verbose_name='programme')),
                    ('owner_kind', models.SlugField(blank=True, editable=False, max_length=40, verbose_name='belongs to')),
                    ('owner_key', models.CharField(blank=True, editable=False, max_length=64, verbose_name='key of what it belongs to')),
                    ('title_ko', models.CharField(max_length=200, verbose_name='title (Korean)')),
                    ('title_en', models.CharField(blank=True, max_length=200, verbose_name='title (English)')),
                    ('description_ko', models.TextField(blank=True, verbose_name='description (Korean)')),
                    ('description_en', models.TextField(blank=True, verbose_name='description (English)')),
                    ('classification', models.CharField(choices=[('public', 'Public'), ('members', 'Members'), ('body', 'Members of the body'), ('participants', 'Those with a place at the event'), ('restricted', 'The people listed below'), ('owner', 'Those who may see what it belongs to')], default='participants', max_length=15, verbose_name='open to')),
                    ('is_published', models.BooleanField(default=True, help_text='Otherwise staff of the programme alone see it.', verbose_name='shown')),
                    ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('agenda_item', models.ForeignKey(blank=True, db_constraint=False, help_text='Of the event, where the document belongs to one session. Save an event first to choose among its agenda.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='events.agendaitem', verbose_name='agenda item')),
                    ('agreement', models.ForeignKey(blank=True, db_constraint=False, help_text='Those named above open it once they have accepted this; a new version of it asks them again.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='library.agreement', verbose_name='confidentiality agreement (NDA)')),
                    ('body', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='members.body', verbose_name='body')),
                    ('current', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='library.documentversion')),
                    ('event', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='events.event', verbose_name='event')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical document',
                    'verbose_name_plural': 'historical documents',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            )],
        ),
    ]
