-- +goose Up
-- Two debtors on record who are one: the row of the one who is given up stays and
-- points to the other, so that whoever names him still finds whom he means.
alter table debtors add column merged_into bigint constraint debtors_merged_into_fkey references debtors (id);
comment on column debtors.merged_into is 'The debtor into whom this one was merged, who is merged into nobody; null for every other one';
create index debtors_merged_into on debtors (merged_into) where merged_into is not null;
create table debtor_merges (
    id         bigint      generated always as identity constraint debtor_merges_pkey primary key,
    creditor   text        not null constraint debtor_merges_creditor_fkey references creditors (id),
    kept_id    bigint      not null constraint debtor_merges_kept_fkey references debtors (id),
    gone_id    bigint      not null constraint debtor_merges_gone_fkey references debtors (id),
    author     text        not null,
    fields     jsonb       not null,
    moved      jsonb       not null,
    created_at timestamptz not null,
    undone_at  timestamptz,
    undone_by  text        not null default ''
);
create index debtor_merges_by_kept on debtor_merges (kept_id, id);
create unique index debtor_merges_one_standing on debtor_merges (gone_id) where undone_at is null;
comment on table debtor_merges is 'Debtors who were merged into others';
comment on column debtor_merges.fields is 'What the debtor who was kept had before and after, field by field (merge.Row); names and addresses';
comment on column debtor_merges.moved is 'Ids of the rows that went over to the debtor who was kept, by table: what an undoing takes back';
-- Debtors who may be doubles are looked for by number, e-mail address and place.
create index debtors_by_siren on debtors (creditor, siren) where siren <> '';
create index debtors_by_email on debtors (creditor, lower(email)) where email <> '';
create index debtors_by_place on debtors (creditor, (address->>'postcode')) where address->>'postcode' <> '';
