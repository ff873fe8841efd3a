-- +goose Up
alter table debtors
    add column lre             boolean     not null default false,
    add column lre_consent     date,
    add column lre_manner      text        not null default '',
    add column lre_author      text        not null default '',
    add column lre_recorded_at timestamptz,
    add constraint debtors_lre_consent_check check ((lre_consent is null) = (lre_manner = '') and (lre or lre_consent is null));
comment on column debtors.lre is 'The debtor accepts electronic registered letters';
comment on column debtors.lre_consent is 'Day of the consent that anybody but a professional must have given (CPCE L100)';
comment on column debtors.lre_manner is 'How the consent was given';
comment on column debtors.lre_recorded_at is 'When lre_author recorded it';

alter table letters add column attempt text not null default '';
comment on column letters.attempt is 'A request to the carrier whose outcome is not known yet: written before it is made, and only its holder makes it';
create index letters_sendings on letters (carrier, host, sending) where sending <> '';
