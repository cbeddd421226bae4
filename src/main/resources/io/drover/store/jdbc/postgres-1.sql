create table drover_store (
  version integer primary key,
  since timestamptz not null default now()
);

create table drover_event (
  ordering bigserial not null,
  persistence_id text not null,
  sequence_number bigint not null,
  deleted boolean not null default false,
  writer text not null,
  write_timestamp bigint,
  adapter_manifest text,
  event_ser_id integer not null,
  event_ser_manifest text not null,
  event_payload bytea not null,
  meta_ser_id integer,
  meta_ser_manifest text,
  meta_payload bytea,
  primary key (persistence_id, sequence_number)
);

create table drover_snapshot (
  persistence_id text not null,
  sequence_number bigint not null,
  created bigint not null,
  snapshot_ser_id integer not null,
  snapshot_ser_manifest text not null,
  snapshot_payload bytea not null,
  meta_ser_id integer,
  meta_ser_manifest text,
  meta_payload bytea,
  primary key (persistence_id, sequence_number)
);

create table drover_writer (
  only_row boolean primary key default true check (only_row),
  epoch bigint not null,
  pid bigint not null,
  host text not null,
  since timestamptz not null,
  expires timestamptz not null
);

insert into drover_writer (epoch, pid, host, since, expires)
  values (0, 0, '', 'epoch', 'epoch');

-- Refuses what is written by a session of another epoch than the present writer's. The lock has a
-- new writer wait for transactions of the old one, which would pass this check and end later.
create function drover_fence() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared('drover_writer'::regclass::oid::bigint);
  if current_setting('drover.epoch', true) is distinct from (select epoch::text from drover_writer) then
    raise exception 'another process has become the writer of this store' using errcode = 'DR001';
  end if;
  return null;
end
$$;

create trigger drover_event_fence before insert or update or delete on drover_event
  for each statement execute function drover_fence();

create trigger drover_snapshot_fence before insert or update or delete on drover_snapshot
  for each statement execute function drover_fence();
