-- +goose Up
alter table messages add column cost bigint not null default 0;
comment on column messages.cost is 'What a letter will cost, in cents, estimated before it leaves; 0 when nobody knows';

alter table letters add column post jsonb;
comment on column letters.post is 'What La Poste itself says of the letter, beside what its carrier says';

create table letter_drafts (
    id          bigint      generated always as identity constraint letter_drafts_pkey primary key,
    case_id     bigint      not null constraint letter_drafts_case_fkey references cases (id),
    step        text        not null,
    document    bytea       constraint letter_drafts_document_fkey references documents (sha256),
    data        jsonb       not null,
    approved_by text,
    shown_at    timestamptz not null,
    created_at  timestamptz not null
);
create index letter_drafts_by_case on letter_drafts (case_id, step, id);
comment on table letter_drafts is 'Letters that were shown to whoever is asked to approve them, with their figures and their price';
comment on column letter_drafts.approved_by is 'Who agreed to this very letter; null when it was only shown';

create index cases_over_letter_budget on cases (id) where body @> '{"holds": [{"kind": "letter_budget"}]}' and closed_at is null;
