"""The database itself refuses to change or remove what the audit says."""

from django.db import migrations

GUARD = """
CREATE FUNCTION console_audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are neither changed nor removed';
END $$;
CREATE TRIGGER console_audit_stays
  BEFORE UPDATE OR DELETE ON console_auditentry
  FOR EACH ROW EXECUTE FUNCTION console_audit_stays();
"""

UNGUARD = """
DROP TRIGGER console_audit_stays ON console_auditentry;
DROP FUNCTION console_audit_stays();
"""


class Migration(migrations.Migration):
    dependencies = (("console", "0001_initial"),)
    operations = (migrations.RunSQL(GUARD, UNGUARD),)
