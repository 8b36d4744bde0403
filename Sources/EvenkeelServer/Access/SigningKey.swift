import Crypto

/// An Ed25519 key: signs what leaves as evidence, and makes the codes of links that only we can have written.
public struct SigningKey: Sendable {
    public let bytes: [UInt8]
    private let key: Curve25519.Signing.PrivateKey

    /// A new key from the system's random source.
    public init() {
        key = Curve25519.Signing.PrivateKey()
        bytes = Array(key.rawRepresentation)
    }

    /// Nil unless these are the 32 bytes of a key.
    public init?(bytes: [UInt8]) {
        do { key = try Curve25519.Signing.PrivateKey(rawRepresentation: bytes) } catch { return nil }
        self.bytes = bytes
    }

    /// 32 bytes in base64.
    public var publicKey: String { Base64.text(Array(key.publicKey.rawRepresentation)) }

    /// 64 bytes in base64.
    public func signature(of text: String) throws -> String {
        Base64.text(Array(try key.signature(for: Array(text.utf8))))
    }

    /// True if the signature of this text was made with the key that belongs to the public key.
    public static func verify(_ signature: String, of text: String, publicKey: String) -> Bool {
        guard let keyBytes = Base64.bytes(publicKey), let signed = Base64.bytes(signature) else { return false }
        do {
            return try Curve25519.Signing.PublicKey(rawRepresentation: keyBytes)
                .isValidSignature(signed, for: Array(text.utf8))
        } catch { return false }
    }

    /// Nil unless this is the base64 of the 32 bytes of a key.
    public init?(base64 text: String) {
        guard let bytes = Base64.bytes(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// The key itself, for whoever is to sign with it.
    public var base64: String { Base64.text(bytes) }

    /// The key that signs the receipt of one install. It follows from ours, so that nothing need be kept of it, and
    /// nothing follows from it.
    public func receiptKey(of install: String) -> SigningKey {
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: bytes), info: Array("evenkeel receipt \(install)".utf8),
            outputByteCount: 32)
        guard let key = SigningKey(bytes: derived.withUnsafeBytes { Array($0) }) else {
            preconditionFailure("any 32 bytes are a key (RFC 8032, section 5.1.5)")
        }
        return key
    }

    /// A code that says that we wrote this: HMAC-SHA256 under a key of its own, 128 bits of it in hexadecimal.
    func code(for text: String) -> String {
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: bytes), info: Array("evenkeel links".utf8), outputByteCount: 32)
        let mac = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: derived)
        return mac.prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}
