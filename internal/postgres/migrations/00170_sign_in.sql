-- +goose Up
alter table users
    add column handle          bytea constraint users_handle_key unique,
    add column totp_pending    text  not null default '',
    add column totp_pending_at timestamptz;
comment on column users.handle is 'Random name of the user towards his passkeys; null before the first';
comment on column users.totp_pending is 'Secret of an authenticator that no code has confirmed yet';

alter table sessions add column proved_at timestamptz;
comment on column sessions.proved_at is 'When the person last proved who he is; null is when the session began';

create table sign_in_tries (
    key       bytea       not null constraint sign_in_tries_pkey primary key,
    failures  integer     not null,
    failed_at timestamptz not null
);
comment on table sign_in_tries is 'Tries to sign in since the last that succeeded; key is SHA-256 of a login, known or not, or of a network';

create table sign_in_steps (
    hash       bytea       not null constraint sign_in_steps_pkey primary key,
    kind       text        not null constraint sign_in_steps_kind_check check (kind in ('code', 'passkey', 'new_passkey', 'directory')),
    user_id    bigint      constraint sign_in_steps_user_fkey references users (id),
    data       bytea       not null,
    expires_at timestamptz not null
);
create index sign_in_steps_by_end on sign_in_steps (expires_at);
comment on table sign_in_steps is 'What was begun in one request and is finished in the next; hash is SHA-256 of the secret that the browser holds';

create table passkeys (
    id           bigint      generated always as identity constraint passkeys_pkey primary key,
    user_id      bigint      not null constraint passkeys_user_fkey references users (id),
    key_id       bytea       not null constraint passkeys_key_id_key unique,
    name         text        not null,
    credential   jsonb       not null,
    created_at   timestamptz not null,
    last_used_at timestamptz
);
create index passkeys_by_user on passkeys (user_id, id);
comment on table passkeys is 'Public keys of passkeys, with their flags and their counter; key_id is the credential identifier';

create table directory_links (
    issuer     text        not null,
    subject    text        not null,
    user_id    bigint      not null constraint directory_links_user_fkey references users (id),
    created_at timestamptz not null,
    constraint directory_links_pkey primary key (issuer, subject)
);
create index directory_links_by_user on directory_links (user_id);
comment on table directory_links is 'Who a person of an OpenID Connect provider is here: bound to issuer and subject, never to an address';

-- +goose Down
drop table directory_links;
drop table passkeys;
drop table sign_in_steps;
drop table sign_in_tries;
alter table sessions drop column proved_at;
alter table users drop column totp_pending_at, drop column totp_pending, drop column handle;
