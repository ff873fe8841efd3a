-- +goose Up
alter table bank_lines add column version bigint not null default 1;
comment on column bank_lines.version is 'Grows with each decision over the line: one that was taken looking at another version is refused';

-- +goose Down
alter table bank_lines drop column version;
