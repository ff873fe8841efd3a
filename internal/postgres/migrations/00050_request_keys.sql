-- +goose Up
create table request_keys (
    creditor   text        not null constraint request_keys_creditor_fkey references creditors (id),
    key        text        not null constraint request_keys_key_check check (key <> ''),
    case_id    bigint      not null constraint request_keys_case_fkey references cases (id),
    created_at timestamptz not null,
    constraint request_keys_pkey primary key (creditor, key)
);
comment on table request_keys is 'Requests that recorded an event, by the key that their sender gave them: the same one twice records it once';
