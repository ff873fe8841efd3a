-- +goose Up
create table mail_cursors (
    mailbox   text        not null,
    folder    text        not null,
    validity  bigint      not null,
    last_uid  bigint      not null,
    looked_at timestamptz not null,
    constraint mail_cursors_pkey primary key (mailbox, folder)
);
comment on table mail_cursors is 'How far each folder of a mailbox was read; moved in the transaction that keeps the mail';
comment on column mail_cursors.validity is 'UIDVALIDITY: another one means that the server numbers anew';
comment on column mail_cursors.looked_at is 'When the folder was last read to its end';
