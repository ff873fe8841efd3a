-- +goose Up
alter table api_requests add column sealed boolean not null default false;
comment on column api_requests.sealed is 'The answer is encrypted with a key that only the caller''s token gives; false is an answer of an earlier release';
comment on column api_requests.answer is 'Null until the write has succeeded; see sealed';

alter table users drop column failures, drop column failed_at; -- tries are in sign_in_tries

-- +goose Down
alter table users
    add column failures  integer not null default 0,
    add column failed_at timestamptz;
delete from api_requests where sealed; -- an earlier release cannot read them
alter table api_requests drop column sealed;
