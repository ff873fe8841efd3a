-- +goose Up
alter table debtors
    add column contact  text     not null default '',
    add column pay_days smallint not null default 0,
    add constraint debtors_pay_days_check check (pay_days in (0, 30, 50, 60));
comment on column debtors.contact is 'Who answers at the debtor''s: a person with title, or a service';
comment on column debtors.pay_days is 'Payment period of a public buyer (CCP R2192-10, R2192-11); 0 is not known';

alter table invoices add column received date;
comment on column invoices.received is 'Day on which a public buyer received the payment request (CCP R2192-12 to R2192-15)';

