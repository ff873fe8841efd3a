-- +goose Up
-- Who is in charge of a case, and what people note about it. Neither changes what
-- leaves, so neither is an event of the case.
alter table cases add column owner text;
create index cases_by_owner on cases (owner, due, id) include (creditor) where owner is not null;
comment on column cases.owner is 'Login of the person in charge; null is nobody in particular';
create table case_notes (
    id bigint generated always as identity primary key,
    case_id bigint not null references cases,
    at timestamptz not null,
    author text not null,
    text text not null check (char_length(text) between 1 and 2000)
);
create index case_notes_by_case on case_notes (case_id, id);
comment on table case_notes is 'What people write about a case for each other; no debtor and no court reads it';
