"""The first tables."""

import django.db.models.deletion
import django.utils.timezone
import unlisted.desk.models.sealed
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make every table."""

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(default='', max_length=64)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('family_name', models.CharField(blank=True, max_length=120)),
                ('given_name', models.CharField(blank=True, max_length=120)),
                ('record_number', models.CharField(blank=True, max_length=80)),
                ('birth_date', models.DateField(blank=True, null=True)),
                ('payer', models.CharField(blank=True, max_length=80)),
                ('payer_name', models.CharField(blank=True, max_length=160)),
                ('member_id', models.CharField(blank=True, max_length=80)),
                ('service', models.CharField(blank=True, max_length=80)),
                ('code', models.CharField(default='77499', max_length=5)),
                ('stage', models.CharField(default='management', max_length=20)),
                ('setting', models.CharField(blank=True, max_length=40)),
                ('date_of_service', models.DateField(blank=True, null=True)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('ready', 'ready'), ('submitted', 'submitted'), ('accepted', 'accepted'), ('rejected', 'rejected'), ('adjudicated', 'adjudicated'), ('paid', 'paid'), ('underpaid', 'underpaid'), ('denied', 'denied'), ('appealed', 'appealed'), ('overturned', 'overturned'), ('upheld', 'upheld'), ('closed', 'closed')], default='draft', max_length=20)),
                ('queue', models.CharField(choices=[('evidence gap', 'evidence gap'), ('decision due', 'decision due'), ('authorization pending', 'authorization pending'), ('packet ready', 'packet ready'), ('sent', 'sent'), ('records asked', 'records asked'), ('denied', 'denied'), ('appeal due', 'appeal due'), ('underpaid', 'underpaid'), ('closed', 'closed')], max_length=30)),
                ('next_step', models.CharField(blank=True, max_length=120)),
                ('filing_limit', models.DateField(blank=True, null=True)),
                ('appeal_limit', models.DateField(blank=True, null=True)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('snoozed_until', models.DateField(blank=True, null=True)),
                ('snooze_reason', models.CharField(blank=True, max_length=200)),
                ('gaps', models.PositiveIntegerField(default=0)),
                ('authorization_pending', models.BooleanField(default=False)),
                ('records_asked', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('locality', models.CharField(blank=True, max_length=60)),
                ('setting', models.CharField(blank=True, max_length=40)),
                ('billing', models.JSONField(blank=True, default=dict)),
                ('next_case_number', models.PositiveIntegerField(default=1)),
                ('next_control_number', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('credentials', models.CharField(blank=True, max_length=60)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField(unique=True)),
                ('at', models.DateTimeField()),
                ('practice', models.PositiveBigIntegerField(null=True)),
                ('case_number', models.PositiveIntegerField(null=True)),
                ('actor', models.CharField(max_length=254)),
                ('role', models.CharField(blank=True, max_length=20)),
                ('verb', models.CharField(max_length=60)),
                ('detail', models.JSONField(default=dict)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ('sequence',),
                'indexes': [models.Index(fields=['practice', 'sequence'], name='audit_practice'), models.Index(fields=['practice', 'case_number', 'sequence'], name='audit_case')],
            },
        ),
        migrations.CreateModel(
            name='Denial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason_code', models.CharField(max_length=10)),
                ('remark_codes', models.JSONField(default=list)),
                ('says', models.CharField(blank=True, max_length=400)),
                ('next_action', models.CharField(blank=True, max_length=200)),
                ('can_appeal', models.BooleanField(default=False)),
                ('deadline', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='denials', to='desk.case')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='EpisodeRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('content', unlisted.desk.models.sealed.SealedField()),
                ('sha256', models.CharField(max_length=64)),
                ('source', models.CharField(max_length=200)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='desk.case')),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(max_length=20)),
                ('codes', models.CharField(blank=True, max_length=120)),
                ('open_questions', models.PositiveIntegerField(default=0)),
                ('as_of', models.DateField()),
                ('rulebook_version', models.CharField(max_length=40)),
                ('content', unlisted.desk.models.sealed.SealedField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='desk.case')),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.episoderevision')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('biller', 'biller'), ('coder', 'coder'), ('clinician', 'clinician'), ('manager', 'manager'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=20)),
                ('active', models.BooleanField(default=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='desk.practice')),
            ],
            options={
                'ordering': ('user__name',),
            },
        ),
        migrations.AddField(
            model_name='episoderevision',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership'),
        ),
        migrations.CreateModel(
            name='ComparatorChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('comparator', models.CharField(max_length=5)),
                ('percent', models.DecimalField(decimal_places=2, max_digits=6)),
                ('reason', models.CharField(max_length=400)),
                ('asked', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('floor', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('person', models.CharField(max_length=120)),
                ('role', models.CharField(max_length=40)),
                ('on', models.DateField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='choices', to='desk.case')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='ClaimFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('control_number', models.CharField(max_length=20)),
                ('kind', models.CharField(max_length=20)),
                ('content', unlisted.desk.models.sealed.SealedField()),
                ('sha256', models.CharField(max_length=64)),
                ('ok', models.BooleanField()),
                ('findings', models.JSONField(default=list)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('proof', models.CharField(blank=True, max_length=200)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='desk.case')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.AddField(
            model_name='case',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership'),
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(default=1)),
                ('content', unlisted.desk.models.sealed.SealedField()),
                ('sent_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('result', models.CharField(blank=True, max_length=20)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('denial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appeals', to='desk.denial')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership')),
            ],
            options={
                'ordering': ('level',),
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('prefix', models.CharField(max_length=8)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('last_used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='desk.membership')),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=80)),
                ('value', models.CharField(max_length=20)),
                ('says', models.CharField(max_length=400)),
                ('person', models.CharField(max_length=120)),
                ('role', models.CharField(max_length=40)),
                ('on', models.DateField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='desk.case')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=4000)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='desk.case')),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Packet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('content', unlisted.desk.models.sealed.SealedField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('signed_at', models.DateTimeField(null=True)),
                ('signed_name', models.CharField(blank=True, max_length=160)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packets', to='desk.case')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership')),
            ],
            options={
                'ordering': ('version',),
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('given', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('queued', 'queued'), ('running', 'running'), ('done', 'done'), ('failed', 'failed'), ('cancelled', 'cancelled')], default='queued', max_length=12)),
                ('done_parts', models.PositiveIntegerField(default=0)),
                ('all_parts', models.PositiveIntegerField(default=0)),
                ('says', models.CharField(blank=True, max_length=400)),
                ('result', models.JSONField(default=dict)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('cancel_asked', models.BooleanField(default=False)),
                ('lease', models.CharField(blank=True, max_length=32)),
                ('leased_until', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='desk.practice')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.AddField(
            model_name='case',
            name='practice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='desk.practice'),
        ),
        migrations.CreateModel(
            name='Remittance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('payer_claim_control_number', models.CharField(blank=True, max_length=80)),
                ('charge_amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('allowed_amount', models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                ('paid_amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('patient_responsibility_amount', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('adjustments', models.JSONField(default=list)),
                ('decided_on', models.DateField()),
                ('source_sha256', models.CharField(max_length=64)),
                ('posted_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remittances', to='desk.case')),
                ('posted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.AddField(
            model_name='denial',
            name='remittance',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='denials', to='desk.remittance'),
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(max_length=400)),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to='desk.membership')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='ServiceEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80)),
                ('name', models.CharField(max_length=160)),
                ('code', models.CharField(max_length=5)),
                ('description', models.CharField(max_length=80)),
                ('comparator', models.CharField(max_length=5)),
                ('fee', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('evidence', models.JSONField(default=list)),
                ('review_by', models.DateField()),
                ('history', models.JSONField(default=list)),
                ('note', models.CharField(blank=True, max_length=400)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='desk.practice')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255)),
                ('stored', models.CharField(max_length=64, unique=True)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=20)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.membership')),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='desk.practice')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.AddConstraint(
            model_name='episoderevision',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='one_revision_number'),
        ),
        migrations.AddConstraint(
            model_name='packet',
            constraint=models.UniqueConstraint(fields=('case', 'version'), name='one_packet_version'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('user', 'practice'), name='one_membership'),
        ),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['state', 'leased_until', 'id'], name='job_next'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('practice'), models.F('queue'), models.F('due_on'), models.OrderBy(models.F('amount'), descending=True), name='case_queue'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('practice'), models.F('due_on'), models.OrderBy(models.F('amount'), descending=True), models.F('number'), name='case_due'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('practice'), models.F('owner'), models.F('due_on'), name='case_owner'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('practice'), models.F('record_number'), name='case_record'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.F('practice'), models.F('family_name'), name='case_family'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(fields=('practice', 'number'), name='one_case_number'),
        ),
        migrations.AddConstraint(
            model_name='remittance',
            constraint=models.UniqueConstraint(fields=('case', 'source_sha256'), name='one_remittance_per_file'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('membership', 'name'), name='one_view_name'),
        ),
        migrations.AddConstraint(
            model_name='serviceentry',
            constraint=models.UniqueConstraint(fields=('practice', 'slug'), name='one_service_slug'),
        ),
    ]
