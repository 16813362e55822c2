-- What billing systems say of their contracts. The id of a contract is derived from its source and
-- the source's own id, so a source reaches no row of another. Numbers and contacts are sealed.
CREATE TABLE subscriptions.contract (
    contract_id uuid NOT NULL,
    source_id text NOT NULL,
    external_id text NOT NULL,
    version bigint NOT NULL,
    digest bytea NOT NULL,
    region_code text NOT NULL,
    rating_type text NOT NULL,
    holder_kind text NOT NULL,
    holder_generation integer NOT NULL,
    state text NOT NULL,
    -- A complete snapshot lacked it; it opens again when it is sent again.
    missing_since timestamptz,
    numbers bytea NOT NULL,
    contact bytea,
    contact_since timestamptz,
    bills_as_of timestamptz,
    bills_observe_time timestamptz,
    as_of timestamptz NOT NULL,
    create_time timestamptz NOT NULL,
    update_time timestamptz NOT NULL,
    CONSTRAINT contract_pkey PRIMARY KEY (contract_id),
    CONSTRAINT contract_source_id_length CHECK (octet_length(source_id) BETWEEN 1 AND 64),
    CONSTRAINT contract_external_id_length CHECK (octet_length(external_id) BETWEEN 1 AND 64),
    CONSTRAINT contract_version_positive CHECK (version > 0),
    CONSTRAINT contract_digest_length CHECK (octet_length(digest) = 32),
    CONSTRAINT contract_rating_type_known CHECK (rating_type IN ('PREPAID', 'POSTPAID')),
    CONSTRAINT contract_holder_kind_known CHECK (holder_kind IN ('PERSON', 'ORGANISATION')),
    CONSTRAINT contract_holder_generation_positive CHECK (holder_generation > 0),
    CONSTRAINT contract_state_known CHECK (state IN ('OPEN', 'CLOSED')),
    CONSTRAINT contract_missing_is_closed CHECK (missing_since IS NULL OR state = 'CLOSED'),
    CONSTRAINT contract_contact_together CHECK ((contact IS NULL) = (contact_since IS NULL)),
    CONSTRAINT contract_bills_together CHECK ((bills_as_of IS NULL) = (bills_observe_time IS NULL))
);

CREATE INDEX contract_open_idx
    ON subscriptions.contract (source_id, contract_id)
    WHERE state = 'OPEN';

-- Finds a contract by what a person types: region, kind, identifier type and value, as one MAC.
CREATE TABLE subscriptions.contract_locator (
    locator bytea NOT NULL,
    contract_id uuid NOT NULL,
    CONSTRAINT contract_locator_pkey PRIMARY KEY (locator, contract_id),
    CONSTRAINT contract_locator_locator_length CHECK (octet_length(locator) = 32)
);

CREATE INDEX contract_locator_contract_id_idx
    ON subscriptions.contract_locator (contract_id);

CREATE TABLE subscriptions.service (
    contract_id uuid NOT NULL,
    service_id uuid NOT NULL,
    position smallint NOT NULL,
    external_id text NOT NULL,
    kind text NOT NULL,
    phone_number bytea,
    tariff_code text NOT NULL,
    tariff_name text NOT NULL,
    state text NOT NULL,
    suspend_reason text,
    as_of timestamptz NOT NULL,
    CONSTRAINT service_pkey PRIMARY KEY (contract_id, service_id),
    CONSTRAINT service_position_range CHECK (position BETWEEN 0 AND 49),
    CONSTRAINT service_external_id_length CHECK (octet_length(external_id) BETWEEN 1 AND 64),
    CONSTRAINT service_kind_known CHECK (kind IN ('MOBILE', 'LANDLINE', 'BROADBAND', 'TV', 'OTHER')),
    CONSTRAINT service_tariff_code_length CHECK (char_length(tariff_code) <= 64),
    CONSTRAINT service_tariff_name_length CHECK (char_length(tariff_name) <= 120),
    CONSTRAINT service_state_known CHECK (
        state IN ('PENDING', 'ACTIVE', 'SUSPENDED', 'TERMINATED')
    ),
    CONSTRAINT service_suspend_reason_known CHECK (
        suspend_reason IN ('DEBT', 'HOLDER', 'OPERATOR')
    ),
    CONSTRAINT service_suspend_reason_while_suspended CHECK (
        suspend_reason IS NULL OR state = 'SUSPENDED'
    )
);

-- A contract without a row has a balance that nobody knows: that is not zero.
CREATE TABLE subscriptions.balance (
    contract_id uuid NOT NULL,
    nanos bigint NOT NULL,
    currency text NOT NULL,
    as_of timestamptz NOT NULL,
    observe_time timestamptz NOT NULL,
    CONSTRAINT balance_pkey PRIMARY KEY (contract_id),
    CONSTRAINT balance_currency_form CHECK (currency ~ '^[A-Z]{3}$')
);

-- A bill keeps the generation of the holder that it was first seen with: the next holder never
-- sees it, whatever the source sends later.
CREATE TABLE subscriptions.bill (
    contract_id uuid NOT NULL,
    bill_id uuid NOT NULL,
    holder_generation integer NOT NULL,
    external_id text NOT NULL,
    bill_number bytea NOT NULL,
    period_start date NOT NULL,
    period_end date NOT NULL,
    nanos bigint NOT NULL,
    currency text NOT NULL,
    issue_date date NOT NULL,
    due_date date NOT NULL,
    state text NOT NULL,
    CONSTRAINT bill_pkey PRIMARY KEY (contract_id, bill_id),
    CONSTRAINT bill_holder_generation_positive CHECK (holder_generation > 0),
    CONSTRAINT bill_external_id_length CHECK (octet_length(external_id) BETWEEN 1 AND 64),
    CONSTRAINT bill_period_in_order CHECK (period_start <= period_end),
    CONSTRAINT bill_currency_form CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT bill_state_known CHECK (state IN ('OPEN', 'PAID', 'VOID'))
);

CREATE INDEX bill_issue_date_idx
    ON subscriptions.bill (contract_id, issue_date DESC, bill_id DESC);
