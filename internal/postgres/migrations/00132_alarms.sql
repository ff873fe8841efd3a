-- +goose Up
create table alarms (
    id         bigint      generated always as identity constraint alarms_pkey primary key,
    case_id    bigint      not null constraint alarms_case_fkey references cases (id),
    period     text        not null,
    triggered  date        not null,
    due_on     date        not null,
    ends_on    date        not null,
    author     text        not null,
    created_at timestamptz not null,
    opened_at  timestamptz,
    constraint alarms_once unique (case_id, period, triggered, due_on)
);
create index alarms_waiting on alarms (due_on) where opened_at is null;
comment on table alarms is 'Days on which a person is reminded of a period of a procedure; a task is opened when the day has come';
comment on column alarms.period is 'Row of the table of periods (package procedure)';
