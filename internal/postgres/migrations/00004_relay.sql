-- +goose Up
create table outbox (
    id              bigint      generated always as identity constraint outbox_pkey primary key,
    case_id         bigint      not null constraint outbox_case_fkey references cases (id),
    kind            text        not null constraint outbox_kind_check check (kind in ('start', 'signal')),
    workflow_id     text        not null,
    payload         jsonb,
    attempts        integer     not null default 0,
    next_attempt_at timestamptz not null,
    created_at      timestamptz not null,
    delivered_at    timestamptz,
    last_error      text        not null default ''
);
create index outbox_due on outbox (next_attempt_at, id) where delivered_at is null;
create index outbox_waiting_by_case on outbox (case_id, id) where delivered_at is null;
create index outbox_delivered on outbox (delivered_at) where delivered_at is not null;
comment on table outbox is 'What Temporal must still be told: written with the fact it tells, delivered by the relay';
comment on column outbox.payload is 'The event of a signal; null for a start, which takes the case as it stands';

-- +goose StatementBegin
create function outbox_notify() returns trigger language plpgsql as $$
begin
    perform pg_notify('relance_outbox', current_schema());
    return null;
end
$$;
-- +goose StatementEnd
create trigger outbox_notify after insert on outbox for each statement execute function outbox_notify();

create table settings (
    key        text        not null constraint settings_pkey primary key,
    value      jsonb       not null,
    author     text        not null,
    updated_at timestamptz not null
);
comment on table settings is 'Switches and marks of the whole installation: paused, restored, last bank import …';
