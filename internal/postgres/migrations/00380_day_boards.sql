-- +goose Up
create table day_boards (
    creditor text        not null,
    among    text[]      not null,
    on_day   date        not null,
    worked   timestamptz not null,
    asked    timestamptz not null,
    figures  jsonb       not null,
    debtors  bytea       not null,
    constraint day_boards_pkey primary key (creditor, among, on_day)
);
create index day_boards_worked on day_boards (worked);
comment on table day_boards is 'Figures of a day as they were worked out last, for some creditors: read instead of counting many invoices again; gone after three days';
comment on column day_boards.creditor is 'Id; empty is all of among, and all there are where that is empty too';
comment on column day_boards.worked is 'When they were worked out: what was recorded afterwards is not in them';
comment on column day_boards.asked is 'When a person looked last: they are worked out in advance for whoever did lately';
comment on column day_boards.debtors is 'The rows of all debtors, as JSON by gzip; the figures hold the largest ones';

-- +goose Down
drop table day_boards;
