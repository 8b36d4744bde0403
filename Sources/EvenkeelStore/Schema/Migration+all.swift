extension Migration {
    /// All migrations in their order. Append; never edit one that has been shipped.
    static let all = [
        Migration(
            number: 1, name: "foundation",
            statements: [
                // The journal. Positions are given by the writer; the primary key is the compare-and-swap.
                """
                CREATE TABLE journal (
                  position BIGINT PRIMARY KEY CHECK (position > 0),
                  at BIGINT NOT NULL,
                  command TEXT NOT NULL,
                  actor TEXT NOT NULL,
                  event TEXT NOT NULL,
                  hash TEXT NOT NULL
                )
                """,
                "CREATE INDEX journal_command ON journal (command)",
                """
                CREATE TABLE snapshots (
                  fold_version BIGINT PRIMARY KEY,
                  position BIGINT NOT NULL,
                  state TEXT NOT NULL
                )
                """,

                // The fleet.
                "CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL)",
                "CREATE TABLE customers (id TEXT PRIMARY KEY, facts TEXT NOT NULL)",
                "CREATE TABLE contacts (id TEXT PRIMARY KEY, customer TEXT NOT NULL, facts TEXT NOT NULL)",
                """
                CREATE TABLE installations (
                  id TEXT PRIMARY KEY,
                  customer TEXT NOT NULL,
                  product TEXT,
                  version TEXT,
                  facts TEXT NOT NULL
                )
                """,
                "CREATE INDEX installations_customer ON installations (customer)",
                """
                CREATE TABLE version_history (
                  installation TEXT NOT NULL REFERENCES installations (id),
                  product TEXT NOT NULL,
                  version TEXT NOT NULL,
                  source TEXT NOT NULL,
                  at BIGINT NOT NULL,
                  PRIMARY KEY (installation, product, version, at, source)
                )
                """,
                "CREATE INDEX version_history_version ON version_history (product, version)",

                // Rollouts.
                """
                CREATE TABLE placements (
                  rollout TEXT NOT NULL,
                  installation TEXT NOT NULL,
                  revision BIGINT NOT NULL,
                  wave BIGINT NOT NULL,
                  customer TEXT NOT NULL,
                  state TEXT NOT NULL,
                  placement TEXT NOT NULL,
                  started_at BIGINT,
                  settled_at BIGINT,
                  attempts BIGINT NOT NULL CHECK (attempts >= 0),
                  trouble_at BIGINT,
                  fault TEXT,
                  heard_at BIGINT,
                  note TEXT,
                  PRIMARY KEY (rollout, installation)
                )
                """,
                "CREATE INDEX placements_wave ON placements (rollout, wave, state)",
                "CREATE INDEX placements_installation ON placements (installation)",
                "CREATE INDEX placements_state ON placements (state)",
                """
                CREATE TABLE plans (
                  rollout TEXT NOT NULL,
                  revision BIGINT NOT NULL,
                  plan TEXT NOT NULL,
                  PRIMARY KEY (rollout, revision)
                )
                """,
                "CREATE TABLE tallies (rollout TEXT PRIMARY KEY, version BIGINT NOT NULL)",
                """
                CREATE TABLE outcomes (
                  id TEXT PRIMARY KEY,
                  rollout TEXT NOT NULL,
                  installation TEXT NOT NULL,
                  release TEXT NOT NULL,
                  kind TEXT NOT NULL,
                  at BIGINT NOT NULL,
                  fault TEXT,
                  feature TEXT
                )
                """,
                "CREATE INDEX outcomes_rollout ON outcomes (rollout, at)",
                """
                CREATE TABLE notices (
                  rollout TEXT NOT NULL,
                  revision BIGINT NOT NULL,
                  wave BIGINT NOT NULL,
                  customer TEXT NOT NULL,
                  state TEXT NOT NULL,
                  announced_at BIGINT NOT NULL,
                  installations TEXT NOT NULL,
                  PRIMARY KEY (rollout, wave, customer, revision)
                )
                """,

                // Incidents and messages.
                """
                CREATE TABLE audience (
                  incident TEXT NOT NULL,
                  customer TEXT NOT NULL,
                  reason TEXT NOT NULL,
                  maybe BIGINT NOT NULL CHECK (maybe IN (0, 1)),
                  state TEXT NOT NULL,
                  restored_at BIGINT,
                  PRIMARY KEY (incident, customer)
                )
                """,
                """
                CREATE TABLE deliveries (
                  id TEXT PRIMARY KEY,
                  recipient TEXT NOT NULL,
                  customer TEXT NOT NULL,
                  subject TEXT NOT NULL,
                  about TEXT NOT NULL,
                  channel TEXT NOT NULL,
                  state TEXT NOT NULL,
                  queued_at BIGINT NOT NULL,
                  not_before BIGINT NOT NULL,
                  attempts BIGINT NOT NULL CHECK (attempts >= 0),
                  settled_at BIGINT,
                  reason TEXT,
                  generation BIGINT NOT NULL,
                  UNIQUE (recipient, subject, channel)
                )
                """,
                "CREATE INDEX deliveries_due ON deliveries (state, not_before)",
                "CREATE INDEX deliveries_subject ON deliveries (subject)",
                "CREATE INDEX deliveries_customer ON deliveries (customer)",

                // Access.
                """
                CREATE TABLE tokens (
                  name TEXT PRIMARY KEY,
                  scope TEXT NOT NULL,
                  secret_hash TEXT NOT NULL,
                  created_at BIGINT NOT NULL,
                  revoked_at BIGINT
                )
                """,
                """
                CREATE TABLE leases (
                  name TEXT PRIMARY KEY,
                  holder TEXT NOT NULL,
                  generation BIGINT NOT NULL,
                  expires_at BIGINT NOT NULL
                )
                """,
            ]),
        outcomes,
        consent,
        installs,
        controls,
        deliveryPriority,
        jobs,
        recipients,
        mailbox,
        subscribers,
        tickets,
        rollbacks,
        changes,
        siteChanges,
        deliveryOrder,
        reportedResponses,
        tokenPredicates,
        sentMessages,
        noticeDays,
        troubledPlacements,
        restoredHow,
        deliveriesDue,
        foundBy,
        unheardNotices,
        movedNotices,
        agreedSites,
    ]
}
