-- +goose Up
create table month_ends (
    creditor  text        not null constraint month_ends_creditor_fkey references creditors (id),
    on_day    date        not null,
    figures   jsonb       not null,
    frozen_at timestamptz not null,
    constraint month_ends_pkey primary key (creditor, on_day),
    constraint month_ends_day_check check (extract(month from on_day + 1) <> extract(month from on_day))
);
comment on table month_ends is 'Figures of the last day of each month, in euros, as they were when it ended: sums and averages, nobody''s name; never changed';
comment on column month_ends.frozen_at is 'When the figures were worked out: what was recorded afterwards is not in them';

-- +goose StatementBegin
create function month_ends_are_final() returns trigger language plpgsql as $$
begin
    raise exception 'month ends are final: % is refused', tg_op using errcode = 'restrict_violation', constraint = 'month_ends_are_final';
end
$$;
-- +goose StatementEnd
create trigger month_ends_no_change before update or delete on month_ends for each row execute function month_ends_are_final();

-- +goose Down
drop table month_ends;
drop function month_ends_are_final;
