import Foundation

/// A temporary folder that is gone afterwards.
func withDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let directory = FileManager.default.temporaryDirectory
        .appendingPathComponent("evenkeel-store-\(UUID().uuidString)").path
    let result: Result<Value, any Error>
    do { result = .success(try await body(directory)) } catch { result = .failure(error) }
    if FileManager.default.fileExists(atPath: directory) { try FileManager.default.removeItem(atPath: directory) }
    return try result.get()
}
