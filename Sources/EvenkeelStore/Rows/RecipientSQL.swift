enum RecipientSQL {
    static let choices = "SELECT address, incidents, planned FROM choices ORDER BY address"
    static let choice = "SELECT address, incidents, planned FROM choices WHERE address = $1"
    static let putChoice = """
        INSERT INTO choices (address, incidents, planned, chosen_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (address) DO UPDATE SET incidents = excluded.incidents, planned = excluded.planned, \
        chosen_at = excluded.chosen_at \
        WHERE choices.incidents <> excluded.incidents OR choices.planned <> excluded.planned
        """

    static let quarantines = "SELECT address, since, reason FROM quarantines ORDER BY address"
    static let putQuarantine = """
        INSERT INTO quarantines (address, since, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
        """
    static let liftQuarantine = "DELETE FROM quarantines WHERE address = $1"

    static let all = [choices, choice, putChoice, quarantines, putQuarantine, liftQuarantine]
}
