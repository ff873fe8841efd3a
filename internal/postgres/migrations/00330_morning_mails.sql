-- +goose Up
-- Who asked for a mail on working mornings, and to which address.
create table morning_mails (
    login   text not null constraint morning_mails_pkey primary key,
    address text not null constraint morning_mails_address_check check (address <> ''),
    done_on date
);
comment on table morning_mails is 'People who asked for the mail of the morning';
comment on column morning_mails.done_on is 'Last day that was seen to, with a mail or because nothing waited';
