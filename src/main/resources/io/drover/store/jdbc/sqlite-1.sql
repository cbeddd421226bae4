create table drover_store (
  version integer primary key,
  since text not null default current_timestamp
);

create table drover_event (
  ordering integer primary key autoincrement,
  persistence_id text not null,
  sequence_number integer not null,
  deleted boolean not null default 0,
  writer text not null,
  write_timestamp integer,
  adapter_manifest text,
  event_ser_id integer not null,
  event_ser_manifest text not null,
  event_payload blob not null,
  meta_ser_id integer,
  meta_ser_manifest text,
  meta_payload blob,
  unique (persistence_id, sequence_number)
);

create table drover_snapshot (
  persistence_id text not null,
  sequence_number integer not null,
  created integer not null,
  snapshot_ser_id integer not null,
  snapshot_ser_manifest text not null,
  snapshot_payload blob not null,
  meta_ser_id integer,
  meta_ser_manifest text,
  meta_payload blob,
  primary key (persistence_id, sequence_number)
);
