"""LMSes that show our pages (LTI 1.3): platforms, keys, launches, accounts, what was told them."""

from __future__ import annotations

from peewee import Database

from catalogue.ddl import run_script

_TABLES = """
CREATE TABLE lti_platform (
    id TEXT NOT NULL PRIMARY KEY,
    issuer TEXT NOT NULL,
    client_id TEXT NOT NULL,
    name TEXT NOT NULL,
    authorization_endpoint TEXT NOT NULL,
    token_endpoint TEXT NOT NULL,
    jwks_uri TEXT NOT NULL,
    token_audience TEXT NOT NULL,
    state TEXT NOT NULL,
    programme_id TEXT REFERENCES programme,
    member_id TEXT REFERENCES member,
    trusts_email BOOLEAN NOT NULL,
    made_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX lti_platform_issuer_client_id ON lti_platform (issuer, client_id);
CREATE INDEX lti_platform_programme_id ON lti_platform (programme_id);
CREATE INDEX lti_platform_member_id ON lti_platform (member_id);

CREATE TABLE lti_deployment (
    id AUTO,
    platform_id TEXT NOT NULL REFERENCES lti_platform,
    deployment TEXT NOT NULL
);
CREATE UNIQUE INDEX lti_deployment_platform_id_deployment
    ON lti_deployment (platform_id, deployment);

CREATE TABLE lti_role (
    term TEXT NOT NULL PRIMARY KEY,
    roles TEXT NOT NULL
);

CREATE TABLE lti_key (
    id TEXT NOT NULL PRIMARY KEY,
    jwk TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    signs_from TIMESTAMP NOT NULL
);

CREATE TABLE lti_state (
    digest TEXT NOT NULL PRIMARY KEY,
    browser TEXT NOT NULL,
    nonce TEXT NOT NULL,
    platform_id TEXT NOT NULL REFERENCES lti_platform,
    target TEXT NOT NULL,
    storage TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX lti_state_platform_id ON lti_state (platform_id);
CREATE INDEX lti_state_expires_at ON lti_state (expires_at);

CREATE TABLE lti_launch (
    digest TEXT NOT NULL PRIMARY KEY,
    platform_id TEXT NOT NULL REFERENCES lti_platform,
    person_id TEXT REFERENCES person,
    document TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL,
    used_at TIMESTAMP
);
CREATE INDEX lti_launch_platform_id ON lti_launch (platform_id);
CREATE INDEX lti_launch_person_id ON lti_launch (person_id);

CREATE TABLE lti_account (
    id AUTO,
    platform_id TEXT NOT NULL REFERENCES lti_platform,
    subject TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person,
    found_by TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX lti_account_platform_id_subject ON lti_account (platform_id, subject);
CREATE INDEX lti_account_person_id ON lti_account (person_id);

CREATE TABLE lti_placement (
    id AUTO,
    platform_id TEXT NOT NULL REFERENCES lti_platform,
    context TEXT NOT NULL,
    link TEXT NOT NULL,
    run_id TEXT REFERENCES run,
    line_items TEXT NOT NULL,
    memberships TEXT NOT NULL,
    seen_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX lti_placement_platform_id_context_link
    ON lti_placement (platform_id, context, link);
CREATE INDEX lti_placement_run_id ON lti_placement (run_id);

CREATE TABLE lti_score (
    id AUTO,
    placement_id INTEGER NOT NULL REFERENCES lti_placement,
    item TEXT NOT NULL,
    subject TEXT NOT NULL,
    given TEXT NOT NULL,
    told_at TIMESTAMP NOT NULL,
    said TEXT NOT NULL
);
CREATE UNIQUE INDEX lti_score_placement_id_item_subject ON lti_score (placement_id, item, subject);

ALTER TABLE session ADD COLUMN platform TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN roles TEXT NOT NULL DEFAULT '[]';
"""


def up(_: object, database: Database) -> None:
    """Make the tables."""
    run_script(database, _TABLES)
