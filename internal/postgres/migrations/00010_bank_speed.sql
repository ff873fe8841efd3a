-- +goose Up
-- What a bank import writes by the thousand.

-- Compare what tells rows apart first: all rows of an installation may share creditor and account.
alter table bank_lines drop constraint bank_lines_identity_key;
alter table bank_lines add constraint bank_lines_identity_key unique (fingerprint, copy, account, creditor);
drop index bank_lines_by_amount;
create index bank_lines_by_amount on bank_lines (amount, booking_date, creditor);
alter table payments drop constraint payments_source_key;
alter table payments add constraint payments_source_key unique (external, source, creditor);
drop index cases_open_by_balance;
create index cases_open_by_balance on cases (balance, id, creditor) where closed_at is null;

-- cases_by_debtor serves the same look-ups.
drop index cases_open_by_debtor;

-- References are checked once for each statement instead of once for each row, and nothing that they point to is ever deleted.
alter table bank_lines drop constraint bank_lines_file_fkey;
alter table matches drop constraint matches_line_fkey, drop constraint matches_payment_fkey, drop constraint matches_invoice_fkey;
alter table allocations drop constraint allocations_payment_fkey, drop constraint allocations_invoice_fkey;

-- +goose StatementBegin
create function bank_lines_refer() returns trigger language plpgsql as $$
begin
    if exists (select 1 from (select distinct file_id as id from fresh) f
               where not exists (select 1 from bank_files b where b.id = f.id)) then
        raise exception 'a bank line refers to a file that is not there' using errcode = 'foreign_key_violation', constraint = 'bank_lines_file_fkey';
    end if;
    return null;
end
$$;
create function matches_refer() returns trigger language plpgsql as $$
begin
    if exists (select 1 from fresh f where not exists (select 1 from bank_lines l where l.id = f.line_id)) then
        raise exception 'a match refers to a bank line that is not there' using errcode = 'foreign_key_violation', constraint = 'matches_line_fkey';
    elsif exists (select 1 from fresh f where not exists (select 1 from payments p where p.id = f.payment_id)) then
        raise exception 'a match refers to a payment that is not there' using errcode = 'foreign_key_violation', constraint = 'matches_payment_fkey';
    elsif exists (select 1 from fresh f where not exists (select 1 from invoices i where i.id = f.invoice_id)) then
        raise exception 'a match refers to an invoice that is not there' using errcode = 'foreign_key_violation', constraint = 'matches_invoice_fkey';
    end if;
    return null;
end
$$;
create function allocations_refer() returns trigger language plpgsql as $$
begin
    if exists (select 1 from fresh f where not exists (select 1 from payments p where p.id = f.payment_id)) then
        raise exception 'an allocation refers to a payment that is not there' using errcode = 'foreign_key_violation', constraint = 'allocations_payment_fkey';
    elsif exists (select 1 from fresh f where not exists (select 1 from invoices i where i.id = f.invoice_id)) then
        raise exception 'an allocation refers to an invoice that is not there' using errcode = 'foreign_key_violation', constraint = 'allocations_invoice_fkey';
    end if;
    return null;
end
$$;
create function rows_stay() returns trigger language plpgsql as $$
begin
    raise exception '% are never deleted', tg_table_name using errcode = 'restrict_violation', constraint = 'rows_stay';
end
$$;
-- +goose StatementEnd
create trigger bank_lines_refer after insert on bank_lines referencing new table as fresh for each statement execute function bank_lines_refer();
create trigger matches_refer after insert on matches referencing new table as fresh for each statement execute function matches_refer();
create trigger allocations_refer after insert on allocations referencing new table as fresh for each statement execute function allocations_refer();
create trigger bank_files_stay before delete or truncate on bank_files for each statement execute function rows_stay();
create trigger bank_lines_stay before delete or truncate on bank_lines for each statement execute function rows_stay();
create trigger payments_stay before delete or truncate on payments for each statement execute function rows_stay();
create trigger invoices_stay before delete or truncate on invoices for each statement execute function rows_stay();
