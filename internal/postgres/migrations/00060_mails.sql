-- +goose Up
create table mails (
    id          bigint      generated always as identity constraint mails_pkey primary key,
    creditor    text        constraint mails_creditor_fkey references creditors (id),
    debtor_id   bigint      constraint mails_debtor_fkey references debtors (id),
    message     bigint      constraint mails_message_fkey references messages (id),
    document    bytea       not null constraint mails_document_fkey references documents (sha256),
    sameness    bytea       not null constraint mails_sameness_check check (octet_length(sameness) = 32),
    message_id  text        not null,
    answers     text[]      not null,
    sender      text        not null,
    sender_name text        not null,
    subject     text        not null,
    sent_on     date,
    class       text        not null,
    reading     jsonb       not null,
    failed      text[]      not null,
    tied_by     text        not null,
    deed        text        not null,
    door        text        not null,
    created_at  timestamptz not null,
    done_at     timestamptz,
    done_by     text        not null default '',
    constraint mails_document_key unique (document),
    constraint mails_sameness_key unique (sameness)
);
create index mails_open on mails (id) where done_at is null;
create index mails_by_debtor on mails (debtor_id, id);
create index mails_by_message on mails (message) where message is not null;
create index mails_by_message_id on mails (message_id) where message_id <> '';
create index mails_full on mails (created_at) where class = 'bounce_full';
comment on table mails is 'Mails that came back, each once, with their exact bytes (document); nothing in them is a fact by itself';
comment on column mails.sameness is 'SHA-256 of message id, date, sender and text: the same mail through another door or in another folder';
comment on column mails.message is 'Our message that it is about; null when it names none';
comment on column mails.reading is 'What it was found to be and to say (inbox.Reading) when it was taken in';
comment on column mails.tied_by is 'What tied it to its debtor: message, thread, recipient, reference, address, person; empty: nobody yet';
comment on column mails.deed is 'What followed when it was taken in or assigned';
comment on column mails.done_at is 'When a person was done with it; mails that ask for nobody are done from the start';

create table mail_cases (
    mail_id bigint not null constraint mail_cases_mail_fkey references mails (id),
    case_id bigint not null constraint mail_cases_case_fkey references cases (id),
    constraint mail_cases_pkey primary key (mail_id, case_id)
);
create index mail_cases_by_case on mail_cases (case_id);
comment on table mail_cases is 'The cases that a mail acted on: it belongs to their record';
