-- +goose Up
create table platform_flows (
    platform   text        not null,
    flow_id    text        not null,
    updated_at timestamptz not null,
    ack        text        not null,
    state      text        not null constraint platform_flows_state_check check (state in ('waiting', 'taken', 'refused')),
    attempts   integer     not null default 0,
    fault      text        not null default '',
    seen_at    timestamptz not null,
    done_at    timestamptz,
    constraint platform_flows_pkey primary key (platform, flow_id)
);
create index platform_flows_waiting on platform_flows (platform, attempts, updated_at) where state = 'waiting';
create index platform_flows_refused on platform_flows (platform) where state = 'refused';
comment on table platform_flows is 'Lifecycle messages that the Flow service of a platform has listed, each read once';
comment on column platform_flows.platform is 'Host of the service';
comment on column platform_flows.updated_at is 'By the platform''s clock';
comment on column platform_flows.ack is 'What the platform''s own checks said';
comment on column platform_flows.attempts is 'How often the message could not be read';

create table platform_cursors (
    platform  text        not null constraint platform_cursors_pkey primary key,
    since     timestamptz not null,
    cursor    timestamptz,
    looked_at timestamptz,
    fault     text        not null default '',
    fault_at  timestamptz
);
comment on table platform_cursors is 'How the reading of a platform stands';
comment on column platform_cursors.cursor is 'Messages up to here are in platform_flows; it never goes back';
comment on column platform_cursors.looked_at is 'When its list was last read to the end';
