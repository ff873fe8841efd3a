-- +goose Up
alter table request_keys add column sum bytea constraint request_keys_sum_check check (octet_length(sum) = 32);
comment on column request_keys.sum is 'SHA-256 of what was asked for: the same key with another content is refused; null in rows of an earlier version';

create table requests (
    sender     text        not null,
    deed       text        not null,
    key        text        not null constraint requests_key_check check (key <> ''),
    sum        bytea       not null constraint requests_sum_check check (octet_length(sum) = 32),
    created_at timestamptz not null,
    answer     jsonb,
    constraint requests_pkey primary key (sender, deed, key)
);
create index requests_age on requests (created_at);
comment on table requests is 'Deeds by the key that their sender gave them: recorded with the deed, kept for thirty days';
comment on column requests.sender is 'Door and name of who asked: two may give the same key';
comment on column requests.sum is 'SHA-256 of what was asked for: the same key with another content is refused';
comment on column requests.answer is 'Null between the deed and its answer, and for a deed whose program died then';

-- +goose Down
drop table requests;
alter table request_keys drop column sum;
