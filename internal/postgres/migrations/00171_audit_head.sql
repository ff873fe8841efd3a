-- +goose Up
create table audit_head (
    one  boolean not null default true constraint audit_head_pkey primary key constraint audit_head_one_check check (one),
    seq  bigint  not null,
    hash bytea   not null constraint audit_head_hash_check check (octet_length(hash) = 32)
);
comment on table audit_head is 'The last entry of the audit, so that a record whose end was cut off is seen';
insert into audit_head (seq, hash) select seq, hash from audit order by seq desc limit 1;

-- +goose Down
drop table audit_head;
