"""What followed each form of the handheld, so that a form sent again gets the same screen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("console", "0002_audit_stays"),)
    operations = (
        migrations.CreateModel(
            name="FloorAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("actor", models.CharField(max_length=150)),
                ("key", models.CharField(max_length=64)),
                ("content", models.BinaryField(max_length=32)),
                ("address", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddConstraint(
            model_name="flooranswer",
            constraint=models.UniqueConstraint(
                fields=("actor", "key"), name="console_floor_answer_once"
            ),
        ),
        migrations.AddIndex(
            model_name="flooranswer",
            index=models.Index(fields=["actor", "at"], name="console_floor_answer_at"),
        ),
    )
