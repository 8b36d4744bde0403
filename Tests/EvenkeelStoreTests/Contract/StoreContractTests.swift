import Testing

@Suite("The contract of every store")
struct StoreContractTests {
    @Test("every store keeps the contract", arguments: StoreKind.allCases, StoreContract.checks)
    func contract(_ kind: StoreKind, _ check: StoreCheck) async throws {
        try await kind.withStore { store in try await check.body(store) }
    }
}
