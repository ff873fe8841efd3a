-- +goose Up
-- Parts of debtors' names are found by their trigrams. Where the server lacks the
-- extension, or the role may not create it, a search looks through all debtors.
-- +goose StatementBegin
do $$
declare home text;
begin
    begin
        create extension if not exists pg_trgm with schema public;
    exception when others then
        null;
    end;
    select quote_ident(n.nspname) into home from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm';
    if home is not null then
        execute 'create index debtors_by_part on debtors using gin (search ' || home || '.gin_trgm_ops)';
    end if;
end $$;
-- +goose StatementEnd
-- Lists and sums of open cases are read from indexes alone.
drop index cases_aged;
create index cases_aged on cases (creditor, due) include (debtor_id, balance, currency, status, next_action_at) where closed_at is null;
drop index cases_next_action;
create index cases_next_action on cases (next_action_at) include (due, id, creditor, balance, currency) where closed_at is null;
drop index cases_by_plan;
create index cases_by_plan on cases ((plan->>'id'), due, id) include (creditor) where closed_at is null;
