"""Row-level security; and a message, once written, is never altered but to say whose child it is."""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION, protect

TABLES = ("contact", "contactevent", "message", "explained", "explainedevent")


class Migration(migrations.Migration):
    dependencies = [("contact", "0001_conversations")]

    operations = [
        *(protect(f"contact_{table}") for table in TABLES),
        migrations.RunSQL(
            f"""
            REVOKE DELETE, TRUNCATE ON contact_message, contact_contact FROM {APPLICATION};
            CREATE FUNCTION contact_message_kept() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF to_jsonb(NEW) - 'child_id' IS DISTINCT FROM to_jsonb(OLD) - 'child_id'
                   OR (OLD.child_id IS NOT NULL AND NEW.child_id IS DISTINCT FROM OLD.child_id)
                THEN
                    RAISE EXCEPTION 'contact_message is never altered once written';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER contact_message_kept BEFORE UPDATE ON contact_message
                FOR EACH ROW EXECUTE FUNCTION contact_message_kept();
            """,
            "DROP TRIGGER contact_message_kept ON contact_message;"
            "DROP FUNCTION contact_message_kept();",
        ),
    ]
