-- +goose Up
alter table messages add column passed_over text not null default '';
comment on column messages.passed_over is 'The creditor''s own text, with its version, that could not be used: the program''s left in its place';
create index messages_passed_over on messages (creditor, passed_over) where passed_over <> '';

create table wordings_passed (
    creditor text        not null constraint wordings_passed_creditor_fkey references creditors (id),
    mark     text        not null,
    case_id  bigint      not null constraint wordings_passed_case_fkey references cases (id),
    at       timestamptz not null,
    constraint wordings_passed_pkey primary key (creditor, mark)
);
comment on table wordings_passed is 'Versions of own texts that could not be used when a notice was written: a person is asked once about each';
comment on column wordings_passed.case_id is 'The case that met it first: the task lies on it';

-- +goose Down
drop table wordings_passed;
drop index messages_passed_over;
alter table messages drop column passed_over;
