-- Imports of billing systems, and what became of them.
CREATE TABLE subscriptions.snapshot (
    source_id text NOT NULL,
    snapshot_id uuid NOT NULL,
    scope text NOT NULL,
    state text NOT NULL,
    as_of timestamptz NOT NULL,
    create_time timestamptz NOT NULL,
    end_time timestamptz,
    -- Where it stood when it ended; until then that is told by its progress.
    next_ordinal bigint,
    created_count bigint,
    updated_count bigint,
    unchanged_count bigint,
    closed_count bigint,
    rejected_count bigint,
    conflict_count bigint,
    conflict_ordinals bigint[],
    CONSTRAINT snapshot_pkey PRIMARY KEY (source_id, snapshot_id),
    CONSTRAINT snapshot_source_id_length CHECK (octet_length(source_id) BETWEEN 1 AND 64),
    CONSTRAINT snapshot_scope_known CHECK (scope IN ('COMPLETE', 'PARTIAL')),
    CONSTRAINT snapshot_state_known CHECK (state IN ('OPEN', 'COMMITTED', 'ABORTED')),
    CONSTRAINT snapshot_end_together CHECK (
        (state = 'OPEN') = (end_time IS NULL) AND (state = 'OPEN') = (next_ordinal IS NULL)
    ),
    CONSTRAINT snapshot_result_when_committed CHECK (
        num_nonnulls(
            created_count, updated_count, unchanged_count, closed_count, rejected_count,
            conflict_count, conflict_ordinals
        ) = CASE WHEN state = 'COMMITTED' THEN 7 ELSE 0 END
    ),
    CONSTRAINT snapshot_conflict_ordinals_bounded CHECK (cardinality(conflict_ordinals) <= 1000)
);

CREATE UNIQUE INDEX snapshot_open_idx
    ON subscriptions.snapshot (source_id)
    WHERE state = 'OPEN';

CREATE INDEX snapshot_end_time_idx
    ON subscriptions.snapshot (end_time);

-- How far an open snapshot has come. It is as unlogged as the records that it counts: a crash of
-- Postgres empties both, and the source begins again at the first record.
CREATE UNLOGGED TABLE subscriptions.snapshot_progress (
    snapshot_id uuid NOT NULL,
    next_ordinal bigint NOT NULL,
    -- Modulo 2^64, in two's complement.
    checksum bigint NOT NULL,
    rejected_count bigint NOT NULL,
    conflict_count bigint NOT NULL,
    conflict_ordinals bigint[] NOT NULL,
    staged_count bigint NOT NULL,
    update_time timestamptz NOT NULL,
    CONSTRAINT snapshot_progress_pkey PRIMARY KEY (snapshot_id)
);

-- A record that changes something, with all that hangs on it in arrays: one row a record is what
-- makes taking it cheap.
CREATE UNLOGGED TABLE subscriptions.staged_contract (
    snapshot_id uuid NOT NULL,
    ordinal bigint NOT NULL,
    contract_id uuid NOT NULL,
    external_id text NOT NULL,
    version bigint NOT NULL,
    digest bytea NOT NULL,
    region_code text NOT NULL,
    rating_type text NOT NULL,
    holder_kind text NOT NULL,
    holder_generation integer NOT NULL,
    state text NOT NULL,
    numbers bytea NOT NULL,
    contact bytea,
    contact_since timestamptz,
    locators bytea[] NOT NULL,
    service_ids uuid[] NOT NULL,
    service_external_ids text[] NOT NULL,
    service_kinds text[] NOT NULL,
    service_phone_numbers bytea[] NOT NULL,
    service_tariff_codes text[] NOT NULL,
    service_tariff_names text[] NOT NULL,
    service_states text[] NOT NULL,
    service_suspend_reasons text[] NOT NULL,
    balance_nanos bigint,
    balance_currency text,
    balance_as_of timestamptz,
    bills_as_of timestamptz,
    bill_ids uuid[] NOT NULL,
    bill_external_ids text[] NOT NULL,
    bill_numbers bytea[] NOT NULL,
    bill_period_starts date[] NOT NULL,
    bill_period_ends date[] NOT NULL,
    bill_nanos bigint[] NOT NULL,
    bill_currencies text[] NOT NULL,
    bill_issue_dates date[] NOT NULL,
    bill_due_dates date[] NOT NULL,
    bill_states text[] NOT NULL
) WITH (toast_tuple_target = 8160);

CREATE INDEX staged_contract_snapshot_id_idx
    ON subscriptions.staged_contract (snapshot_id);

-- A record of a complete snapshot that changes nothing, but says that its contract exists.
CREATE UNLOGGED TABLE subscriptions.staged_mention (
    snapshot_id uuid NOT NULL,
    contract_id uuid NOT NULL
);

CREATE INDEX staged_mention_snapshot_id_idx
    ON subscriptions.staged_mention (snapshot_id);
