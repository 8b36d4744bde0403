enum FleetSQL {
    // What has changed since a version: each row says at which version of the fleet it last did.
    static let customers = "SELECT facts FROM customers WHERE changed > $1 ORDER BY id"
    static let contacts = "SELECT facts FROM contacts WHERE changed > $1 ORDER BY id"
    static let installations = "SELECT version, facts FROM installations WHERE changed > $1 ORDER BY id"
    static let version = "SELECT value FROM counters WHERE name = 'fleet'"
    static let raiseVersion = """
        INSERT INTO counters (name, value) VALUES ('fleet', 1) \
        ON CONFLICT (name) DO UPDATE SET value = counters.value + 1
        """

    /// Changes nothing, and locks the row until the end of the transaction where a database has several writers: versions
    /// are committed in their order, so that whoever has seen one has seen all rows that changed up to it.
    static let beginVersion = """
        INSERT INTO counters (name, value) VALUES ('fleet', 0) ON CONFLICT (name) DO UPDATE SET value = counters.value
        """

    // A version that is known is changed by `recordVersion` only, which says who says so.
    // Rows that are put again unchanged are left alone, so that a repeated import raises no version.
    static let putCustomer = """
        INSERT INTO customers (id, facts, changed) VALUES ($1, $2, $3) \
        ON CONFLICT (id) DO UPDATE SET facts = excluded.facts, changed = excluded.changed \
        WHERE customers.facts <> excluded.facts
        """
    static let putContact = """
        INSERT INTO contacts (id, customer, facts, address, changed) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (id) DO UPDATE SET customer = excluded.customer, facts = excluded.facts, \
        address = excluded.address, changed = excluded.changed WHERE contacts.facts <> excluded.facts
        """
    /// What is known of an address belongs to its contacts. A contact that was put before addresses had a column of their
    /// own may have any.
    static let touchContacts = """
        UPDATE contacts SET changed = (SELECT value FROM counters WHERE name = 'fleet') \
        WHERE address = $1 OR address IS NULL
        """
    static let putInstallation = """
        INSERT INTO installations (id, customer, product, version, facts, changed) VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT (id) DO UPDATE SET customer = excluded.customer, product = excluded.product, \
        version = COALESCE(installations.version, excluded.version), facts = excluded.facts, \
        changed = excluded.changed \
        WHERE installations.facts <> excluded.facts OR (installations.version IS NULL AND excluded.version IS NOT NULL)
        """

    // The history of an unknown product stands under the empty name.
    static let noteImport = """
        INSERT INTO version_history (installation, product, version, source, at) SELECT $1, $2, $3, 'import', 0 \
        WHERE NOT EXISTS \
        (SELECT 1 FROM version_history WHERE installation = $1 AND product = $2 AND version = $3) \
        ON CONFLICT DO NOTHING
        """
    static let noteFact = """
        INSERT INTO version_history (installation, product, version, source, at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT DO NOTHING
        """
    static let product = "SELECT product FROM installations WHERE id = $1"
    static let setVersion = """
        UPDATE installations SET version = $2, changed = (SELECT value FROM counters WHERE name = 'fleet') \
        WHERE id = $1 AND NOT EXISTS \
        (SELECT 1 FROM version_history WHERE installation = $1 AND at > $3)
        """
    static let versionsOfProduct = "SELECT DISTINCT version FROM version_history WHERE product = $1"
    static let ran = """
        SELECT installation, MIN(at) FROM version_history WHERE product = $1 AND version = $2 GROUP BY installation
        """

    static let history = """
        SELECT h.version, h.source, h.at FROM version_history h JOIN installations i ON i.id = h.installation \
        AND COALESCE(i.product, '') = h.product WHERE h.installation = $1 ORDER BY h.at, h.version, h.source
        """
    static let histories = """
        SELECT h.installation, h.version, h.source, h.at FROM version_history h JOIN installations i \
        ON i.id = h.installation AND COALESCE(i.product, '') = h.product \
        WHERE h.installation IN (\(OutcomeSQL.list(from: 1))) ORDER BY h.at, h.version, h.source
        """
    /// The newest word on the product each site runs; the version that stands is the tie-breaker.
    static let newestFacts = """
        SELECT i.id, h.version, h.source, h.at FROM installations i JOIN version_history h \
        ON h.installation = i.id AND h.product = COALESCE(i.product, '') AND h.version = i.version \
        WHERE i.id IN (\(OutcomeSQL.list(from: 1))) ORDER BY i.id, h.at, h.source
        """
    /// What sites ran since then whose version changed since: all later facts, and the last one before.
    static let versionsSince = """
        SELECT installation, version FROM version_history WHERE at > $1 UNION ALL \
        SELECT h.installation, h.version FROM version_history h WHERE h.at <= $1 \
        AND h.installation IN (SELECT installation FROM version_history WHERE at > $1) \
        AND h.at = (SELECT MAX(o.at) FROM version_history o WHERE o.installation = h.installation AND o.at <= $1)
        """

    static let all = [
        customers, contacts, installations, version, raiseVersion, beginVersion, putCustomer, putContact,
        touchContacts, putInstallation,
        noteImport, noteFact, product, setVersion, versionsOfProduct, ran, history, histories, newestFacts,
        versionsSince,
    ]
}
