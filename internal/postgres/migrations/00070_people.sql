-- +goose Up
create table users (
    id          bigint      generated always as identity constraint users_pkey primary key,
    login       text        not null constraint users_login_check check (login = lower(login) and login <> ''),
    name        text        not null,
    password    text        not null default '',
    totp_secret text        not null default '',
    totp_step   bigint      not null default 0,
    failures    integer     not null default 0,
    failed_at   timestamptz,
    created_at  timestamptz not null,
    disabled_at timestamptz,
    constraint users_login_key unique (login)
);
comment on table users is 'People who may sign in; password is an argon2id hash, empty until the first link was used';
comment on column users.totp_step is 'Time step of the last code of the authenticator that was accepted';
comment on column users.failures is 'Failed tries to sign in since the last that succeeded';

create table grants (
    user_id  bigint not null constraint grants_user_fkey references users (id),
    creditor text   not null,
    role     text   not null constraint grants_role_check check (role in ('reader', 'clerk', 'approver', 'admin')),
    constraint grants_pkey primary key (user_id, creditor)
);
comment on table grants is 'Role of a user for a creditor; creditor * is every one';

create table sign_in_links (
    hash       bytea       not null constraint sign_in_links_pkey primary key,
    user_id    bigint      not null constraint sign_in_links_user_fkey references users (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
comment on table sign_in_links is 'One-time links with which a user sets a password; hash is SHA-256 of the secret';

create table recovery_codes (
    user_id bigint not null constraint recovery_codes_user_fkey references users (id),
    hash    bytea  not null,
    used_at timestamptz,
    constraint recovery_codes_pkey primary key (user_id, hash)
);

create table sessions (
    id           bigint      generated always as identity constraint sessions_pkey primary key,
    hash         bytea       not null constraint sessions_hash_key unique,
    user_id      bigint      not null constraint sessions_user_fkey references users (id),
    created_at   timestamptz not null,
    last_seen_at timestamptz not null,
    address      text        not null,
    agent        text        not null,
    second_at    timestamptz,
    ended_at     timestamptz
);
create index sessions_by_user on sessions (user_id, id) where ended_at is null;

create table tokens (
    id           bigint      generated always as identity constraint tokens_pkey primary key,
    hash         bytea       not null constraint tokens_hash_key unique,
    name         text        not null constraint tokens_name_check check (name <> ''),
    creditor     text        not null,
    role         text        not null constraint tokens_role_check check (role in ('reader', 'clerk', 'approver', 'admin')),
    created_by   text        not null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
create unique index tokens_live_name on tokens (name) where revoked_at is null;
comment on table tokens is 'Tokens of programs; hash is SHA-256 of the token, creditor * is every one';

create table audit (
    seq      bigint      not null constraint audit_pkey primary key,
    at       timestamptz not null,
    actor    text        not null,
    door     text        not null,
    address  text        not null,
    creditor text        not null,
    deed     text        not null,
    object   text        not null,
    refused  text        not null,
    before   jsonb       not null,
    after    jsonb       not null,
    previous bytea       not null,
    hash     bytea       not null constraint audit_hash_check check (octet_length(hash) = 32)
);
comment on table audit is 'What people and programs did besides facts of cases, chained by SHA-256; append-only';
-- +goose StatementBegin
create function audit_is_final() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'integrity_constraint_violation', constraint = 'audit_is_final',
        message = 'entries of the audit are never changed or deleted';
end $$;
-- +goose StatementEnd
create trigger audit_no_change before update or delete on audit for each row execute function audit_is_final();
create trigger audit_no_truncate before truncate on audit for each statement execute function audit_is_final();
