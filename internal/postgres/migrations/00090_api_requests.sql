-- +goose Up
create table api_requests (
    token_id   bigint      not null constraint api_requests_token_fkey references tokens (id),
    key        text        not null constraint api_requests_key_check check (key <> ''),
    operation  text        not null,
    body       bytea       not null constraint api_requests_body_check check (octet_length(body) = 32),
    created_at timestamptz not null,
    status     integer,
    header     jsonb,
    answer     bytea,
    constraint api_requests_pkey primary key (token_id, key, operation)
);
create index api_requests_age on api_requests (created_at);
comment on table api_requests is 'Writes of programs by the key that they gave them, with what they were answered: kept for thirty days';
comment on column api_requests.body is 'SHA-256 of address and body: the same key with another one is refused';
comment on column api_requests.answer is 'Null until the write has succeeded';

-- +goose Down
drop table api_requests;
