"""SQL files as migrations: a room's tables are written as SQL and run by Django's migrations."""

from importlib import resources


def sql_file(package: str, file: str) -> str:
    """The text of a SQL migration, e.g. `sql_file("landbridge.hub.migrations", "0001.sql")`."""
    return resources.files(package).joinpath(file).read_text(encoding="utf-8")


def create_room(schema: str, role: str) -> str:
    """SQL that makes a room's schema and the role its operations run as. Safe to repeat.

    The login that migrates becomes a member of the role, so that it can SET ROLE. Everything made
    in the schema later is granted to the role by default privileges.
    """
    return f"""
    DO $$ BEGIN
      IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN
        CREATE ROLE {role} NOLOGIN;
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$;
    GRANT {role} TO CURRENT_USER;
    CREATE SCHEMA IF NOT EXISTS {schema};
    GRANT USAGE ON SCHEMA {schema} TO {role};
    {default_grants(schema, role)}
    """  # noqa: S608  # names come from migrations, never from outside


def default_grants(schema: str, role: str) -> str:
    """SQL: what this login makes in the schema from now on is granted to the room's role."""
    return f"""
    ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}
      GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT EXECUTE ON FUNCTIONS TO {role};
    """
