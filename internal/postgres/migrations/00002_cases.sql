-- +goose Up
create table cases (
    id             bigint      generated always as identity constraint cases_pkey primary key,
    invoice_id     bigint      not null constraint cases_invoice_fkey references invoices (id),
    debtor_id      bigint      not null constraint cases_debtor_fkey references debtors (id),
    creditor       text        not null,
    number         text        not null,
    cycle          integer     not null constraint cases_cycle_check check (cycle >= 0),
    origin         jsonb       not null,
    body           jsonb       not null,
    plan           jsonb       not null,
    zone           text        not null,
    version        bigint      not null,
    tip            bytea       not null,
    state          text        not null,
    status         text        not null,
    step           text        not null,
    next_action_at timestamptz,
    due            date        not null,
    currency       text        not null,
    balance        bigint      not null,
    switched       text        not null default '',
    stale_bank     boolean     not null default false,
    last_at        timestamptz not null,
    opened_at      timestamptz not null,
    closed_at      timestamptz,
    constraint cases_invoice_cycle_key unique (invoice_id, cycle),
    constraint cases_creditor_number_cycle_key unique (creditor, number, cycle)
);
create unique index cases_one_open_cycle on cases (invoice_id) where closed_at is null;
create index cases_open_by_debtor on cases (debtor_id, id) where closed_at is null;
create index cases_by_debtor on cases (debtor_id, due, id);
create index cases_next_action on cases (next_action_at) where closed_at is null;
create index cases_by_due on cases (due, id);
create index cases_by_state on cases (state, due, id);
create index cases_by_status on cases (status, due, id);
create index cases_by_creditor on cases (creditor, due, id);
create index cases_by_number on cases (lower(number) text_pattern_ops);
create index cases_switched on cases (switched, id) where switched <> '';
create index cases_stale_bank on cases (creditor, id) where stale_bank;
comment on table cases is 'One unpaid invoice being chased; body (dunning.Case) is origin with all events applied in order';
comment on column cases.plan is 'The plan that the case started with';
comment on column cases.tip is 'Hash of the last event; of origin while there is none';
comment on column cases.switched is 'Which switch holds the case, as a dunning.Reason; empty when none';
comment on column cases.last_at is 'Case time of the last event';

create table events (
    case_id     bigint      not null constraint events_case_fkey references cases (id),
    seq         bigint      not null constraint events_seq_check check (seq > 0),
    event_id    text,
    at          timestamptz not null,
    recorded_at timestamptz not null,
    kind        text        not null,
    reason      text        not null,
    author      text        not null,
    data        jsonb       not null,
    prev        bytea       not null,
    hash        bytea       not null constraint events_hash_check check (octet_length(hash) = 32),
    constraint events_pkey primary key (case_id, seq),
    constraint events_case_event_key unique (case_id, event_id)
);
comment on table events is 'All that ever happened, in order, chained by hash; rows are added and never changed';
comment on column events.at is 'Case time: runs ahead of recorded_at when a test or the demo skips time';
comment on column events.event_id is 'Idempotency key of whoever told it; null when there is none';

-- +goose StatementBegin
create function events_are_final() returns trigger language plpgsql as $$
begin
    raise exception 'events are final: % is refused', tg_op using errcode = 'restrict_violation', constraint = 'events_are_final';
end
$$;
-- +goose StatementEnd
create trigger events_no_change before update or delete on events for each row execute function events_are_final();
create trigger events_no_truncate before truncate on events for each statement execute function events_are_final();

create table tasks (
    id         bigint      generated always as identity constraint tasks_pkey primary key,
    case_id    bigint      not null constraint tasks_case_fkey references cases (id),
    code       text        not null,
    step       text        not null,
    detail     text        not null,
    created_at timestamptz not null,
    done_at    timestamptz,
    done_by    text        not null default ''
);
create unique index tasks_one_open on tasks (case_id, code, step) where done_at is null;
create index tasks_open on tasks (id) where done_at is null;
create index tasks_by_case on tasks (case_id);
comment on table tasks is 'What a person is asked to do';

create table payments (
    id           bigint      generated always as identity constraint payments_pkey primary key,
    creditor     text        not null constraint payments_creditor_fkey references creditors (id),
    source       text        not null,
    external     text        not null,
    date         date        not null,
    amount       bigint      not null constraint payments_amount_check check (amount <> 0),
    currency     text        not null,
    note         text        not null default '',
    confirmed_by text,
    confirmed_on date,
    created_at   timestamptz not null,
    constraint payments_source_key unique (creditor, source, external)
);
comment on table payments is 'Money received, or given back when negative';
comment on column payments.external is 'The source''s own identifier; made of number, date and amount when it gave none';
comment on column payments.confirmed_by is 'Identifier of the bank line that confirmed a payment entered by hand';

create table allocations (
    payment_id bigint      not null constraint allocations_payment_fkey references payments (id),
    invoice_id bigint      not null constraint allocations_invoice_fkey references invoices (id),
    amount     bigint      not null,
    created_at timestamptz not null,
    constraint allocations_pkey primary key (payment_id, invoice_id)
);
create index allocations_invoice_idx on allocations (invoice_id);
comment on table allocations is 'Which invoice a payment went to, in cents; one bank line may pay several';

create table credits (
    id         bigint      generated always as identity constraint credits_pkey primary key,
    creditor   text        not null constraint credits_creditor_fkey references creditors (id),
    invoice_id bigint      not null constraint credits_invoice_fkey references invoices (id),
    external   text        not null,
    date       date        not null,
    amount     bigint      not null constraint credits_amount_check check (amount > 0),
    created_at timestamptz not null,
    constraint credits_external_key unique (creditor, external)
);
create index credits_invoice_idx on credits (invoice_id);
comment on table credits is 'Credit notes set against an invoice, in cents';
