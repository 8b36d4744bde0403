/// What every store must do, whatever it keeps things in.
enum StoreContract {
    static let checks =
        journal + snapshots + fleet + placements + outcomes + controls + notices + messages + claims + access
}
