-- +goose Up
create table messages (
    id              bigint      generated always as identity constraint messages_pkey primary key,
    creditor        text        not null constraint messages_creditor_fkey references creditors (id),
    debtor_id       bigint      not null constraint messages_debtor_fkey references debtors (id),
    debtor_revision bigint      not null,
    channel         text        not null,
    level           text        not null,
    state           text        not null constraint messages_state_check check (state in
                    ('reserved', 'rendered', 'withheld', 'handing_over', 'accepted', 'refused', 'unknown', 'abandoned')),
    message_id      text        not null default '',
    subject         text        not null default '',
    recipient       text        not null default '',
    document        bytea       constraint messages_document_fkey references documents (sha256),
    reply           text        not null default '',
    day             date        not null,
    deadline        date,
    sent_at         timestamptz,
    tracking        text        not null default '',
    owner           text        not null,
    attempts        integer     not null,
    lease_until     timestamptz not null,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    constraint messages_rendered_check check (document is not null or state in ('reserved', 'withheld', 'abandoned'))
);
create index messages_by_debtor on messages (debtor_id, day);
create index messages_by_creditor_day on messages (creditor, day);
create index messages_by_state on messages (state, updated_at) where state in ('reserved', 'rendered', 'handing_over', 'unknown');
create index messages_by_message_id on messages (message_id) where message_id <> '';
comment on table messages is 'One e-mail or letter each: its exact bytes (document), who is sending it, what became of it';
comment on column messages.owner is 'The activity that sends it: the same for all its attempts';
comment on column messages.lease_until is 'Until then nobody else takes over a message that has not begun to leave';
comment on column messages.day is 'Civil date of the send by case time';

create table notices (
    id           bigint      generated always as identity constraint notices_pkey primary key,
    message_id   bigint      not null constraint notices_message_fkey references messages (id),
    case_id      bigint      not null constraint notices_case_fkey references cases (id),
    step         text        not null,
    level        text        not null,
    state        text        not null constraint notices_state_check check (state in ('held', 'freed')),
    case_version bigint      not null,
    decided_at   timestamptz not null,
    claimer      boolean     not null,
    constraint notices_message_case_key unique (message_id, case_id)
);
create unique index notices_one_per_step on notices (case_id, step) where state = 'held';
create index notices_by_case on notices (case_id);
comment on table notices is 'A step of a case in a message; at most one that is not freed for each step';
comment on column notices.decided_at is 'Instant at which the step was found due: later the same day for cases that joined early';
